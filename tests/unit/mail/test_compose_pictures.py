"""Which e-mails carry map pictures, what stands in their place, and that the whole stays small."""

import re
from dataclasses import replace

import pytest

from alerts.domain.links import filled
from alerts.mail.compose import Email, compose_alert
from alerts.mail.letter import Letter, Picture
from alerts.mail.message import build_message
from alerts.mail.pictures import ItemPicture
from tests.factories import IDENTITY, NOW, SITE
from tests.unit.mail.alerts import an_alert, an_item, assert_never_says, assert_says, read_html

OWED = ("Contains OS data © Crown copyright.", "Contains Royal Mail data © Royal Mail copyright.")


def a_picture(number: int = 1, size: int = 12_000, **changed: object) -> ItemPicture:
    content = b"\x89PNG\r\n\x1a\n" + (b"%06d" % number) * (size // 6)
    picture = ItemPicture(content, f"Map: the site, {number} m east of NW5 1TL.", 520, 277, OWED)
    return replace(picture, **changed)


def composed(count: int, drawn: int, size: int = 12_000, **changed: object) -> Email:
    items = [an_item(number, **changed) for number in range(1, count + 1)]
    pictures = {number: a_picture(number, size) for number in range(1, drawn + 1)}
    return compose_alert(an_alert(*items), SITE, pictures)


def as_sent(email: Email) -> bytes:
    """The whole message, with links of the length that they have."""

    def whole(text: str) -> str:
        return filled(text, "https://alerts.example", 0, NOW, IDENTITY.key)

    pictures = tuple(Picture(picture.cid, picture.content) for picture in email.pictures)
    letter = Letter(
        "<1@mail.alerts.example>", NOW, "Planning alerts", "alerts@mail.alerts.example", "alice@example.com",
        email.subject, whole(email.text), whole(email.html), pictures=pictures,
    )  # fmt: skip
    return build_message(letter)


def test_each_picture_stands_in_the_html_under_its_name_with_words_for_it() -> None:
    email = composed(2, 2)
    first, second = email.pictures
    assert read_html(email.html).pictures == [
        (f"cid:{first.cid}", "Map: the site, 1 m east of NW5 1TL."),
        (f"cid:{second.cid}", "Map: the site, 2 m east of NW5 1TL."),
    ]
    assert first.cid != second.cid


def test_a_picture_is_as_wide_as_there_is_room_on_a_phone_too() -> None:
    (tag,) = re.findall(r"<img[^>]*>", composed(1, 1).html)
    assert 'width="520"' in tag
    assert 'height="277"' in tag
    assert "width: 100%;max-width: 520px;height: auto" in tag


@pytest.mark.fault("P-08")
def test_nothing_of_a_picture_is_fetched_when_the_mail_is_opened():
    assert set(re.findall(r'(?:src|background)\s*=\s*"([a-z]+):', composed(3, 3).html)) == {"cid"}


def test_an_application_without_a_picture_has_no_gap_for_one():
    email = composed(2, 1)
    assert email.html.count("<img") == 1
    assert len(email.pictures) == 1


def test_what_is_owed_for_the_maps_stands_once_at_the_foot_of_both_parts():
    email = composed(2, 2)
    assert_says(
        email, "Maps: Contains OS data © Crown copyright. Contains Royal Mail data © Royal Mail copyright."
    )
    assert email.text.count("Crown copyright") == email.html.count("Crown copyright") == 1
    assert_never_says(compose_alert(an_alert(), SITE), "Crown copyright")


def test_words_for_a_picture_cannot_break_out_of_their_place() -> None:
    hostile = '"><script>alert(1)</script><img src=x onerror=1> {{link:manage:1:0}}'
    email = compose_alert(an_alert(an_item(1)), SITE, {1: a_picture(alt=hostile)})
    shown = read_html(email.html)
    assert shown.fetched == []
    assert [alt for _, alt in shown.pictures] == [hostile.replace("{{link", "{ {link")]


def test_an_email_that_lists_many_in_short_carries_no_pictures():
    email = composed(11, 11)
    assert email.pictures == ()
    assert "<img" not in email.html


@pytest.mark.fault("M-15")
@pytest.mark.parametrize(
    ("applications", "letters"), [(1, 100), (1, 20_000), (3, 20_000), (10, 100), (10, 20_000), (60, 20_000)]
)
def test_an_email_with_pictures_stays_below_what_mail_readers_cut(applications: int, letters: int) -> None:
    described = ("Replacement of the front boundary wall of 2 m, with bins. " * 500)[:letters]
    email = composed(applications, applications, 14_000, description=described)
    assert len(as_sent(email)) < 98_000


def test_a_short_email_carries_four_pictures_and_a_long_one_fewer() -> None:
    assert len(composed(5, 5, 9_000, description="Loft").pictures) == 4
    long = composed(10, 10, 14_000, description="A wall. " * 60)
    assert 0 < len(long.pictures) < 4
    # The first of the list, and none left out between.
    assert list(long.pictures) == [a_picture(number, 14_000) for number in range(1, len(long.pictures) + 1)]


def test_pictures_do_not_change_the_words() -> None:
    plain, pictured = composed(3, 0), composed(3, 3)
    owed = "Maps: " + " ".join(OWED)
    assert " ".join(pictured.text.split()).replace(f"{owed} ", "") == " ".join(plain.text.split())
    assert plain == compose_alert(an_alert(*(an_item(number) for number in (1, 2, 3))), SITE)
    assert as_sent(pictured) == as_sent(composed(3, 3))
