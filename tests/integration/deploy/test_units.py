"""The units of systemd: what it says of them where it is there, and what has to stand in each wherever it is not."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import make_url

from alerts.settings import load_settings
from tests.integration.cli.conftest import run_command
from tests.rig.service import PROJECT

FOLDER = PROJECT / "deploy" / "systemd"
SERVICES = sorted(FOLDER.glob("*.service"))
UNITS = sorted([*SERVICES, *FOLDER.glob("*.timer"), *FOLDER.glob("*.socket")])
PROGRAMS = "/opt/planning-alerts/current/.venv/bin"
WORST_EXPOSURE = 20
"""Tenths of systemd's own scale from 0 to 10. A service that no unit confines has 96."""

CONFINED = {
    "User": "planning-alerts",
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "ProtectProc": "invisible",
    "RestrictAddressFamilies": "AF_UNIX AF_INET AF_INET6",
    "RestrictNamespaces": "yes",
    "MemoryDenyWriteExecute": "yes",
    "StateDirectory": "planning-alerts",
    "StateDirectoryMode": "0700",
    "UMask": "0077",
}
_KNOWN = """
After AmbientCapabilities Backlog CapabilityBoundingSet Conflicts Description Environment ExecStart
ExecStartPre Group IOSchedulingClass IPAddressAllow IPAddressDeny KillMode ListenStream LoadCredential
LockPersonality MemoryMax Nice NotifyAccess OnCalendar Persistent ProcSubset ProtectClock ProtectControlGroups
ProtectHostname ProtectKernelLogs ProtectKernelModules ProtectKernelTunables RandomizedDelaySec ReadWritePaths
RemoveIPC Requires Restart RestartPreventExitStatus RestartSec RestrictRealtime RestrictSUIDSGID
StartLimitBurst StartLimitIntervalSec SystemCallArchitectures SystemCallErrorNumber SystemCallFilter TasksMax
TimeoutStartSec TimeoutStopSec Type WantedBy Wants WorkingDirectory
"""
KNOWN = {*_KNOWN.split(), *CONFINED}
"""Keys that systemd knows: a word that it does not know it passes over with no more than a line in its log."""


def lines_of(unit: Path) -> list[tuple[str, str]]:
    text = unit.read_text(encoding="utf-8").replace("\\\n", " ")
    pairs = [line.partition("=") for line in text.splitlines() if "=" in line and not line.startswith("#")]
    return [(key, " ".join(value.split())) for key, _, value in pairs]


@pytest.mark.parametrize("unit", [*UNITS, FOLDER / "credentials.conf"], ids=lambda unit: unit.name)
def test_every_key_is_one_that_systemd_knows(unit: Path) -> None:
    keys = {key for key, _ in lines_of(unit)}
    assert keys
    assert keys - KNOWN == set()
    for line in unit.read_text().splitlines():
        assert re.fullmatch(r"|#.*|\[[A-Z][a-z]+\]|\w+=.*|  --.*", line), line


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_every_service_is_confined(unit: Path) -> None:
    found = dict(lines_of(unit))
    assert {key: found.get(key) for key in CONFINED} == CONFINED
    assert "SystemCallFilter" in found
    assert "WatchdogSec" not in found  # nothing in the program would tell it that it lives


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_what_every_service_starts_is_there(unit: Path) -> None:
    for key, command in lines_of(unit):
        if not key.startswith("Exec"):
            continue
        program, *arguments = command.split()
        assert program.startswith(f"{PROGRAMS}/")
        if program.endswith("/planning-alerts"):
            assert run_command(*arguments, "--help").status == 0
        else:
            gunicorn = Path(sys.executable).with_name(Path(program).name)
            command_line = [gunicorn, "--check-config", *arguments[:-1], "alerts.cli.wsgi:app"]
            assert subprocess.run(command_line, cwd=PROJECT, check=False).returncode == 0
            assert arguments[-1] == "alerts.cli.wsgi:app()"
            assert "--preload" not in arguments


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_service_that_stays_looks_at_its_configuration_first_and_has_time_to_end(unit: Path) -> None:
    found = dict(lines_of(unit))
    if found["Type"] == "oneshot":
        return
    assert found["ExecStartPre"] == f"{PROGRAMS}/planning-alerts config check --quiet"
    assert found["RestartPreventExitStatus"] == "2"  # a configuration that is wrong is so the next time, too
    assert int(found["TimeoutStopSec"]) > 30


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_only_what_reads_feeds_and_sends_mail_may_go_beyond_this_machine(unit: Path) -> None:
    is_kept_in = ("IPAddressDeny", "any") in lines_of(unit)
    assert is_kept_in is (unit.name in ("planning-alerts-site.service", "planning-alerts-backup.service"))


def test_the_configuration_beside_them_is_good_and_writes_where_they_may(tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "secret_key").write_text("0123456789abcdef0123456789abcdef")
    (tmp_path / "secrets" / "mail_password").write_text("hidden")
    (tmp_path / "config.toml").write_text((FOLDER / "config.toml").read_text())
    settings = load_settings(tmp_path / "config.toml")
    assert make_url(settings.database.url).database == "/var/lib/planning-alerts/planning-alerts.sqlite"
    assert str(settings.publishing.files_dir) == "/var/lib/planning-alerts/open-data"
    assert settings.backup.folder is not None
    backup = lines_of(FOLDER / "planning-alerts-backup.service")
    assert ("ReadWritePaths", f"-{settings.backup.folder}") in backup


def test_credentials_are_handed_over_under_the_names_of_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The drop-in read as systemd reads it, its %d being the folder that it makes for the service."""
    lines = lines_of(FOLDER / "credentials.conf")
    for value in (value for key, value in lines if key == "LoadCredential"):
        name, _, source = value.partition(":")
        assert source == f"/etc/planning-alerts/secrets/{name}"
        (tmp_path / name).write_text({"secret_key": "0123456789abcdef0123456789abcdef"}.get(name, "hidden"))
    for value in (value for key, value in lines if key == "Environment"):
        name, _, path = value.partition("=")
        monkeypatch.setenv(name, path.replace("%d", str(tmp_path)))
    (tmp_path / "config.toml").write_text("")
    settings = load_settings(tmp_path / "config.toml")
    assert settings.site.secret() == "0123456789abcdef0123456789abcdef"
    assert settings.mail.secret() == "hidden"


analyze = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not on this machine")


@analyze
def test_systemd_itself_finds_nothing_wrong(tmp_path: Path) -> None:
    """With programs that are there in the place of ours, which this machine has elsewhere."""
    for unit in UNITS:
        text = re.sub(rf"{PROGRAMS}/[a-z-]+", "/bin/true", unit.read_text())
        (tmp_path / unit.name).write_text(text)
    units = [tmp_path / unit.name for unit in UNITS]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", *units],
        capture_output=True,
        text=True,
        check=False,
    )
    said = [line for line in done.stderr.splitlines() if "planning-alerts" in line]
    assert (said, done.returncode) == ([], 0)


@analyze
@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_systemd_finds_every_service_confined(unit: Path) -> None:
    line = [
        "systemd-analyze",
        "security",
        "--no-pager",
        "--offline=true",
        f"--threshold={WORST_EXPOSURE}",
        unit,
    ]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-300:]
