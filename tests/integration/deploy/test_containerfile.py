"""The Containerfile, step by step: what its linter says, what goes into the image and what does not stay there."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from alerts.settings import load_settings
from tests.integration.cli.conftest import run_command
from tests.integration.deploy.containerfile import read_stages
from tests.rig.service import PROJECT

FILE = PROJECT / "deploy" / "Containerfile"
BUILD, FINAL = read_stages(FILE)


def test_its_linter_finds_nothing() -> None:
    linter = Path(sys.executable).with_name("hadolint")
    done = subprocess.run(
        [linter, "--failure-threshold", "info", FILE], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_both_stages_begin_with_the_same_python() -> None:
    assert BUILD.base == FINAL.base
    assert re.fullmatch(r"python:3\.\d+-slim-[a-z]+", BUILD.base)
    assert FINAL.name == ""


def test_nothing_is_installed_that_no_hash_is_pinned_for() -> None:
    installs = [step.words for step in BUILD.of("RUN") if "pip install" in step.words]
    assert len(installs) == 2
    assert "--require-hashes -r requirements.lock -r requirements-node.lock" in installs[0]
    assert "--no-deps --no-build-isolation ." in installs[1]
    assert not any("pip install" in step.words for step in FINAL.of("RUN"))


def test_what_only_building_needs_does_not_stay() -> None:
    extras = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    of_setup = {re.split(r"[>=<~]", each)[0] for each in extras["setup"]}
    node = set(re.findall(r"(?m)^([a-z-]+)==", (PROJECT / "requirements-node.lock").read_text()))
    last = BUILD.of("RUN")[-1].words
    assert set(last.partition("--yes ")[2].split()) == of_setup | node | {"pip"}
    assert [step.words for step in FINAL.of("COPY")] == [
        "--from=build /opt/planning-alerts /opt/planning-alerts"
    ]


def test_what_goes_in_is_named_and_let_through() -> None:
    """Named one by one, so that no secret of the operator's folder comes along."""
    ignored = (PROJECT / "deploy" / "Containerfile.dockerignore").read_text().split()
    taken = {source for step in BUILD.of("COPY") for source in step.words.split()[:-1]}
    assert ignored[0] == "*"
    assert taken == {line.removeprefix("!") for line in ignored if line.startswith("!")}
    assert all((PROJECT / source).exists() for source in taken)
    packages = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"][
        "find"
    ]
    assert {each.rstrip("*") for each in packages["include"]} <= taken


def test_it_runs_as_nobody_and_ends_on_the_signal_that_the_program_minds() -> None:
    assert [step.words for step in FINAL.of("USER")] == ["65534:65534"]
    assert [step.words for step in FINAL.of("STOPSIGNAL")] == ["SIGTERM"]
    assert FINAL.of("ENTRYPOINT")[0].command == ["planning-alerts"]
    done = run_command(*FINAL.of("CMD")[0].command, "--help")
    assert done.status == 0


def test_its_health_check_is_that_of_the_compose_file() -> None:
    services = yaml.safe_load((PROJECT / "deploy" / "compose.yml").read_text())["services"]
    (check,) = FINAL.of("HEALTHCHECK")
    assert services["site"]["healthcheck"]["test"] == ["CMD", *check.command]


def test_all_that_the_service_writes_lies_in_the_volumes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config.toml").write_text("[site]\nsecret_key = '0123456789abcdef0123456789abcdef'\n")
    for key, value in FINAL.environment().items():
        if key.startswith("PLANNING_ALERTS__"):
            monkeypatch.setenv(key, value)
    settings = load_settings(tmp_path / "config.toml")
    assert settings.database.url == "sqlite:////data/planning-alerts.sqlite"
    written = (settings.mail.outbox_dir, settings.publishing.files_dir, settings.backup.folder)
    assert list(map(str, written)) == ["/data/outbox", "/data/open-data", "/backups"]
    (folders,) = [step.words for step in FINAL.of("RUN")]
    assert folders.endswith("install --directory --owner=nobody --group=nogroup --mode=0700 /data /backups")
