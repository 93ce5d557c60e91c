"""Pictures that travel with a letter: beside its HTML, called by name, nothing to be fetched, always the same bytes."""

import email
from email.message import EmailMessage
from email.policy import default

import pytest

from alerts.mail.errors import UnsafeHeaderError
from alerts.mail.letter import Picture
from alerts.mail.message import build_message
from tests.rig.letters import a_letter, a_message

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40
HTML = '<p><img src="cid:0af3@map" alt="Map: the site"></p>\n'


def with_pictures(*pictures: Picture) -> bytes:
    return build_message(a_letter(html=HTML, pictures=pictures))


def parsed(message: bytes) -> EmailMessage:
    return email.message_from_bytes(message, policy=default)


def shape_of(part: EmailMessage) -> object:
    kind = part.get_content_type()
    return (kind, [shape_of(each) for each in part.iter_parts()]) if part.is_multipart() else kind


def test_pictures_lie_beside_the_html_and_the_text_stands_alone():
    message = parsed(with_pictures(Picture("0af3@map", PNG), Picture("1b@map", PNG[:9])))
    assert shape_of(message) == (
        "multipart/alternative",
        ["text/plain", ("multipart/related", ["text/html", "image/png", "image/png"])],
    )
    assert message.get_body(("plain",)).get_content().startswith("Loft extension at 1 High Street")
    assert message.get_body(("html",)).get_content().strip() == HTML.strip()


def test_a_picture_arrives_whole_under_the_name_that_the_html_calls():
    message = parsed(with_pictures(Picture("0af3@map", PNG)))
    (picture,) = (part for part in message.walk() if part.get_content_type() == "image/png")
    assert picture["Content-ID"] == "<0af3@map>"
    assert picture["Content-Transfer-Encoding"] == "base64"
    assert str(picture["Content-Disposition"]) == 'inline; filename="map-1.png"'
    assert picture.get_content() == PNG


def test_a_letter_with_pictures_is_ascii_in_short_lines_that_end_with_crlf():
    message = with_pictures(Picture("0af3@map", PNG))
    assert message.isascii()
    lines = message.split(b"\r\n")
    assert max(map(len, lines)) <= 998
    assert not any(b"\r" in line or b"\n" in line for line in lines)


@pytest.mark.fault("K-05")
def test_the_same_letter_with_pictures_is_the_same_bytes():
    assert with_pictures(Picture("0af3@map", PNG)) == with_pictures(Picture("0af3@map", PNG))


def test_no_part_can_hold_the_boundary_of_another():
    message = with_pictures(Picture("0af3@map", PNG))
    outer, inner = (part.get_boundary() for part in parsed(message).walk() if part.is_multipart())
    assert outer != inner
    assert outer.startswith("=_")
    assert inner.startswith("=_")
    # Named once, and then once before each part and once after the last.
    assert message.count(outer.encode()) == 4
    assert message.count(inner.encode()) == 4


def test_a_letter_without_pictures_is_what_it_always_was():
    plain = parsed(a_message())
    assert shape_of(plain) == ("multipart/alternative", ["text/plain", "text/html"])
    assert b"related" not in a_message()


@pytest.mark.parametrize("cid", ["a@map>\r\nBcc: eve@example.com", "a b@map", "", "ä@map", "<a@map>"])
def test_a_name_that_could_break_out_of_its_header_is_refused(cid):
    with pytest.raises(UnsafeHeaderError):
        with_pictures(Picture(cid, PNG))
