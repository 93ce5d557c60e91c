"""One application in plain words: what and where, why it was sent, how an appeal stands."""

from datetime import date

import pytest

from alerts.domain.alert import Reason
from alerts.domain.change import ChangeKind
from alerts.domain.item_wording import (
    appeal_words,
    brief_deadline,
    kind_label,
    place_words,
    sentence,
    size_words,
    why_words,
)
from tests.factories import TODAY, an_application
from tests.unit.mail.alerts import FOLLOWED, IN_WARD, NEAR, an_item

FURTHER = Reason("within 2,000 m of NW5 2AB", "1,180 m west of NW5 2AB")
ADDRESSED = Reason("within 0 m of NW5 2AA", "its address is in NW5 2AA, its place 500 m north of NW5 2AA")


@pytest.mark.parametrize(
    ("reasons", "place"),
    [
        ((NEAR,), "50 m east of NW5 1TL"),
        ((FURTHER, NEAR, IN_WARD), "50 m east of NW5 1TL"),
        ((IN_WARD, FURTHER), "1,180 m west of NW5 2AB"),
        ((IN_WARD, FOLLOWED), "in Kentish Town South ward, Camden"),
        ((ADDRESSED,), "in NW5 2AA"),
        ((FOLLOWED,), "at 14 Falkland Road, London"),
    ],
)
def test_a_place_is_said_by_the_nearest_thing_that_is_watched(
    reasons: tuple[Reason, ...], place: str
) -> None:
    assert place_words(an_application(), reasons) == place
    assert sentence(an_application(), reasons) == f"Erection of a single storey rear extension, {place}."


@pytest.mark.parametrize(
    ("description", "said"),
    [
        ("A shed.", "A shed, 50 m east of NW5 1TL."),
        ("A\r\n shed; ", "A shed, 50 m east of NW5 1TL."),
        ("", "No description given, 50 m east of NW5 1TL."),
    ],
)
def test_a_sentence_ends_once(description: str, said: str) -> None:
    assert sentence(an_application(description=description), (NEAR,)) == said


def test_without_any_place_the_sentence_is_what_is_proposed() -> None:
    assert sentence(an_application(description="A shed", address=None), (FOLLOWED,)) == "A shed."


@pytest.mark.parametrize(
    ("reasons", "why"),
    [
        ((NEAR,), "it lies in your area: within 400 m of NW5 1TL"),
        (
            (NEAR, FURTHER),
            "it lies in your areas: within 400 m of NW5 1TL;"
            " within 2,000 m of NW5 2AB (1,180 m west of NW5 2AB)",
        ),
        ((NEAR, NEAR), "it lies in your area: within 400 m of NW5 1TL"),
        ((FOLLOWED,), "you follow it"),
        ((FOLLOWED, IN_WARD), "you follow it, and it lies in your area: in Kentish Town South ward, Camden"),
    ],
)
def test_every_reason_is_said_once(reasons: tuple[Reason, ...], why: str) -> None:
    assert why_words(reasons, place_words(an_application(), reasons)) == why


def test_a_reminder_of_an_estimate_only_says_may() -> None:
    given = an_item(kind=ChangeKind.DEADLINE_NEAR, consultation_end_date=date(2026, 6, 13))
    assert kind_label(given) == "Comments close soon"
    assert kind_label(an_item(kind=ChangeKind.DEADLINE_NEAR)) == "Comments may close soon"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, None),
        ({"appeal_start_date": date(2026, 6, 1)}, "Lodged, Monday 1 June 2026"),
        ({"appeal_raw": "Appeal in progress"}, "Appeal in progress"),
        (
            {
                "appeal_start_date": date(2026, 6, 1),
                "appeal_decision_raw": "Dismissed",
                "appeal_decision_date": TODAY,
            },
            "Dismissed, Wednesday 10 June 2026",
        ),
        ({"appeal_decision_date": TODAY}, "Decided, Wednesday 10 June 2026"),
    ],
)
def test_how_an_appeal_stands_is_said_with_its_day(changed: dict[str, object], words: str | None) -> None:
    assert appeal_words(an_application(**changed)) == words


@pytest.mark.parametrize(("is_major", "words"), [(True, "Major development"), (False, None), (None, None)])
def test_only_what_is_major_says_so(is_major: bool | None, words: str | None) -> None:
    assert size_words(an_application(is_major=is_major)) == words


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, "Comment by about Wednesday 24 June (our estimate: see the council's page)"),
        ({"consultation_end_date": date(2026, 6, 26)}, "Comment by Friday 26 June, 16 days left"),
        ({"valid_date": None}, "See the council's page for the last day to comment"),
    ],
)
def test_few_words_still_mark_an_estimate(changed: dict[str, object], words: str) -> None:
    assert brief_deadline(an_application(**changed), TODAY) == words
