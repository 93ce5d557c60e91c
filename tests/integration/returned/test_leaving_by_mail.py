"""The `mailto:` form of leaving: from the header of a sent e-mail, through a maildir, to no more e-mails."""

import mailbox
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from alerts.db import subscriptions
from alerts.db.session import Database
from alerts.mail.boxes import BoxSettings
from alerts.mail.boxes.maildir import MaildirBox
from alerts.services.reading import BoxReader, ReadReport, read_box
from alerts.services.returned import Took
from alerts.services.sending import Post, SendReport, send_due
from alerts.services.subscribing import Desk, undo_end
from tests.factories import IDENTITY, around_nw5, subscribe
from tests.fakes import HandClock, RecordingSender
from tests.integration.returned.conftest import ALICE, BOB, OURS, Records, SendTo, TakeIn
from tests.integration.sending.conftest import MakePost, Wait
from tests.returned_mail import leaving_mail


def forms_of(sender: RecordingSender) -> list[str]:
    """The forms of leaving that the last e-mail offers, in order."""
    return re.findall(r"<([^>]+)>", str(sender.sent[-1]["List-Unsubscribe"]))


def written(form: str) -> bytes:
    """The mail that a program writes for a `mailto:` form."""
    found = urlsplit(form)
    assert found.scheme == "mailto"
    (subject,) = parse_qs(found.query)["subject"]
    return leaving_mail(found.path, subject)


@pytest.fixture
def maildir(tmp_path: Path) -> mailbox.Maildir:
    return mailbox.Maildir(tmp_path / "bounces", create=True)


@pytest.fixture
def reader(
    maildir: mailbox.Maildir, tmp_path: Path, database: Database, desk: Callable[[], Desk]
) -> BoxReader:
    return BoxReader(MaildirBox(BoxSettings(path=tmp_path / "bounces")), database, desk)


@pytest.mark.fault("U-16")
def test_a_mail_with_the_token_of_the_header_ends_all_areas_and_drops_what_waits(
    database: Database, maildir: mailbox.Maildir, reader: BoxReader, send_to: SendTo, post: Post, wait: Wait,
    sender: RecordingSender, records: Records,
) -> None:  # fmt: skip
    send_to(ALICE)
    https, mailto = forms_of(sender)
    assert https.startswith("https://alerts.example/unsubscribe/")
    assert mailto.startswith("mailto:leave@bounces.alerts.example?subject=")
    assert sender.sent[-1]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    with database.writing() as session:
        subscribe(session, ALICE, around_nw5())
        subscribe(session, BOB, around_nw5())
    for _ in range(10):
        wait(ALICE)
    maildir.add(written(mailto))
    assert read_box(reader) == ReadReport(left=1)
    assert records.subscriptions() == ["ended", "ended", "confirmed"]
    assert send_due(post) == SendReport()
    assert sorted(records.emails(ALICE)) == [("dropped", None)] * 10 + [("sent", None)]


def test_leaving_by_mail_can_be_undone_like_any_other(
    database: Database,
    send_to: SendTo,
    take: TakeIn,
    sender: RecordingSender,
    records: Records,
    clock: HandClock,
) -> None:
    send_to(ALICE)
    mail = written(forms_of(sender)[1])
    assert take(mail) is Took.LEFT
    with database.writing() as session:
        person = subscriptions.subscriber_of(session, ALICE)
        assert person is not None
        assert undo_end(session, person.id, clock() + timedelta(days=1)) == 1
    assert take(mail) is Took.IGNORED
    assert records.subscriptions() == ["confirmed"]


def test_the_token_is_found_among_words_that_a_program_put_before_it(
    send_to: SendTo, take: TakeIn, sender: RecordingSender, records: Records
) -> None:
    send_to(ALICE)
    mail = written(forms_of(sender)[1]).replace(b"Subject: ", b"Subject: Re: unsubscribe ")
    assert take(mail.replace(b"leave@", b"Leave@")) is Took.LEFT
    assert records.subscriptions() == ["ended"]


def test_no_other_mail_to_that_address_ends_anything(
    send_to: SendTo, take: TakeIn, sender: RecordingSender, records: Records
) -> None:
    send_to(ALICE)
    good = written(forms_of(sender)[1])
    token = forms_of(sender)[1].rpartition("=")[2].encode()
    for mail in (
        good.replace(token, token[:-5] + b"AAAAA"),
        good.replace(token, token[:-10]),
        good.replace(token, b"unsubscribe"),
        good.replace(token, b""),
        good.replace(b"leave@", b"bounce@"),
        good.replace(b"bounces.alerts.example", b"elsewhere.example"),
        good.replace(b"Subject: " + token, b"Subject: hello") + token,
    ):
        assert take(mail) is Took.IGNORED
    assert records.subscriptions() == ["confirmed"]


def test_the_form_is_not_offered_where_nobody_reads_the_mail(
    post_with: MakePost, wait: Wait, sender: RecordingSender
) -> None:
    for number, identity in enumerate((IDENTITY, replace(OURS, is_left_by_mail=False))):
        wait(f"{number}@example.com", identity=identity)
        send_due(post_with(identity=identity))
        (only,) = forms_of(sender)
        assert only.startswith("https://")


@pytest.mark.only_on("sqlite")
def test_a_dump_of_the_database_holds_no_token_of_a_waiting_email(
    database: Database, wait: Wait, post: Post, sender: RecordingSender, tmp_path: Path
) -> None:
    wait(ALICE)
    send_due(post)
    token = forms_of(sender)[1].rpartition("=")[2].encode()
    held = b"".join(path.read_bytes() for path in tmp_path.glob("alerts.sqlite*"))
    assert ALICE.encode() in held
    assert token not in held
