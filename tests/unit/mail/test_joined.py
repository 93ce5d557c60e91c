"""E-mails joined from parts rendered once for all: letter by letter what each would be if it were rendered whole."""

import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.domain.alert import Alert, AlertItem, Reason, ToldChange
from alerts.domain.application import Decision, Status
from alerts.domain.change import Change, ChangeKind, Difference
from alerts.domain.constraint import ConstraintMention
from alerts.language import Language, speaking
from alerts.mail import joined
from alerts.mail.compose import Email, Listing, MailSite, compose_alert, joined_or_whole, whole_listing
from alerts.mail.fragments import hole
from alerts.mail.joined import joined_listing
from alerts.mail.pictures import NO_PICTURES, ItemPicture
from geo.constraints import ConstraintKind
from tests.factories import SITE, TODAY, an_application
from tests.unit.mail.alerts import FOLLOWED, IN_WARD, NEAR, an_alert, an_item

ODD = (
    "<b>bold</b>", "\"quoted\" & 'so'", "{{link:manage:1:0}}", "{{token:unsubscribe:9:0}}", "&lt;&amp;&nbsp;",
    "a\xa0b", "line\nbreak", "two  spaces ", " ", "-->", "<!--", "<![CDATA[", "</title>", "{% if x %}", "{{ site }}",
    "\u2028", "héllo 😀", "%(why)s", "{place}", "x" * 90, "Address: ", "why.", "https://a.b/c", "</td></tr></table>",
    "in Camden", "50 m east of ", "within 400 m of NW5 1TL", "</style>", "&#x3c;", "\u202e", "Camden ward",
)  # fmt: skip
WILD = ("\r\n", "\t", "\ufeff", "\x00", "\x85", "\x1c", "\ud800")
few_days = st.none() | st.dates(TODAY - timedelta(40), TODAY + timedelta(400))
letters = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=12)


def some_words(*more: str) -> st.SearchStrategy[str]:
    """Words as registers and people write them, and as none should."""
    return st.lists(st.sampled_from((*ODD, *more)) | letters, min_size=1, max_size=5).map("".join)


@st.composite
def items(draw: st.DrawFn, words: st.SearchStrategy[str]) -> AlertItem:
    maybe = st.none() | words
    application = an_application(
        draw(st.integers(1, 9)),
        description=draw(words | st.just("Replacement of the front boundary wall, with bins. " * 50)),
        address=draw(maybe),
        url=draw(maybe | st.just("https://planning.example/?a=1&b='\"")),
        application_type=draw(st.sampled_from(("hh", None))),
        application_type_raw=draw(maybe),
        status=draw(st.sampled_from(Status)),
        decision=draw(st.none() | st.sampled_from(Decision)),
        decision_date=draw(few_days),
        consultation_end_date=draw(few_days),
        appeal_raw=draw(maybe),
        is_major=draw(st.none() | st.booleans()),
    )
    fields = st.sampled_from(("description", "address", "decision_raw", "url"))
    differences = st.lists(st.builds(Difference, fields, maybe, maybe), max_size=2).map(tuple)
    change = st.builds(Change, st.sampled_from(ChangeKind), differences)
    told = st.builds(ToldChange, change, st.dates(TODAY - timedelta(60), TODAY))
    reason = st.builds(Reason, maybe, words) | st.sampled_from((NEAR, IN_WARD, FOLLOWED))
    mention = st.builds(ConstraintMention, st.sampled_from(ConstraintKind), words, st.integers(1, 9))
    return AlertItem(
        draw(st.integers(1, 10**9)),
        application,
        tuple(draw(st.lists(told, min_size=1, max_size=2))),
        tuple(draw(st.lists(reason, min_size=1, max_size=3))),
        tuple(draw(st.lists(mention, max_size=2))),
    )


@st.composite
def alerts(draw: st.DrawFn, words: st.SearchStrategy[str]) -> tuple[Alert, dict[int, ItemPicture]]:
    """Of one application, of a few, or of so many that they stand in brief, are cut off, or share one reason; and
    the pictures of the first.
    """
    few = draw(st.lists(items(words), min_size=1, max_size=3))
    count = draw(st.sampled_from((0, 0, 0, 10, 11, 50, 60)))
    many = [replace(few[each % len(few)], application_id=each) for each in range(count)]
    if draw(st.booleans()):
        many = [replace(each, reasons=few[0].reasons) for each in many]
    texts = st.lists(words, min_size=1, max_size=2).map(tuple)
    warnings = draw(st.just(()) | texts)
    alert = Alert(draw(st.integers(1, 10**6)), tuple(many or few), draw(texts), warnings, TODAY)
    size = st.sampled_from((520, 300))
    picture = st.builds(ItemPicture, st.binary(max_size=9_000), words, size, size, texts)
    drawn = draw(st.lists(picture, max_size=5))
    return alert, {item.application_id: each for item, each in zip(alert.items, drawn, strict=False)}


@settings(max_examples=100)
@given(alerts(some_words()), st.sampled_from(Language), st.booleans())
def test_an_email_that_is_joined_is_the_one_that_is_rendered_whole(
    told: tuple[Alert, dict[int, ItemPicture]], language: Language, demo: bool
) -> None:
    alert, pictures = told
    site = replace(SITE, name="Planning & alerts, <Camden>", is_demonstration=demo)
    with speaking(language):
        assert compose_alert(alert, site, pictures, never_whole) == compose_alert(
            alert, site, pictures, whole_listing
        )


@settings(max_examples=40)
@given(alerts(some_words(*WILD)), st.sampled_from(Language))
def test_whatever_letters_there_are_an_email_is_as_if_rendered_whole_or_fails_alike(
    told: tuple[Alert, dict[int, ItemPicture]], language: Language
) -> None:
    with speaking(language):
        assert outcome(*told, joined_or_whole) == outcome(*told, whole_listing)


def never_whole(alert: Alert, site: MailSite, listed: int, pictures: Mapping[int, ItemPicture]) -> Email:
    email = joined_listing(alert, site, listed, pictures)
    assert email is not None
    return email


def outcome(alert: Alert, pictures: dict[int, ItemPicture], listing: Listing) -> Email | str:
    """The e-mail; or the name of what is wrong with it."""
    try:
        return compose_alert(alert, SITE, pictures, listing)
    except Exception as error:  # noqa: BLE001 (whatever is wrong, it is so in both)
        return type(error).__name__


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("count", [1, 2, 10, 11, 50, 60])
@pytest.mark.parametrize("drawn", [0, 3])
def test_what_councils_write_is_joined_and_never_rendered_whole(
    language: Language, count: int, drawn: int
) -> None:
    alert = an_alert(
        *(
            an_item(
                number,
                description="Erection of a dormer & “Juliet” balcony – see <plan>, with the front wall. " * 3,
                reasons=(NEAR,) if number % 3 else (FOLLOWED, IN_WARD),
                consultation_end_date=date(2026, 6, 26),
            )
            for number in range(count)
        ),
        warnings=("No feed covers Islington.",),
    )
    shown = {
        number: ItemPicture(b"png", 'The site, "here" & <there>', 520, 277, ("OS.",))
        for number in range(drawn)
    }
    with speaking(language):
        listed = min(count, 50)
        carried = shown if count <= 10 else NO_PICTURES
        email = joined_listing(alert, SITE, listed, carried)
        assert email == whole_listing(alert, SITE, listed, carried)


@pytest.mark.parametrize("name", ["sentence", "mute", "here", "manage"])
def test_what_looks_like_a_hole_is_text(name: str) -> None:
    """The names of holes are made of chance in each process: one that was learnt from another is a word like any."""
    learnt = f"{'0123456789abcdef' * 2}{name}."
    assert len(hole(name)) == len(learnt)
    item = an_item(description=f"Loft {learnt} " * 9, address=learnt, reasons=(Reason(learnt, learnt),))
    alert = an_alert(item, areas=(learnt,))
    email = joined_listing(alert, SITE, 1, NO_PICTURES)
    assert email == whole_listing(alert, SITE, 1, NO_PICTURES)
    assert email is not None
    assert email.text.count(learnt) > 4


def test_of_an_application_that_many_are_told_of_the_words_are_rendered_once() -> None:
    joined._item_parts.cache_clear()
    joined._frame_parts.cache_clear()
    item = an_item(4)
    for person in range(20):
        where = Reason(f"within {person} m of NW5 1TL", f"{person} m east of NW5 1TL")
        alert = an_alert(replace(item, reasons=(where,)), areas=(where.area,))
        email = compose_alert(replace(alert, subscriber_id=person), SITE)
        assert f"{person} m east of NW5 1TL" in email.text
        assert f"{{{{link:mute:{person}:4}}}}" in email.html
    assert joined._item_parts.cache_info().misses == 1
    assert joined._frame_parts.cache_info().misses == 1


def test_what_is_told_anew_of_an_application_is_rendered_anew() -> None:
    before = compose_alert(an_alert(an_item(4)), SITE)
    after = compose_alert(an_alert(an_item(4, description="A basement")), SITE)
    tomorrow = compose_alert(replace(an_alert(an_item(4)), today=TODAY + timedelta(1)), SITE)
    with speaking(Language.WELSH):
        welsh = compose_alert(an_alert(an_item(4)), SITE)
    assert len({email.text for email in (before, after, tomorrow, welsh)}) == 4
    assert len({email.html for email in (before, after, tomorrow, welsh)}) == 4


def test_many_threads_join_the_same_emails() -> None:
    joined._item_parts.cache_clear()
    joined._frame_parts.cache_clear()
    at_once = threading.Barrier(4)

    def compose(number: int) -> list[Email]:
        at_once.wait(20)
        with speaking((Language.ENGLISH, Language.WELSH)[number % 2]):
            return [compose_alert(an_alert(an_item(each), an_item(each + 1)), SITE) for each in range(8)]

    with ThreadPoolExecutor(4) as pool:
        english, welsh, *again = pool.map(compose, range(4))
    assert again == [english, welsh]
    assert english != welsh


def test_no_more_is_remembered_than_so_many_applications() -> None:
    assert joined._item_parts.cache_info().maxsize == 4_096
    assert joined._frame_parts.cache_info().maxsize == 512
