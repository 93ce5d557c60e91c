"""What is understood of messages that come in, and that nothing else is."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.mail.returned import Incoming, Kind, Report, read_incoming
from alerts.mail.returned.bounds import LARGEST, MOST_DELIMITERS, MOST_LINES, MOST_NESTED
from tests.returned_mail import IN_THE_FILES, names, returned

BACK = IN_THE_FILES.decode()

UNDERSTOOD = {
    "postfix_no_such_user": Report(Kind.BOUNCE, "5.1.1"),
    "postfix_mailbox_full": Report(Kind.BOUNCE, "5.2.2"),
    "postfix_refused_by_policy": Report(Kind.BOUNCE, "5.7.1"),
    "postfix_given_up": Report(Kind.BOUNCE, "4.4.1"),
    "postfix_delayed": None,
    "exchange_no_such_user": Report(Kind.BOUNCE, "5.1.10"),
    "exchange_no_route": Report(Kind.BOUNCE, "5.4.4"),
    "gmail_no_such_user": Report(Kind.BOUNCE, "5.1.1"),
    "sendmail_vague_status": Report(Kind.BOUNCE, "5.1.1"),
    "qmail_no_such_user": Report(Kind.BOUNCE, "5.0.0"),
    "delivered_after_all": None,
    "out_of_office": None,
    "reply_by_a_person": None,
    "read_receipt": None,
    "complaint": Report(Kind.COMPLAINT),
    "complaint_with_return_path": Report(Kind.COMPLAINT),
    "not_spam_after_all": None,
    "not_ours": Report(Kind.BOUNCE, "5.1.1"),
}


def understood(content: bytes) -> Incoming:
    incoming = read_incoming(content)
    assert incoming is not None
    return incoming


def test_every_message_of_the_folder_is_in_the_table() -> None:
    assert names() == sorted(UNDERSTOOD)


@pytest.mark.fault("M-14")
@pytest.mark.parametrize("name", UNDERSTOOD)
def test_a_bounce_is_told_from_a_delay_a_receipt_an_automatic_reply_and_a_person(name: str) -> None:
    assert understood(returned(name)).report == UNDERSTOOD[name]


@pytest.mark.parametrize("name", sorted(set(UNDERSTOOD) - {"not_ours", "not_spam_after_all"}))
def test_the_return_address_is_found_where_servers_leave_it(name: str) -> None:
    assert BACK in understood(returned(name)).addressed_to


def test_a_server_may_end_lines_as_it_likes() -> None:
    plain = returned("postfix_no_such_user")
    for ending in (b"\r\n", b"\r"):
        incoming = understood(plain.replace(b"\n", ending))
        assert incoming == understood(plain)


def test_no_address_is_taken_from_the_text_or_the_report_of_a_bounce() -> None:
    incoming = understood(returned("postfix_no_such_user", to="someone@bounces.alerts.example"))
    assert incoming.addressed_to == ("someone@bounces.alerts.example",)
    elsewhere = (
        returned("postfix_no_such_user")
        .replace(b"Delivered-To: " + IN_THE_FILES + b"\n", b"")
        .replace(b"To: " + IN_THE_FILES, b"To: postmaster@alerts.example")
    )
    assert IN_THE_FILES in elsewhere
    assert understood(elsewhere).addressed_to == ("postmaster@alerts.example",)


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ("Action: failed\nStatus: 5.1.1\n\nAction: failed\nStatus: 5.7.1\n", Report(Kind.BOUNCE, "5.7.1")),
        ("Action: failed\nStatus: 5.1.1\n\nAction: failed\nStatus: 5.1.10\n", Report(Kind.BOUNCE, "5.1.1")),
        ("Action: failed\nStatus: 5.1.1\n\nAction: delivered\nStatus: 2.0.0\n", None),
        ("Action: failed\n", Report(Kind.BOUNCE, "5.0.0")),
        ("Status: 5.1.1 (no such user)\n", Report(Kind.BOUNCE, "5.1.1")),
        ("Status: 4.2.1\n", None),
        ("Action: FAILED\nStatus: 5.0.0\n", Report(Kind.BOUNCE, "5.0.0")),
        ("Action: failed\nStatus: 15.1.1\nDiagnostic-Code: x\n", Report(Kind.BOUNCE, "5.0.0")),
        ("Action: relayed\nStatus: 5.1.1\n", None),
        ("", None),
        ("nonsense", None),
    ],
)
def test_a_notice_is_worth_its_mildest_recipient(blocks: str, expected: Report | None) -> None:
    whole = (
        "From: MAILER-DAEMON@x\nTo: bounce@x\nMIME-Version: 1.0\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        f"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n{blocks}\n--b--\n"
    )
    assert understood(whole.encode()).report == expected


@pytest.mark.parametrize("subject", ["abc_DEF-123", "=?utf-8?q?abc=5FDEF-123?=", " abc_DEF-123\n "])
def test_the_subject_is_read_however_it_was_encoded(subject: str) -> None:
    assert understood(f"To: leave@x\nSubject: {subject}\n\n".encode()).subject == "abc_DEF-123"


def _nested(depth: int) -> bytes:
    opening = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level) for level in range(depth)
    )
    return b"From: a@b\n" + opening


BOMBS = {
    "10 MB": b"To: x@y\n\n" + b"a" * 10 * LARGEST,
    "a million empty lines": b"To: x@y\n\n" + b"\n" * (LARGEST - 100),
    "a thousand levels": _nested(1_000),
    "hundreds of levels and many lines in them": _nested(450) + b"x\n" * 28_000,
    "messages in messages": b"Content-Type: message/rfc822\n\n" * 2_000,
    "ten thousand parts": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 10_000,
    "a border with a million semicolons": b'Content-Type: multipart/mixed; boundary="' + b";" * (LARGEST - 200),
    "the same, folded": b'Content-Type: multipart/mixed; boundary="' + b"\n ;;;;;;;;" * 20_000,
    "a million addresses": b"To: " + b"<a@b>," * 170_000 + b"\n\n",
    "nested comments in an address": b"To: " + b"(" * 900_000 + b"\n\n",
    "a long line from a daemon": b"From: mailer-daemon@x\n\n" + b"<" * 900_000,
    "many lines from a daemon": b"From: mailer-daemon@x\n\n" + b"<a@b>: <a@b>: <a@b>:\n" * 29_000,
    "a long subject": b"To: x@y\nSubject: " + b"=?utf-8?q?a?= " * 70_000 + b"\n\n",
}  # fmt: skip


@pytest.mark.fault("M-13")
@pytest.mark.parametrize("name", BOMBS)
def test_what_is_made_to_be_slow_is_done_with_soon(name: str) -> None:
    started = time.monotonic()
    incoming = read_incoming(BOMBS[name])
    assert time.monotonic() - started < 2
    assert incoming is None or incoming.report is None


def test_the_bounds_are_these() -> None:
    assert (LARGEST, MOST_LINES, MOST_DELIMITERS, MOST_NESTED) == (1_048_576, 30_000, 500, 20)


def test_a_message_of_the_largest_size_is_read_and_one_byte_more_is_not() -> None:
    whole = returned("postfix_no_such_user")
    padding = (b"x" * 998 + b"\n") * (LARGEST // 999)
    largest = whole.replace(
        b"Two-storey rear extension", padding[: LARGEST - len(whole)] + b"Two-storey rear extension"
    )
    assert len(largest) == LARGEST
    assert understood(largest).report == Report(Kind.BOUNCE, "5.1.1")
    assert read_incoming(largest + b"\n") is None


@given(st.binary())
def test_any_bytes_are_a_value_and_no_error(content: bytes) -> None:
    incoming = read_incoming(content)
    assert incoming is None or incoming.report is None


@settings(max_examples=200)
@given(st.sampled_from(names()), st.data())
def test_a_message_damaged_anywhere_is_a_value_and_no_error(name: str, data: st.DataObject) -> None:
    whole = returned(name)
    at = data.draw(st.integers(0, len(whole)))
    until = data.draw(st.integers(at, min(len(whole), at + 60)))
    read_incoming(whole[:at] + data.draw(st.binary(max_size=20)) + whole[until:])
