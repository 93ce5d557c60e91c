"""Letters as bytes: one set of headers, both parts, nothing that a feed wrote breaks out of its place."""

import email
import re
from datetime import datetime
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.mail.errors import UnfitLetterError, UnsafeHeaderError, UnsendableAddressError
from alerts.mail.letter import Letter
from alerts.mail.message import build_message, one_line
from tests.rig.letters import MESSAGE_ID, UNSUBSCRIBE, a_letter, a_message

LINE_ENDERS = {
    "CR": "\r",
    "LF": "\n",
    "VT": "\x0b",
    "FF": "\x0c",
    "FS": "\x1c",
    "GS": "\x1d",
    "RS": "\x1e",
    "NEL": "\x85",
    "LS": "\u2028",
    "PS": "\u2029",
    "NUL": "\x00",
}
each_line_ender = pytest.mark.parametrize("ender", LINE_ENDERS.values(), ids=LINE_ENDERS.keys())

HEADER_NAMES = [
    "To",
    "From",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
    "Reply-To",
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
]


def parsed(message: bytes) -> EmailMessage:
    return email.message_from_bytes(message, policy=default)


def as_shown(message: bytes, header: str) -> str:
    """Read by the older parser: the newer one puts a space between two encoded words of a name."""
    return str(make_header(decode_header(email.message_from_bytes(message)[header])))


def with_header(name: str, value: str) -> Letter:
    return a_letter(headers=((name, value),))


@pytest.mark.fault("M-21")
def test_a_letter_is_sent_with_exactly_these_headers():
    message = parsed(a_message())
    assert [(name, str(value)) for name, value in message.items()] == [
        ("To", "alice@example.com"),
        ("From", "Planning alerts <alerts@mail.alerts.example>"),
        ("Subject", "2 planning applications near NW5 1TL"),
        ("Date", "Mon, 04 Jan 2027 07:30:00 +0000"),
        ("Message-ID", "<7f3a9c0e5b1d4e2f8a6b7c8d9e0f1a2b@mail.alerts.example>"),
        ("Auto-Submitted", "auto-generated"),
        ("MIME-Version", "1.0"),
        ("Content-Type", message["Content-Type"]),
        ("Reply-To", "help@alerts.example"),
        ("List-Id", "<area.alerts.example>"),
        ("List-Unsubscribe", UNSUBSCRIBE),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    ]


@pytest.mark.fault("M-21")
def test_a_letter_has_a_text_and_an_html_part_and_nothing_else():
    message = parsed(a_message())
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    text, html = (part.get_content().replace("\r\n", "\n") for part in message.iter_parts())
    assert text == "Loft extension at 1 High Street\nhttps://alerts.example/a/1\n"
    assert html == "<p>Loft extension at 1 High Street</p>\n"


@pytest.mark.fault("M-21")
def test_a_long_unsubscribe_address_stands_whole_and_unencoded_on_its_line():
    lines = a_message().split(b"\r\n")
    assert b"List-Unsubscribe: " + UNSUBSCRIBE.encode() in lines


def test_an_unsubscribe_address_as_long_as_a_line_can_be_stays_whole():
    address = "<https://alerts.example/" + "Q" * 972 + ">"
    assert len(address) == 997
    message = build_message(with_header("List-Unsubscribe", address))
    assert address.encode() in message
    assert max(map(len, message.split(b"\r\n"))) == 998
    assert parsed(message)["List-Unsubscribe"].strip() == address


def test_an_address_longer_than_a_line_is_refused_rather_than_encoded():
    with pytest.raises(UnsafeHeaderError, match="997"):
        build_message(with_header("List-Unsubscribe", "<https://alerts.example/" + "Q" * 973 + ">"))


@pytest.mark.fault("K-05")
def test_the_same_letter_always_gives_the_same_bytes():
    assert a_message() == a_message()


def test_letters_with_different_ids_have_different_boundaries():
    other = parsed(a_message(message_id="<1@mail.alerts.example>"))
    assert other.get_boundary() != parsed(a_message()).get_boundary()


def test_a_body_that_writes_the_boundary_stays_in_its_part():
    boundary = parsed(a_message()).get_boundary()
    message = parsed(a_message(text=f"--{boundary}--\nstill text\n"))
    assert message.get_body(("plain",)).get_content() == f"--{boundary}--\r\nstill text\r\n"


@pytest.mark.fault("M-17")
@each_line_ender
def test_a_line_ender_in_a_subject_becomes_a_space_and_starts_no_header(ender):
    message = parsed(a_message(subject=f"1 High Street{ender}Bcc: eve@example.com"))
    assert message["Subject"] == "1 High Street Bcc: eve@example.com"
    assert message.keys() == HEADER_NAMES


@pytest.mark.fault("M-17")
@each_line_ender
def test_a_line_ender_hidden_in_an_encoded_word_starts_no_header(ender):
    hidden = "".join(f"={byte:02X}" for byte in f"x{ender}Bcc:".encode())
    message = parsed(a_message(subject=f"=?utf-8?q?{hidden}_eve@example.com?="))
    assert message["Subject"] == f"= ?utf-8?q?{hidden}_eve@example.com?="
    assert message.keys() == HEADER_NAMES


@pytest.mark.fault("M-17")
def test_a_long_subject_is_cut_at_150_characters():
    message = parsed(a_message(subject="é" * 151))
    assert message["Subject"] == "é" * 149 + "…"


def test_a_subject_of_150_characters_is_left_alone():
    assert one_line("a" * 150) == "a" * 150


def test_half_a_surrogate_pair_in_a_subject_or_body_is_replaced():
    message = parsed(a_message(subject="Flat \ud83d", text="Flat \ud83d\n"))
    assert message["Subject"] == "Flat \ufffd"
    assert message.get_body(("plain",)).get_content() == "Flat \ufffd\r\n"


@given(st.text(max_size=300))
def test_any_subject_reads_back_as_its_one_line(subject):
    message = a_message(subject=subject)
    assert parsed(message)["Subject"] == one_line(subject)
    assert len(one_line(subject)) <= 150
    assert parsed(message).keys() == HEADER_NAMES
    encoded_words = re.findall(rb"=\?utf-8\?[^?]*\?[^?]*\?=", message)
    assert all(len(word) <= 75 for word in encoded_words)


@pytest.mark.fault("M-18")
@each_line_ender
@pytest.mark.parametrize("header", ["List-Unsubscribe", "Reply-To", "List-Id"])
def test_a_line_ender_in_a_header_of_ours_is_refused(header, ender):
    with pytest.raises(UnsafeHeaderError, match=header):
        build_message(with_header(header, f"<https://alerts.example/1>{ender}Bcc: eve@example.com"))


@pytest.mark.fault("M-18")
@each_line_ender
def test_a_line_ender_in_the_senders_name_is_refused(ender):
    with pytest.raises(UnsafeHeaderError, match="From"):
        a_message(sender_name=f"Planning alerts{ender}Bcc: eve@example.com")


@pytest.mark.fault("M-18")
@each_line_ender
@pytest.mark.parametrize("field", ["sender", "recipient"])
def test_a_line_ender_in_an_address_is_refused(field, ender):
    with pytest.raises(UnsendableAddressError):
        a_message(**{field: f"alice@example.com{ender}Bcc: eve@example.com"})


@pytest.mark.fault("M-18")
@each_line_ender
def test_a_line_ender_in_the_message_id_is_refused(ender):
    with pytest.raises(UnsafeHeaderError, match="Message-ID"):
        a_message(message_id=f"<1{ender}@mail.alerts.example>")


@pytest.mark.fault("M-18")
@pytest.mark.parametrize(
    "letter",
    [
        a_letter(headers=(("List-Id", "=?utf-8?q?a=0D=0ABcc:_eve@example.com?="),)),
        a_letter(sender_name="=?utf-8?q?a=0D=0ABcc:_eve@example.com?="),
    ],
    ids=["in a header", "in the sender's name"],
)
def test_an_encoded_word_in_a_header_of_ours_is_refused(letter):
    with pytest.raises(UnsafeHeaderError, match="encoded word"):
        build_message(letter)


@pytest.mark.parametrize(
    "name", ["Bcc", "cc", "To", "Subject", "Message-Id", "Content-Type", "Auto-Submitted"]
)
def test_a_header_that_the_letter_itself_sets_is_refused(name):
    with pytest.raises(UnsafeHeaderError, match=name):
        build_message(with_header(name, "eve@example.com"))


def test_a_header_given_twice_is_refused():
    with pytest.raises(UnsafeHeaderError, match="Reply-To"):
        build_message(a_letter(headers=(("Reply-To", "a@example.com"), ("Reply-To", "b@example.com"))))


@pytest.mark.parametrize("name", ["", "List Id", "List-Id:", "List\r\nBcc", "Líst"])
def test_what_is_no_name_of_a_header_is_refused(name):
    with pytest.raises(UnsafeHeaderError):
        build_message(with_header(name, "x"))


@pytest.mark.parametrize("message_id", ["", "7f3a@mail.alerts.example", "<7f3a>", "<a@b> <c@d>", "<é@b>"])
def test_what_is_no_message_id_is_refused(message_id):
    with pytest.raises(UnsafeHeaderError, match="Message-ID"):
        a_message(message_id=message_id)


def test_every_unfit_letter_is_a_value_error_that_no_second_try_helps():
    assert issubclass(UnfitLetterError, ValueError)
    assert UnfitLetterError.is_permanent
    assert {UnsafeHeaderError, UnsendableAddressError} <= set(UnfitLetterError.__subclasses__())


@pytest.mark.parametrize(
    "name",
    [
        "Planning alerts – Bücher, Ward",
        'The "Ångström" service',
        "Ünïcödé " * 8 + "𐀀𐀀𐀀𐀀 𐀀",
    ],
)
def test_a_senders_name_beyond_ascii_reads_back_as_it_was(name):
    message = a_message(sender_name=name)
    assert message.isascii()
    assert as_shown(message, "From") == f"{name} <alerts@mail.alerts.example>"


def test_a_list_name_beyond_ascii_leaves_its_identifier_unencoded():
    name = "Gospel Oak – Bücher, Åland and everything else on the way to the end of the second line"
    identifier = "<ward-e05013658." + "a" * 60 + ".alerts.example>"
    message = build_message(with_header("List-Id", f"{name} {identifier}"))
    assert b"\r\n " + identifier.encode() + b"\r\n" in message
    assert as_shown(message, "List-Id") == f"{name} {identifier}"


def test_addresses_beyond_ascii_are_refused_when_there_are_two():
    with pytest.raises(UnsafeHeaderError, match="ASCII"):
        build_message(with_header("Reply-To", "Ü <u@example.com>, Ö <o@example.com>"))


def test_a_date_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        a_letter(date=datetime(2027, 1, 4, 7, 30))  # noqa: DTZ001


@pytest.mark.fault("M-19")
@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("before\r\n.\r\nMAIL FROM:<eve@example.com>\r\n", "before\n.\nMAIL FROM:<eve@example.com>\n"),
        ("one\rtwo\r", "one\ntwo\n"),
        ("one\ntwo\n", "one\ntwo\n"),
        ("x" * 3000 + "\n", "x" * 3000 + "\n"),
        ("\u202egnp.exe\n", "\u202egnp.exe\n"),
        ("a" + "\u0301" * 10_000 + "\n", "a" + "\u0301" * 10_000 + "\n"),
        (".\n..\n.a\n", ".\n..\n.a\n"),
        ("Łódź \x85 Å 🏠\n", "Łódź \x85 Å 🏠\n"),
    ],
    ids=["smuggled", "bare CR", "bare LF", "3,000 in a line", "RTL", "combining", "dots", "beyond ASCII"],
)
def test_any_body_goes_as_short_ascii_lines_and_reads_back_the_same(written, read):
    message = a_message(text=written)
    assert message.isascii()
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n", message)
    body = message.partition(b"\r\n\r\n")[2]
    assert max(map(len, body.split(b"\r\n"))) <= 76
    assert parsed(message).get_body(("plain",)).get_content().replace("\r\n", "\n") == read


def test_the_letters_own_id_is_the_messages():
    assert parsed(a_message())["Message-ID"] == MESSAGE_ID
