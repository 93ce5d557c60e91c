"""A site by another name, behind a proxy, without files, postcodes, operators or wards: cured as the runbook says."""

import json
from collections.abc import Callable

import pytest

from tests.rig.machine import BOUNDS, CAMDEN, Machine
from tests.runbook.reading import Symptom

Find = Callable[[str], Symptom]


@pytest.mark.slow
def test_a_site_that_does_not_go_by_that_name(symptom: Find) -> None:
    ill = symptom("The site answers 400: “does not go by that name”")
    machine = ill.machine
    with machine.site():
        page = machine.must(f"curl -s -H 'Host: alerts.example.net' {machine.base_url}/")
        assert "That request did not make sense" in page
        ill.make_sure()
    ill.put_right()
    with machine.site():
        ill.is_over()


@pytest.mark.slow
def test_visitors_who_share_what_one_network_may_ask(symptom: Find) -> None:
    ill = symptom("People are told to wait, though they did nothing")
    machine = ill.machine
    machine.set("site", base_url="https://alerts.example.org")
    machine.set("signup", network_an_hour=2)
    assert asked_back(machine, "one", "two", "three") == {"one@example.org", "two@example.org"}
    ill.make_sure()
    ill.put_right()
    ill.is_over()
    assert "trusted_proxies" not in machine.must("planning-alerts config check --deep --quiet")
    others = {"four@example.org", "five@example.org", "six@example.org"}
    assert others <= asked_back(machine, "four", "five", "six")


def asked_back(machine: Machine, *people: str) -> set[str]:
    """Who has been asked to confirm, once these have signed up from places of their own, through one proxy."""
    with machine.site():
        for number, person in enumerate(people):
            machine.must(
                f"curl -s -f -o /dev/null -H 'Host: alerts.example.org' -H 'Origin: https://alerts.example.org' "
                f"-H 'X-Forwarded-For: 203.0.113.{len(person)}{number}' "
                f"-d 'email={person}@example.org&area=ward:E05013658' {machine.base_url}/subscriptions"
            )
    machine.must("planning-alerts send")
    return {recipient for message in machine.smtp.messages() for recipient in message.recipients}


def test_files_that_were_not_made(symptom: Find) -> None:
    ill = symptom("Last night's files are missing")
    machine = ill.machine
    with machine.site():
        asked = f"curl -s -o /dev/null -w '%{{http_code}}' {machine.base_url}/data/applications.csv"
        assert machine.must(asked) == "503"
        ill.make_sure()
        ill.put_right()
        ill.is_over()


@pytest.mark.slow
def test_a_machine_without_postcodes(symptom: Find) -> None:
    ill = symptom("A postcode's page answers 503")
    machine = ill.machine
    machine.set("postcodes", path=str(machine.folder / "postcodes.sqlite"))
    with machine.site():
        asked = f"curl -s -o /dev/null -w '%{{http_code}}' {machine.base_url}/areas/postcode/NW51TL"
        assert machine.must(asked) == "503"
        ill.make_sure()
        machine.terminal.patience_s = 900
        ill.put_right()
        ill.is_over()
        assert machine.must(asked) == "200"


def test_an_operator_who_gets_no_link(symptom: Find) -> None:
    ill = symptom("An operator cannot get in")
    machine = ill.machine
    machine.must("planning-alerts operators add colleague@example.org --role operator")
    ill.make_sure()
    ill.put_right()
    link = machine.must("planning-alerts operators link colleague@example.org")
    ill.stands_for["LINK"] = next(word for word in link.split() if "/admin/" in word)
    with machine.site():
        ill.is_over()
        wrong = machine.terminal.run_to_its_end(f"curl -s -f -o /dev/null {ill.stands_for['LINK']}x")
        assert wrong.status == 22


def test_a_ward_that_is_gone(symptom: Find) -> None:
    ill = symptom("A ward that people watch is gone")
    machine = ill.machine
    ward = {"WD27CD": "E05099999", "WD27NM": "Kentish Town", "LAD27CD": CAMDEN}
    shape = {"type": "Polygon", "coordinates": [BOUNDS]}
    feature = {"type": "Feature", "properties": ward, "geometry": shape}
    collection = {"type": "FeatureCollection", "features": [feature]}
    (machine.folder / "wards.geojson").write_text(json.dumps(collection), encoding="utf-8")
    ill.make_sure()
    ill.put_right()
    ill.is_over()
    (letter,) = machine.smtp.messages()
    assert letter.recipients == ("alice@example.com",)
    assert "Kentish Town" in letter.parsed.get_body(("plain",)).get_content()
    machine.must("planning-alerts send")
    assert len(machine.smtp.messages()) == 1
