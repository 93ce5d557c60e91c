"""The compose files: their schema, how each container is held, what reaches what, and what the program is handed.

No container is started: where there is a Docker, that is the trial of docs/deploying.md.
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import make_url

from alerts.settings import load_settings
from tests.integration.cli.conftest import run_command
from tests.rig.service import PROJECT

FOLDER = PROJECT / "deploy"
FILES = [FOLDER / "compose.yml", FOLDER / "compose.trial.yml"]
PROFILES = ("embedded", "distributed")
KEY = "0123456789abcdef0123456789abcdef"


def read(file: Path) -> dict[str, Any]:
    parsed: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return parsed


COMPOSE, TRIAL = map(read, FILES)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
CATCHER: dict[str, Any] = TRIAL["services"]["mail"]
ONE_SHOT = {"upgrade", "embedded-upgrade"}
OURS = [name for name, service in SERVICES.items() if service["image"] == "planning-alerts:local"]


def test_the_schema_of_compose_allows_them() -> None:
    checker = Path(sys.executable).with_name("check-jsonschema")
    command = [checker, "--builtin-schema", "vendor.compose-spec", *FILES]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("service", [*SERVICES.values(), CATCHER], ids=[*SERVICES, "mail"])
def test_every_container_is_held_as_tight_as_it_can_be(service: dict[str, Any]) -> None:
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["user"] in ("65534:65534", "999:999")
    assert any(mount.startswith("/tmp:size=") for mount in service["tmpfs"])
    assert not service.keys() & {"privileged", "cap_add", "pid", "ipc", "network_mode", "devices"}
    assert ":latest" not in service["image"]


@pytest.mark.parametrize("name", sorted(set(SERVICES) - ONE_SHOT))
def test_what_stays_is_bounded_watched_and_started_again(name: str) -> None:
    service = SERVICES[name]
    assert service["restart"] == "unless-stopped"
    limits = {"cpus", "memory", "pids"} if name in OURS else {"cpus", "memory"}
    assert set(service["deploy"]["resources"]["limits"]) == limits
    assert service["healthcheck"]["test"][0] == "CMD"


@pytest.mark.parametrize("service", [*SERVICES.values(), CATCHER], ids=[*SERVICES, "mail"])
def test_a_limit_is_said_in_one_place(service: dict[str, Any]) -> None:
    """Compose refuses a file that has limits under `deploy` and one of them beside it."""
    assert "deploy" in service
    assert not service.keys() & {"pids_limit", "cpus", "mem_limit"}


@pytest.mark.parametrize("name", ["scheduler", "worker"])
def test_who_has_no_site_is_asked_whether_it_lives(name: str) -> None:
    _, program, *command = SERVICES[name]["healthcheck"]["test"]
    assert (program, command) == ("planning-alerts", ["health", name, "--here"])
    assert name == SERVICES[name]["command"][0]
    assert run_command(*command, "--help").status == 0


def test_the_database_is_there_only_once_it_answers_over_the_network() -> None:
    """While its cluster is made it answers at its socket alone, and goes again: an upgrade would find nobody."""
    assert "--host=127.0.0.1" in SERVICES["database"]["healthcheck"]["test"]


@pytest.mark.parametrize("profile", PROFILES)
def test_a_profile_has_all_that_its_services_wait_for(profile: str) -> None:
    there = {name for name, service in SERVICES.items() if service["profiles"] == [profile]}
    assert there
    for name in there:
        assert set(SERVICES[name].get("depends_on", {})) <= there
        assert name in ONE_SHOT | {"database"} or any(
            "upgrade" in each for each in SERVICES[name]["depends_on"]
        )


def test_only_who_reads_feeds_and_sends_mail_has_a_way_out() -> None:
    networks = COMPOSE["networks"]
    with_a_way_out = {
        name
        for name, service in SERVICES.items()
        for network in service["networks"]
        if not is_shut(networks[network])
    }
    assert with_a_way_out == {"embedded", "worker"}
    assert TRIAL["networks"]["post"]["internal"] is True


def test_nothing_is_reached_from_other_machines_but_by_the_proxy() -> None:
    ports = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert ports == {"embedded": ["127.0.0.1:8000:8000"], "site": ["127.0.0.1:8000:8000"]}
    assert CATCHER["ports"] == ["127.0.0.1:8025:8025"]
    assert SERVICES["database"]["networks"] == ["inside"]


@pytest.mark.parametrize("name", OURS)
def test_the_program_knows_each_command(name: str) -> None:
    done = run_command(*SERVICES[name]["command"], "--help")
    assert done.status == 0, done.err


@pytest.mark.parametrize("name", OURS)
def test_the_program_takes_its_settings_and_secrets_from_the_container(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stands in the container's own files is read here from a folder of the test."""
    service = SERVICES[name]
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    for secret in service["secrets"]:
        (secrets / secret).write_text({"secret_key": KEY}.get(secret, "hidden") + "\n")
    for key, value in service["environment"].items():
        monkeypatch.setenv(key, value.replace("/run/secrets", str(secrets)))
    (tmp_path / "config.toml").write_text("")
    settings = load_settings(tmp_path / "config.toml")
    assert (settings.site.secret(), settings.mail.secret()) == (KEY, "hidden")
    is_distributed = service["profiles"] == ["distributed"]
    assert settings.engine.is_distributed is is_distributed
    if is_distributed:
        assert make_url(settings.database.url).password == "hidden"
        assert make_url(settings.database.url).host == "database"


def test_every_secret_is_a_file_of_the_operators_and_none_stands_here() -> None:
    assert COMPOSE["secrets"] == {
        name: {"file": f"./secrets/{name}"} for name in ("secret_key", "mail_password", "database_password")
    }
    named = {secret for service in SERVICES.values() for secret in service.get("secrets", ())}
    assert named == set(COMPOSE["secrets"])
    for key, value in environments():
        assert "PASSWORD" not in key or value.startswith("/run/secrets/")
    assert "/deploy/secrets/" in (PROJECT / ".gitignore").read_text().splitlines()


def environments() -> Iterator[tuple[str, str]]:
    for service in (*SERVICES.values(), *TRIAL["services"].values()):
        yield from service.get("environment", {}).items()


def test_a_trial_catches_the_mail_of_whoever_sends_and_writes_to_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = {name: service for name, service in TRIAL["services"].items() if name != "mail"}
    assert set(changed) == {"embedded", "worker"}
    file = tmp_path / "config.toml"
    file.write_text(
        f"[site]\nsecret_key = '{KEY}'\n[mail]\nhost = 'mail.example'\nport = 587\nstarttls = true\n"
        "username = 'alerts'\npassword = 'x'\n"
    )
    for service in changed.values():
        for key, value in service["environment"].items():
            monkeypatch.setenv(key, value)
        mail = load_settings(file).mail
        assert (mail.host, mail.port, mail.starttls, mail.username) == ("mail", 1025, False, "")
        assert "post" in service["networks"]


def is_shut(network: dict[str, Any]) -> bool:
    """Whether nothing in it reaches another machine: it is internal, or its addresses stay as they are."""
    options = network.get("driver_opts", {})
    masquerades = options.get("com.docker.network.bridge.enable_ip_masquerade", "true") == "true"
    return network.get("internal", False) or not masquerades
