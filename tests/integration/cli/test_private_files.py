"""What the program writes about people is its owner's alone, whatever the shell's umask lets others read."""

import os
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from alerts.cli.demonstration import keep_settings
from alerts.cli.installation import Installation
from alerts.mail.outbox_folder import OutboxFolderSender
from alerts.services.watched_keys import WatchedKeys
from geo.area_pack import AreaPack
from tests.integration.cli.conftest import Run
from tests.rig.letters import ENVELOPE_FROM, a_message


@pytest.fixture(autouse=True)
def _everybody_may_read() -> Iterator[None]:
    before = os.umask(0o000)
    yield
    os.umask(before)


def rights(path: Path) -> str:
    return oct(stat.S_IMODE(path.stat().st_mode))


def test_a_new_database_and_the_files_beside_it_are_private(
    run: Run, installation: Installation, tmp_path: Path
) -> None:
    assert run("db", "upgrade").status == 0
    with closing(installation.database.engine.raw_connection()) as connection:
        connection.execute("CREATE TABLE something (x)")  # type: ignore[attr-defined]
        files = sorted(tmp_path.glob("planning-alerts.sqlite*"))
        assert {file.name.rpartition(".")[2]: rights(file) for file in files} == {
            "sqlite": "0o600",
            "sqlite-shm": "0o600",
            "sqlite-wal": "0o600",
        }


def test_the_rights_that_an_operator_gave_a_database_stay(run: Run, tmp_path: Path) -> None:
    assert run("db", "upgrade").status == 0
    database = tmp_path / "planning-alerts.sqlite"
    database.chmod(0o660)
    assert run("db", "upgrade").status == 0
    assert rights(database) == "0o660"


def test_a_backup_is_private(run: Run, tmp_path: Path) -> None:
    assert run("db", "upgrade").status == 0
    assert run("db", "backup", tmp_path / "copy").status == 0
    assert rights(tmp_path / "copy") == "0o600"


def test_what_is_kept_of_the_areas_that_people_watch_is_private(tmp_path: Path) -> None:
    for _ in range(2):
        WatchedKeys().save(tmp_path / "keys")
        AreaPack().save(tmp_path / "areas", b"")
    assert rights(tmp_path / "keys") == rights(tmp_path / "areas") == "0o600"


def test_letters_in_the_outbox_folder_are_private(tmp_path: Path) -> None:
    with OutboxFolderSender(tmp_path / "outbox").connect() as sender:
        sender.deliver(a_message(), ENVELOPE_FROM, "alice@example.com")
    (letter,) = (tmp_path / "outbox").iterdir()
    assert rights(tmp_path / "outbox") == "0o700"
    assert rights(letter) == "0o600"


def test_the_settings_of_a_demonstration_hold_a_key_and_are_private(tmp_path: Path) -> None:
    assert rights(keep_settings(tmp_path, "[site]\n")) == "0o600"
