"""Which applications belong together."""

import pytest

from alerts.domain.application import SitePrecision
from alerts.domain.related import MOST_NAMED, Relation, references_named, relation
from tests.factories import an_application, at


@pytest.mark.parametrize(
    ("description", "named"),
    [
        ("Details of condition 4 of permission 2025/0123/P dated 12/11/2025", ("2025/0123/P",)),
        ("Variation of 2025/0123/P (as amended by 2025/0999/P).", ("2025/0123/P", "2025/0999/P")),
        ("Non-material amendment to 25/00123/FUL.", ("25/00123/FUL",)),
        ("pursuant to pa/25/00123, and again PA/25/00123", ("PA/25/00123",)),
        ("Minor works ref 3/2024/0345/HPA", ("3/2024/0345/HPA",)),
        ("Open 24/7, two and/or three bed, 1/2 hectare, on 2025-11-12 and 1/2/25", ()),
        ("A 10-12 storey tower of class E/F1 use at 14-16 Falkland Road", ()),
        ("https://planning.example/2025/0123/P", ()),
        ("", ()),
    ],
)
def test_references_are_found_and_days_and_strokes_are_none(description: str, named: tuple[str, ...]) -> None:
    assert references_named(description) == named


def test_no_more_than_ten_are_looked_up() -> None:
    text = " ".join(f"2025/{number:04}/P" for number in range(50))
    assert len(references_named(text)) == MOST_NAMED


HERE = an_application(1, description="Rear extension", address="14 Falkland Road, London", site=at(0))


@pytest.mark.parametrize(
    ("changed", "how"),
    [
        ({"description": "Details of condition 3 of 2026/0001/P"}, Relation.NAMES_THIS),
        ({"address": "14, FALKLAND ROAD London"}, Relation.SAME_ADDRESS),
        ({"site": at(9)}, Relation.SAME_PLACE),
        ({"site": at(11)}, None),
        ({"site": at(0, precision=SitePrecision.POSTCODE)}, None),
        ({"site": None}, None),
    ],
)
def test_how_another_belongs_to_this_one(changed: dict[str, object], how: Relation | None) -> None:
    other = an_application(2, **({"address": "The Yard", "site": at(90)} | changed))
    assert relation(HERE, other) is how


def test_the_one_that_is_named_comes_before_all_else() -> None:
    amendment = an_application(3, description="Amendment of 2026/0001/P", address=HERE.address, site=at(0))
    assert relation(amendment, HERE) is Relation.NAMED_HERE


def test_flats_of_one_house_are_told_apart_by_their_number_in_the_register() -> None:
    one, other = (an_application(1, uprn=uprn, site=None) for uprn in ("1", "2"))
    assert relation(one, other) is None
    assert relation(one, an_application(2, uprn="1", address="elsewhere", site=None)) is Relation.SAME_ADDRESS


def test_a_street_alone_is_no_address() -> None:
    one, other = (an_application(n, address="Falkland Road", site=None) for n in (1, 2))
    assert relation(one, other) is None
