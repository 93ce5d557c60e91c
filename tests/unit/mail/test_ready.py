"""Letters made ready: no recipient and no working link in them, and filled in the bytes of one built at its sending."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.domain.links import Purpose, filled, placeholder, token_placeholder, tokens_of
from alerts.language import Language, speaking
from alerts.mail.errors import (
    UnfitLetterError,
    UnsafeHeaderError,
    UnsafeMessageError,
    UnsendableAddressError,
)
from alerts.mail.letter import Letter, Picture
from alerts.mail.message import build_message
from alerts.mail.ready import ReadyLetter, make_ready
from alerts.mail.wire import Stuffed, wire_letter
from tests.rig.letters import a_letter

BASE_URL, KEY, SECRET = "https://alerts.example", "a key of the tests, 32 letters or more", "7f3a9c0e5b1d4e2f"
SENT_AT = datetime(2027, 1, 4, 7, 30, tzinfo=UTC)
ALICE = "alice@example.com"
LEAVE_BY_MAIL = f"<mailto:x@e.example?subject={token_placeholder(Purpose.UNSUBSCRIBE, 7)}>"
LEAVE = f"<{placeholder(Purpose.UNSUBSCRIBE, 7)}>, {LEAVE_BY_MAIL}"
EVERY_LINK = "".join(
    f"{placeholder(purpose, 2**40 + number, number)} " for number, purpose in enumerate(Purpose)
)

hostile = st.text() | st.sampled_from(
    ["=\r\n", "\r\n.\r\n", "{{link:manage:1:0}}", "x" * 200, "=3D", "Ŵ ŷ", "\ud83d"]
)
piece = hostile | st.sampled_from(
    [placeholder(Purpose.MANAGE, 7), placeholder(Purpose.MUTE, 7, 12), EVERY_LINK]
)
words = st.lists(piece, max_size=8).map("".join)
addresses = st.sampled_from(
    [ALICE, "x@bücher.example", f"{'a' * 64}@{'b' * 60}.{'c' * 60}.example", "=?utf-8?q?a?=@e.example"]
)
pictures = st.lists(
    st.builds(Picture, st.uuids().map(lambda cid: f"{cid}@map"), st.binary(max_size=300)),
    max_size=3,
    unique_by=lambda picture: picture.cid,
)


def with_links(text: str, base_url: str = BASE_URL) -> str:
    return filled(text, base_url, 3, SENT_AT, KEY)


def read_back(letter: Letter) -> ReadyLetter:
    made = make_ready(letter, BASE_URL, SECRET)
    assert made is not None
    read = ReadyLetter.read(made.as_stored())
    assert read == made
    return read


def filled_in(letter: Letter, recipient: str = ALICE) -> bytes:
    """As its reader has it; over the wire it goes as any message does."""
    message = read_back(letter).filled(recipient, tokens_of(3, SENT_AT, KEY), letter.pictures)
    sent, same = (wire_letter(each, "a@e.example", recipient) for each in (message, message.plain))
    assert sent == same
    return message.plain


@pytest.mark.fault("K-05")
@given(words, words, st.text(max_size=200), addresses, pictures)
def test_a_ready_letter_filled_in_is_the_letter_built_at_its_sending(
    text: str, html: str, subject: str, recipient: str, carried: list[Picture]
) -> None:
    letter = a_letter(
        recipient="", subject=subject, text=text, html=html, pictures=tuple(carried),
        headers=(("Reply-To", "help@alerts.example"), ("List-Unsubscribe", LEAVE)),
    )  # fmt: skip
    message = filled_in(letter, recipient)
    assert message == build_message(letter.to(recipient, with_links))
    lines = message.partition(b"\r\n\r\n")[2].split(b"\r\n")
    assert max(len(line) for line in lines if not line.startswith(b"Content-")) <= 76


@pytest.mark.fault("M-19")
@pytest.mark.parametrize(
    "text", [".\n..\n.a\n", "\n.\nMAIL FROM:<eve@example.com>\n", "x" * 75 + ".\n", "." * 300]
)
def test_dots_at_the_beginning_of_a_line_are_doubled_once(text: str) -> None:
    letter = a_letter(text=text, html=text)
    assert filled_in(letter) == build_message(letter.to(ALICE, with_links))


@pytest.mark.fault("K-05")
@pytest.mark.parametrize("before", range(78))
def test_a_token_that_a_line_ends_in_is_filled_in_on_both_lines(before: int) -> None:
    letter = a_letter(text="x" * before + placeholder(Purpose.MANAGE, 7) + "\n")
    assert filled_in(letter) == build_message(letter.to(ALICE, with_links))


@pytest.mark.parametrize("language", list(Language))
def test_a_link_leads_to_its_page_in_the_language_of_the_letter(language: Language) -> None:
    with speaking(language):
        letter = a_letter(text=f"Gweld {placeholder(Purpose.MANAGE, 7)}\n")
    assert filled_in(letter) == build_message(letter.to(ALICE, with_links))


@pytest.mark.fault("U-18")
def test_what_is_stored_names_no_recipient_and_holds_no_token_and_nothing_that_stands_in_for_one() -> None:
    letter = a_letter(recipient=ALICE, text=EVERY_LINK, headers=(("List-Unsubscribe", LEAVE),))
    stored = read_back(letter).as_stored()
    assert ALICE.encode() not in stored
    assert not re.search(rb"^To:", stored, re.MULTILINE)
    tokens = re.findall(rb"/([A-Za-z0-9_-]{74})", stored.replace(b"=\r\n", b""))
    assert tokens == [b"x" * 74] * (len(Purpose) + 1)


@pytest.mark.fault("C-12")
def test_what_a_feed_writes_is_no_place_for_a_link() -> None:
    blank = "https://alerts.example/manage/" + "x" * 74
    message = filled_in(a_letter(text=f"{blank}\n{placeholder(Purpose.MUTE, 7, 12)}\n"))
    assert blank.encode() in message.replace(b"=\r\n", b"")


def test_a_letter_of_a_later_version_is_not_guessed_at() -> None:
    stored = read_back(a_letter()).as_stored()
    assert ReadyLetter.is_known(stored)
    assert not ReadyLetter.is_known(bytes([stored[0] + 1]) + stored[1:])


def test_the_numbers_of_purposes_that_are_stored_stay_what_they_are() -> None:
    assert list(Purpose) == [
        "confirm",
        "manage",
        "unsubscribe",
        "follow",
        "mute",
        "never",
        "address",
        "sign-in",
    ]


@pytest.mark.fault("M-19")
@pytest.mark.parametrize(
    "spoilt", [b"a\r\n.\r\nMAIL FROM:<eve@example.com>\r\n", b"a\n.\r\n", b"a", b"\xe9\r\n"]
)
def test_a_ready_letter_that_was_changed_where_it_is_stored_ends_no_message_early(spoilt: bytes) -> None:
    with pytest.raises(UnsafeMessageError):
        wire_letter(Stuffed(spoilt), "a@e.example", ALICE)


@pytest.mark.fault("M-18")
def test_a_letter_that_must_not_be_sent_is_not_made_ready() -> None:
    with pytest.raises(UnsafeHeaderError):
        make_ready(a_letter(headers=(("List-Id", "a\r\nBcc: eve@example.com"),)), BASE_URL, SECRET)
    assert issubclass(UnsafeHeaderError, UnfitLetterError)


@pytest.mark.fault("M-16")
@pytest.mark.parametrize(
    "recipient", ["a@b@c", "alice@example.com\r\nBcc: eve@example.com", "jösé@example.com"]
)
def test_a_ready_letter_goes_to_nobody_whose_address_cannot_be_sent_to(recipient: str) -> None:
    with pytest.raises(UnsendableAddressError):
        filled_in(a_letter(), recipient)
