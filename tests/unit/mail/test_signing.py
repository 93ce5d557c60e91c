"""Letters signed with DKIM: verified as a receiver does, and the same letter always with the same signature."""

import re
from datetime import UTC, datetime
from pathlib import Path

import dkim
import pytest

from alerts.mail.errors import SigningImpossible
from alerts.mail.signing import SIGNED, dkim_signer, unsigned
from alerts.mail.wire import wire_body
from tests.rig.letters import a_message

DKIM = Path(__file__).parents[2] / "data" / "dkim"
KEY = (DKIM / "key.pem").read_bytes()
DATE = datetime(2026, 6, 10, 7, 30, tzinfo=UTC)
LETTER = a_message(date=DATE)


def dns(name: bytes, timeout: int = 5) -> bytes:
    """The one record that there is."""
    assert name == b"alerts._domainkey.alerts.example."
    return b"v=DKIM1; k=rsa; p=" + (DKIM / "public.txt").read_bytes().strip()


def signed(message: bytes | None = None, date: datetime = DATE) -> bytes:
    return dkim_signer("alerts.example", "alerts", KEY)(message or LETTER, date)


def tags(message: bytes) -> dict[str, str]:
    header = message.partition(b"\r\nFrom:")[0].decode().replace("\r\n", "")
    assert header.startswith("DKIM-Signature: ")
    pairs = (tag.strip().partition("=") for tag in header.partition(": ")[2].split(";"))
    return {name: re.sub(r"\s", "", value) for name, _, value in pairs}


@pytest.mark.fault("M-22")
def test_a_receiver_verifies_the_signature() -> None:
    assert dkim.verify(signed(), dnsfunc=dns)


@pytest.mark.fault("M-22")
def test_the_signature_covers_both_unsubscribe_headers_and_all_that_says_who_and_what() -> None:
    covered = tags(signed())["h"].split(":")
    for name in (
        "from", "to", "subject", "date", "message-id", "reply-to", "list-id", "list-unsubscribe",
        "list-unsubscribe-post", "mime-version", "content-type",
    ):  # fmt: skip
        assert covered.count(name) == 2, name


@pytest.mark.fault("M-22")
@pytest.mark.parametrize("name", [name.decode() for name in SIGNED])
def test_no_covered_header_can_be_added(name: str) -> None:
    forged = signed().replace(b"\r\nFrom:", f"\r\n{name}: forged\r\nFrom:".encode(), 1)
    assert not dkim.verify(forged, dnsfunc=dns)


@pytest.mark.fault("M-22")
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"List-Unsubscribe: <https://alerts.example", b"List-Unsubscribe: <https://evil.example"),
        (b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n", b""),
        (b"Loft extension", b"Loft  extension"),
    ],
)
def test_what_is_changed_on_the_way_is_noticed(old: bytes, new: bytes) -> None:
    message = signed()
    assert old in message
    assert not dkim.verify(message.replace(old, new, 1), dnsfunc=dns)


@pytest.mark.fault("K-05")
def test_the_same_letter_has_the_same_signature_at_every_try_and_its_time_is_the_letters_own() -> None:
    assert signed() == signed()
    assert tags(signed())["t"] == str(int(DATE.timestamp()))
    assert signed(date=datetime(2027, 1, 5, tzinfo=UTC)) != signed()


def test_the_letter_itself_stays_as_it_is_and_fit_for_the_wire() -> None:
    message = signed()
    assert message.endswith(b"\r\n" + LETTER)
    assert wire_body(message)


def test_a_letter_without_lists_is_signed_too() -> None:
    assert dkim.verify(
        signed(a_message(date=DATE, headers=(("Reply-To", "help@alerts.example"),))), dnsfunc=dns
    )


def test_a_key_with_other_line_ends_is_the_same_key() -> None:
    signer = dkim_signer("alerts.example", "alerts", KEY.replace(b"\n", b"\r\n"))
    assert signer(LETTER, DATE) == signed()


@pytest.mark.parametrize("key", [b"", b"secret", b"-----BEGIN X-----\nAAAA\n-----END X-----\n"])
def test_what_is_no_key_is_refused(key: bytes) -> None:
    with pytest.raises(SigningImpossible, match="no RSA private key in PEM"):
        dkim_signer("alerts.example", "alerts", key)


def test_without_a_key_nothing_is_signed() -> None:
    assert unsigned(LETTER, DATE) == LETTER
