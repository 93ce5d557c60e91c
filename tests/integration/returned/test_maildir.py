"""Mail read from a real maildir: taken in, then marked, and never the other way round."""

import mailbox
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from alerts.db.session import Database
from alerts.domain.suppression import Reason
from alerts.mail.boxes import BoxSettings, BoxUnusable
from alerts.mail.boxes.maildir import MaildirBox
from alerts.services.reading import BoxReader, ReadReport, read_box
from alerts.services.subscribing import Desk
from tests.integration.returned.conftest import ALICE, BOB, Records, SendTo
from tests.returned_mail import returned


@pytest.fixture
def maildir(tmp_path: Path) -> mailbox.Maildir:
    return mailbox.Maildir(tmp_path / "bounces", create=True)


@pytest.fixture
def reader(
    maildir: mailbox.Maildir, tmp_path: Path, database: Database, desk: Callable[[], Desk]
) -> BoxReader:
    return BoxReader(MaildirBox(BoxSettings(path=tmp_path / "bounces")), database, desk)


def lying(maildir: mailbox.Maildir) -> list[tuple[str, str]]:
    """(folder, flags) of each message."""
    return [(message.get_subdir(), message.get_flags()) for message in maildir]


def test_what_a_server_delivered_is_acted_on_once_and_marked_as_seen(
    maildir: mailbox.Maildir, reader: BoxReader, send_to: SendTo, records: Records
) -> None:
    maildir.add(returned("postfix_no_such_user", send_to(BOB)))
    maildir.add(returned("complaint", send_to(ALICE)))
    maildir.add(b"nonsense")
    assert read_box(reader) == ReadReport(bounces=1, complaints=1, ignored=1)
    assert (records.why(BOB), records.why(ALICE)) == (Reason.HARD_BOUNCE, Reason.COMPLAINT)
    assert lying(maildir) == [("cur", "S")] * 3
    assert read_box(reader) == ReadReport()


def test_what_was_taken_in_is_deleted_where_the_operator_wants_that(
    maildir: mailbox.Maildir, tmp_path: Path, database: Database, desk: Callable[[], Desk], send_to: SendTo
) -> None:
    maildir.add(returned("postfix_no_such_user", send_to(BOB)))
    box = MaildirBox(BoxSettings(path=tmp_path / "bounces", is_deleting=True))
    assert read_box(BoxReader(box, database, desk)) == ReadReport(bounces=1)
    assert lying(maildir) == []


def test_who_dies_before_a_bounce_is_stored_reads_it_again(
    maildir: mailbox.Maildir, reader: BoxReader, send_to: SendTo, records: Records
) -> None:
    maildir.add(returned("postfix_no_such_user", send_to(BOB)))
    messages = reader.box.messages()
    next(messages)
    messages.close()
    assert lying(maildir) == [("new", "")]
    assert read_box(reader) == ReadReport(bounces=1)
    assert records.why(BOB) is Reason.HARD_BOUNCE


def test_who_dies_between_storing_and_marking_reads_a_bounce_again_and_it_counts_once(
    maildir: mailbox.Maildir, database: Database, desk: Callable[[], Desk], tmp_path: Path, send_to: SendTo,
    records: Records,
) -> None:  # fmt: skip
    class Killed(BaseException):
        pass

    def die(_name: str) -> None:
        raise Killed

    maildir.add(returned("postfix_no_such_user", send_to(BOB)))
    box = MaildirBox(BoxSettings(path=tmp_path / "bounces"))
    with pytest.raises(Killed):
        read_box(BoxReader(box, database, desk, on_effect=die))
    assert records.why(BOB) is Reason.HARD_BOUNCE
    assert lying(maildir) == [("new", "")]
    assert read_box(BoxReader(box, database, desk)) == ReadReport(ignored=1)
    assert lying(maildir) == [("cur", "S")]


def test_the_message_that_breaks_us_stays_and_costs_the_others_nothing(
    maildir: mailbox.Maildir, database: Database, desk: Callable[[], Desk], tmp_path: Path, send_to: SendTo
) -> None:
    address = send_to(BOB)
    for number in range(3):
        (tmp_path / "bounces" / "new" / f"{number}.rig").write_bytes(
            returned("postfix_no_such_user", address)
        )
    turns = iter((0, 1))

    def desk_that_fails_once() -> Desk:
        if next(turns, None) == 1:
            raise ValueError
        return desk()

    box = MaildirBox(BoxSettings(path=tmp_path / "bounces"))
    assert read_box(BoxReader(box, database, desk_that_fails_once)) == ReadReport(bounces=1, ignored=1)
    assert sorted(os.listdir(tmp_path / "bounces" / "new")) == ["1.rig"]


@pytest.mark.fault("M-13")
def test_no_more_of_a_message_is_read_than_can_be_a_bounce(
    maildir: mailbox.Maildir, reader: BoxReader, tmp_path: Path
) -> None:
    with (tmp_path / "bounces" / "new" / "1.large").open("wb") as file:
        file.truncate(10 * 1024**3)
    (message,) = reader.box.messages()
    assert len(message.content) == 1_048_577
    assert read_box(reader) == ReadReport(ignored=1)


def test_links_and_folders_in_the_maildir_are_left_alone(
    maildir: mailbox.Maildir, reader: BoxReader, tmp_path: Path
) -> None:
    new = tmp_path / "bounces" / "new"
    (new / "linked").symlink_to("/etc/passwd")
    (new / "folder").mkdir()
    (new / ".hidden").write_bytes(b"x")
    assert read_box(reader) == ReadReport()


def test_a_folder_that_is_none_is_said(database: Database, desk: Callable[[], Desk], tmp_path: Path) -> None:
    reader = BoxReader(MaildirBox(BoxSettings(path=tmp_path / "nowhere")), database, desk)
    with pytest.raises(BoxUnusable, match=r"the maildir .*nowhere cannot be read: No such file"):
        read_box(reader)


def test_a_reading_that_is_to_stop_stops_after_the_message_in_hand(
    maildir: mailbox.Maildir, database: Database, desk: Callable[[], Desk], tmp_path: Path
) -> None:
    for _ in range(3):
        maildir.add(b"nonsense")
    box = MaildirBox(BoxSettings(path=tmp_path / "bounces"))
    assert read_box(BoxReader(box, database, desk, is_stopping=lambda: True)) == ReadReport(ignored=1)
    assert read_box(BoxReader(box, database, desk)) == ReadReport(ignored=2)
