"""The environment overrides the file: read in a process of its own, as it is when the service starts."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SECRET = "0123456789abcdef0123456789abcdef"


def check(config: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [
        str(Path(sys.executable).with_name("planning-alerts")),
        "--config",
        str(config),
        "config",
        "check",
        "--json",
    ]
    return subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=False)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "config.toml"
    file.write_text(f'[site]\nsecret_key = "{SECRET}"\nname = "From the file"\n[mail]\nport = 25\n')
    return file


def test_the_environment_overrides_the_file(config: Path) -> None:
    done = check(config, PLANNING_ALERTS__SITE__NAME="From outside", PLANNING_ALERTS__MAIL__PORT="2525")
    settings = json.loads(done.stdout)
    assert (settings["site"]["name"], settings["mail"]["port"]) == ("From outside", 2525)


def test_an_unknown_key_in_the_environment_is_refused_as_well(config: Path) -> None:
    done = check(config, PLANNING_ALERTS__SITE__COLOUR="red")
    assert done.returncode == 2
    assert "site.colour: unknown key" in done.stderr


def test_the_settings_may_stand_in_the_environment_alone(tmp_path: Path) -> None:
    empty = tmp_path / "config.toml"
    empty.touch()
    done = check(empty, PLANNING_ALERTS__SITE__SECRET_KEY=SECRET)
    assert done.returncode == 0
    assert SECRET not in done.stdout
