"""Feeds that fail, change, shrink, flood or stand still: seen and cured as the runbook says."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.integration.cli.conftest import a_row
from tests.rig.feed_answers import Answer, status
from tests.rig.machine import Machine
from tests.runbook.reading import Symptom

Find = Callable[[str], Symptom]
NEW_NAMES = {"application_number": "number", "development_description": "proposal"}


def state_of(machine: Machine, name: str = "camden") -> dict[str, Any]:
    return next(each for each in machine.report("feeds list") if each["name"] == name)


def test_a_feed_that_answers_500_or_a_web_page(symptom: Find) -> None:
    ill = symptom("A feed cannot be read")
    machine, council = ill.machine, ill.machine.council
    page = Answer(b"<html>Maintenance</html>", headers=(("Content-Type", "text/html"),))
    for answer, words in ((page, "html: a web page in place of data"), (status(500), "answered 500")):
        council.rig.on("GET", "/camden.json", answer)
        machine.terminal.run_to_its_end("planning-alerts poll")
        assert state_of(machine)["state"] == "failing"
        assert words in state_of(machine)["why"]
    ill.make_sure()
    with machine.site():
        seen = json.loads(machine.must(f"curl -s {machine.base_url}/status.json"))
    assert (seen["well"], seen["feeds"][0]["state"]) == (False, "failing")
    council.rig.on("GET", "/camden.json", council._answer)
    ill.put_right()
    ill.is_over()


def test_a_feed_whose_columns_have_new_names(symptom: Find) -> None:
    ill = symptom("A feed has changed its form")
    council = ill.machine.council
    council.publish(a_row(40))
    ill.machine.must("planning-alerts poll; planning-alerts match")
    renamed = [{NEW_NAMES.get(name, name): value for name, value in row.items()} for row in council.rows]
    council.publish(*renamed)
    ill.machine.terminal.run_to_its_end("planning-alerts poll")
    assert "too-many-problems" in state_of(ill.machine)["why"]
    ill.make_sure()
    ill.put_right()
    ill.is_over()


@pytest.mark.slow
def test_a_file_that_breaks_off(symptom: Find) -> None:
    ill = symptom("A feed has less than half of what it had")
    serve_file(ill.machine, 30)
    ill.machine.must("planning-alerts poll york")
    serve_file(ill.machine, 9)
    ill.make_sure()
    assert state_of(ill.machine, "york")["state"] == "failing"
    ill.put_right()
    ill.is_over()
    assert state_of(ill.machine, "york")["applications"] == 30


def serve_file(machine: Machine, rows: int) -> None:
    rig = machine.council.rig
    lines = [f"26/{number:03},Shed,{number} High Street NW5 1TL,01/11/2026" for number in range(rows)]
    rig.on("GET", "/york.csv", Answer("\n".join(["Ref,What,Where,Lodged", *lines, ""]).encode()))
    table = f"""
[[feeds]]
name = "york"
kind = "csv"
authority = "E09000007"
url = "{rig.url}/york.csv"
dates = ["dd/mm/yyyy"]
columns = {{ reference = "Ref", description = "What", address = "Where", received_date = "Lodged" }}
"""
    if table not in machine.config.read_text(encoding="utf-8"):
        with machine.config.open("a", encoding="utf-8") as config:
            config.write(table)


def test_a_register_that_is_published_anew(symptom: Find) -> None:
    ill = symptom("A feed suddenly tells of everything")
    machine = ill.machine
    machine.set("matching", flood_limit_per_feed=10)
    machine.council.publish(*(a_row(number) for number in range(100, 130)))
    machine.must("planning-alerts poll; planning-alerts match; planning-alerts send")
    assert (state_of(machine)["state"], state_of(machine)["held"]) == ("held", 30)
    (letter,) = machine.smtp.messages()
    assert (letter.recipients, letter.parsed["Subject"]) == (
        ("help@alerts.example.org",),
        "The feed camden needs you",
    )
    ill.make_sure()
    ill.put_right()
    ill.is_over()
    machine.must("planning-alerts match; planning-alerts send")
    assert len(machine.smtp.messages()) == 1


@pytest.mark.slow
def test_a_scheduler_that_is_gone(symptom: Find) -> None:
    ill = symptom("No feed is read any more")
    machine = ill.machine
    long_ago = "datetime('now', '-3 days')"
    machine.sql(f"UPDATE feed SET last_success_at = {long_ago}, next_poll_at = {long_ago}")
    with machine.site():
        assert (
            json.loads(machine.must(f"curl -s {machine.base_url}/status.json"))["feeds"][0]["state"]
            == "stale"
        )
    ill.make_sure()
    assert "is the scheduler running?" in state_of(machine)["why"]
    ill.put_right()
    ill.is_over(patience_s=60)


@pytest.mark.slow
def test_a_second_scheduler(symptom: Find) -> None:
    ill = symptom("The scheduler will not start: another runs")
    ill.machine.terminal.leave_running("planning-alerts scheduler", until="scheduler runs")
    ill.make_sure()
    ill.machine.terminal.stop_what_runs()
    ill.put_right()
    ill.is_over()


@pytest.mark.slow
def test_words_without_a_meaning(symptom: Find) -> None:
    ill = symptom("The council's words mean nothing to us")
    machine = ill.machine
    machine.council.publish(a_row(60, application_type="Shed Consent", system_status="On the pile"))
    machine.must("planning-alerts poll; planning-alerts match")
    ill.make_sure()
    ill.put_right()
    ill.is_over()
    assert machine.must("planning-alerts feeds unmapped camden").count("Shed Consent") == 0
