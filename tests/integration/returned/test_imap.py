"""Mail read from an IMAP server, over real sockets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from alerts.db.session import Database
from alerts.domain.suppression import Reason
from alerts.mail.boxes import BoxSettings, BoxUnusable
from alerts.mail.boxes.imap import ImapBox
from alerts.services.reading import BoxReader, ReadReport, read_box
from alerts.services.subscribing import Desk
from tests.integration.returned.conftest import ALICE, BOB, Records, SendTo
from tests.returned_mail import returned
from tests.rig.imap import ImapRig
from tests.rig.smtp import trusting_context
from tests.rig.smtp_script import Certificate

ReaderOf = Callable[..., BoxReader]


@pytest.fixture
def rig() -> Iterator[ImapRig]:
    with ImapRig() as running:
        yield running


@pytest.fixture
def reader_of(database: Database, desk: Callable[[], Desk]) -> ReaderOf:
    def make(rig: ImapRig, **changed: object) -> BoxReader:
        usual = BoxSettings(
            host=rig.host, port=rig.port, username="bounces", password=rig.password, timeout_s=20
        )
        return BoxReader(ImapBox(replace(usual, **changed), trusting_context()), database, desk)

    return make


def flags(rig: ImapRig) -> list[set[str]]:
    return [kept.flags for kept in rig.messages.values()]


def verbs(rig: ImapRig) -> list[str]:
    return [command.split(" ")[0] for command in rig.commands]


def test_what_is_unseen_is_acted_on_once_and_marked_as_seen(
    rig: ImapRig, reader_of: ReaderOf, send_to: SendTo, records: Records
) -> None:
    rig.put(returned("postfix_no_such_user", send_to(BOB)))
    rig.put(returned("complaint", send_to(ALICE)).replace(b"\n", b"\r\n"))
    rig.put(b"seen long ago")
    rig.messages[43].flags.add(r"\Seen")
    assert read_box(reader_of(rig)) == ReadReport(bounces=1, complaints=1)
    assert (records.why(BOB), records.why(ALICE)) == (Reason.HARD_BOUNCE, Reason.COMPLAINT)
    assert flags(rig) == [{r"\Seen"}] * 3
    assert read_box(reader_of(rig)) == ReadReport()
    assert verbs(rig)[-1] == "LOGOUT"


def test_what_was_taken_in_is_deleted_where_the_operator_wants_that(
    rig: ImapRig, reader_of: ReaderOf, send_to: SendTo
) -> None:
    rig.put(returned("postfix_no_such_user", send_to(BOB)))
    assert read_box(reader_of(rig, is_deleting=True)) == ReadReport(bounces=1)
    assert rig.messages == {}


def test_a_connection_that_breaks_before_a_message_is_marked_costs_nothing(
    rig: ImapRig, reader_of: ReaderOf, send_to: SendTo, records: Records
) -> None:
    rig.put(returned("postfix_no_such_user", send_to(BOB)))
    rig.hangs_up_at = "UID STORE"
    with pytest.raises(BoxUnusable, match="the mailbox INBOX at localhost cannot be read"):
        read_box(reader_of(rig))
    assert records.why(BOB) is Reason.HARD_BOUNCE
    assert flags(rig) == [set()]
    rig.hangs_up_at = "never"
    assert read_box(reader_of(rig)) == ReadReport(ignored=1)
    assert flags(rig) == [{r"\Seen"}]


@pytest.mark.fault("M-13")
def test_of_a_large_message_no_more_is_fetched_than_shows_that(rig: ImapRig, reader_of: ReaderOf) -> None:
    rig.put(b"x" * 10_000_000)
    assert read_box(reader_of(rig)) == ReadReport(ignored=1)
    assert "UID FETCH 41 (BODY.PEEK[]<0.1048577>)" in rig.commands
    assert flags(rig) == [{r"\Seen"}]


@pytest.mark.parametrize(
    "certificate", [Certificate.SELF_SIGNED, Certificate.EXPIRED, Certificate.WRONG_NAME]
)
@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_server_with_a_bad_certificate_gets_no_password(
    reader_of: ReaderOf, certificate: Certificate, security: str
) -> None:
    with ImapRig(certificate, is_tls_from_start=security == "tls") as rig:
        with pytest.raises(BoxUnusable, match="certificate verify failed"):
            read_box(reader_of(rig, security=security))
        assert "LOGIN" not in verbs(rig)


def test_starttls_is_required_where_it_is_asked_for(reader_of: ReaderOf, send_to: SendTo) -> None:
    with ImapRig(None, is_tls_from_start=False) as stripped:
        with pytest.raises(BoxUnusable):
            read_box(reader_of(stripped, security="starttls"))
        assert verbs(stripped) == ["CAPABILITY"]
    with ImapRig(is_tls_from_start=False) as rig:
        rig.put(returned("postfix_no_such_user", send_to(BOB)))
        assert read_box(reader_of(rig, security="starttls")) == ReadReport(bounces=1)
        assert verbs(rig).index("STARTTLS") < verbs(rig).index("LOGIN")


def test_without_safety_it_reads_where_that_was_said_in_so_many_words(
    reader_of: ReaderOf, send_to: SendTo
) -> None:
    with ImapRig(None) as rig:
        rig.put(returned("postfix_no_such_user", send_to(BOB)))
        assert read_box(reader_of(rig, security="none")) == ReadReport(bounces=1)


def test_a_wrong_password_is_said_and_not_repeated_in_the_words(rig: ImapRig, reader_of: ReaderOf) -> None:
    with pytest.raises(BoxUnusable, match="wrong password") as refused:
        read_box(reader_of(rig, password="hunter2"))
    assert "hunter2" not in str(refused.value)
    assert verbs(rig).count("LOGIN") == 1


def test_a_folder_that_is_none_is_said(rig: ImapRig, reader_of: ReaderOf) -> None:
    with pytest.raises(BoxUnusable, match="the mailbox Nowhere at localhost cannot be read"):
        read_box(reader_of(rig, folder="Nowhere"))


@pytest.mark.parametrize("step", ["CAPABILITY", "LOGIN", "UID SEARCH", "UID FETCH", "UID STORE"])
def test_a_server_that_falls_silent_is_given_up(rig: ImapRig, reader_of: ReaderOf, step: str) -> None:
    rig.put(b"nonsense")
    rig.silent_at = step
    with pytest.raises(BoxUnusable, match="timed out"):
        read_box(reader_of(rig, timeout_s=0.5))


def test_the_patience_with_a_server_is_half_a_minute() -> None:
    assert BoxSettings().timeout_s == 30
