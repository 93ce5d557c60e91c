"""Letters in a folder: whole or absent, once each, and read back as values."""

import os
from datetime import UTC, datetime

import pytest

from alerts.mail.errors import UnsafeMessageError, UnsendableAddressError
from alerts.mail.outbox_folder import OutboxFolderSender, outbox_letter, outbox_letters
from alerts.mail.outcome import NotSent, Phase, Sent
from tests.rig.letters import ENVELOPE_FROM, a_message


def keep(folder, message, **how):
    with OutboxFolderSender(folder).connect() as connection:
        return connection.deliver(message, ENVELOPE_FROM, "alice@example.com", **how)


def test_a_letter_is_kept_byte_for_byte_under_its_time(tmp_path):
    outcome = keep(tmp_path / "outbox", a_message())
    (kept,) = (tmp_path / "outbox").iterdir()
    assert kept.read_bytes() == a_message()
    assert kept.name.startswith("20270104T073000Z-")
    assert outcome == Sent(f"kept as {kept.name}")


def test_a_kept_letter_reads_back_as_values(tmp_path):
    keep(tmp_path, a_message(subject="Café – 1 new", text="Hé\n", html="<p>Hé</p>\n"))
    (letter,) = outbox_letters(tmp_path)
    assert letter.subject == "Café – 1 new"
    assert letter.recipient == "alice@example.com"
    assert letter.sender == "Planning alerts <alerts@mail.alerts.example>"
    assert letter.date == datetime(2027, 1, 4, 7, 30, tzinfo=UTC)
    assert letter.text == "Hé\n"
    assert letter.html == "<p>Hé</p>\n"
    assert ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click") in letter.headers
    assert outbox_letter(tmp_path, letter.name) == letter


def test_the_same_letter_written_again_replaces_itself(tmp_path):
    keep(tmp_path, a_message())
    keep(tmp_path, a_message())
    assert len(list(tmp_path.iterdir())) == 1


def test_a_letter_written_again_is_put_in_place_whole_and_never_written_over(tmp_path):
    keep(tmp_path, a_message())
    (kept,) = tmp_path.iterdir()
    with kept.open("rb") as reader:
        keep(tmp_path, a_message())
        assert kept.stat().st_ino != os.fstat(reader.fileno()).st_ino
        assert reader.read() == a_message()


def test_letters_are_listed_newest_first_and_no_more_than_asked_for(tmp_path):
    for day in (1, 3, 2):
        message_id = f"<{day}@mail.alerts.example>"
        keep(tmp_path, a_message(message_id=message_id, date=datetime(2027, 1, day, tzinfo=UTC)))
    assert [letter.date.day for letter in outbox_letters(tmp_path)] == [3, 2, 1]
    assert [letter.date.day for letter in outbox_letters(tmp_path, limit=2)] == [3, 2]


def test_a_date_in_another_zone_is_filed_by_its_moment(tmp_path):
    keep(tmp_path, a_message(date=datetime.fromisoformat("2027-07-01T00:30:00+01:00")))
    (letter,) = outbox_letters(tmp_path)
    assert letter.name.startswith("20270630T233000Z-")


def test_a_folder_that_is_not_there_holds_no_letters(tmp_path):
    assert outbox_letters(tmp_path / "none") == []


def test_files_that_are_not_letters_of_ours_are_passed_over(tmp_path):
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / ".abc.part").write_bytes(b"half a letter")
    assert outbox_letters(tmp_path) == []


@pytest.mark.parametrize("name", ["../secret", "notes.txt", "", "20270104T073000Z-" + "0" * 32 + ".eml"])
def test_only_names_of_letters_in_the_folder_are_read(tmp_path, name):
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path.parent / "secret").write_text("x")
    assert outbox_letter(tmp_path, name) is None


def test_a_message_id_cannot_leave_the_folder(tmp_path):
    keep(tmp_path / "outbox", a_message(message_id="<../../x@mail.alerts.example>"))
    assert [path.name for path in tmp_path.iterdir()] == ["outbox"]
    assert len(outbox_letters(tmp_path / "outbox")) == 1


def test_the_phases_are_those_of_a_mail_server(tmp_path):
    seen = []
    keep(tmp_path, a_message(), on_phase=seen.append)
    assert seen == [Phase.CONNECT, Phase.RCPT, Phase.DATA, Phase.DOT, Phase.AFTER_250]


def test_a_letter_is_absent_until_it_is_whole(tmp_path):
    listed = {}
    keep(tmp_path, a_message(), on_phase=lambda phase: listed.update({phase: len(outbox_letters(tmp_path))}))
    assert listed == {"connect": 0, "rcpt": 0, "data": 0, "dot": 1, "after_250": 1}


def test_a_folder_that_cannot_be_written_is_not_the_recipients_fault(tmp_path):
    (tmp_path / "outbox").write_text("a file stands in the way")
    assert keep(tmp_path / "outbox", a_message()) == NotSent(
        False, None, "the outbox folder: File exists", False, True
    )


def test_what_a_mail_server_would_not_be_given_is_not_kept_either(tmp_path):
    with OutboxFolderSender(tmp_path).connect() as connection, pytest.raises(UnsendableAddressError):
        connection.deliver(a_message(), ENVELOPE_FROM, "jösé@example.com")
    with pytest.raises(UnsafeMessageError):
        keep(tmp_path, b"Subject: no id\r\n\r\nx\r\n")
    assert list(tmp_path.iterdir()) == []
