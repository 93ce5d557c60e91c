"""Plain words for constraint areas."""

import pytest

from alerts.domain.constraint import ConstraintMention
from alerts.domain.constraint_wording import (
    constraint_label,
    constraint_words,
    mention_words,
    without_constraint_kind,
)
from geo.constraints import ConstraintKind
from tests.unit.domain.test_constraint import an_area

CONSERVATION, ARTICLE_4, ZONE, LISTED = ConstraintKind


@pytest.mark.parametrize(
    ("kind", "name", "words"),
    [
        (CONSERVATION, "Dartmouth Park", "in Dartmouth Park conservation area"),
        (CONSERVATION, "Brixton Conservation Area", "in Brixton Conservation Area"),
        (CONSERVATION, "HIGHGATE CONSERVATION AREA", "in HIGHGATE CONSERVATION AREA"),
        (CONSERVATION, "Conservation Area 3 (part)", "in Conservation Area 3 (part)"),
        (CONSERVATION, "", "in a conservation area"),
        (ARTICLE_4, "Basements", "article 4 direction: Basements"),
        (ARTICLE_4, "Swain's Lane Article 4 Direction", "Swain's Lane Article 4 Direction"),
        (ARTICLE_4, "", "in the area of an article 4 direction"),
        (ZONE, "TPO 17", "tree preservation zone: TPO 17"),
        (ZONE, "", "in a tree preservation zone"),
        (LISTED, "The Elms", "listed building: The Elms"),
        (LISTED, "", "listed building"),
    ],
)
def test_an_area_is_named_with_what_it_is(kind: ConstraintKind, name: str, words: str) -> None:
    assert mention_words(ConstraintMention(kind, name, 1)) == words


def test_several_areas_stand_in_one_line() -> None:
    both = (ConstraintMention(CONSERVATION, "Highgate", 1), ConstraintMention(LISTED, "The Elms", 2))
    assert constraint_words(both) == "in Highgate conservation area; listed building: The Elms"
    assert constraint_words(()) == ""


def test_of_many_areas_four_are_named_and_the_rest_counted() -> None:
    many = [ConstraintMention(LISTED, f"{number} High Street", number) for number in range(1, 7)]
    assert constraint_words(many) == (
        "listed building: 1 High Street; listed building: 2 High Street; listed building: 3 High Street;"
        " listed building: 4 High Street; and 2 more"
    )


def test_a_name_without_end_is_cut() -> None:
    words = mention_words(ConstraintMention(LISTED, "Numbers 1 to 99 odd and attached railings " * 6, 1))
    assert words == (
        "listed building: Numbers 1 to 99 odd and attached railings Numbers 1 to 99 odd and attached railings"
        " Numbers 1 to 99 …"
    )


@pytest.mark.parametrize(
    ("kind", "name", "reference", "label"),
    [
        (CONSERVATION, "Dartmouth Park", "CA12", "Dartmouth Park conservation area"),
        (CONSERVATION, "Brixton Conservation Area", "CA26", "Brixton Conservation Area"),
        (CONSERVATION, "", "CA57", "conservation area CA57"),
        (CONSERVATION, "", "", "conservation area 44000001"),
        (ARTICLE_4, "Basements", "", "Basements article 4 direction"),
        (ZONE, "TPO 17", "", "TPO 17 tree preservation zone"),
        (LISTED, "The Elms", "1378796", "the listed building The Elms"),
    ],
)
def test_a_watch_area_is_called_by_name_or_reference(
    kind: ConstraintKind, name: str, reference: str, label: str
) -> None:
    assert constraint_label(an_area(name=name, dataset=kind, reference=reference)) == label


@pytest.mark.parametrize(
    ("typed", "kind", "name"),
    [
        ("Dartmouth Park", None, "Dartmouth Park"),
        ("Dartmouth Park conservation area", CONSERVATION, "Dartmouth Park"),
        ("DARTMOUTH PARK CONSERVATION AREA", CONSERVATION, "DARTMOUTH PARK"),
        ("listed building: The Elms", LISTED, "The Elms"),
        ("the elms, listed building", LISTED, "the elms"),
        ("article 4 direction Basements", ARTICLE_4, "Basements"),
        ("conservation area", CONSERVATION, ""),
    ],
)
def test_what_is_typed_is_told_apart_into_kind_and_name(
    typed: str, kind: ConstraintKind | None, name: str
) -> None:
    assert without_constraint_kind(typed) == (kind, name)
