"""One application, however often and in whatever spelling a feed gives it."""

import pytest

from alerts.domain.application import Application
from tests.factories import ISLINGTON, an_application
from tests.integration.content.conftest import Line
from tests.integration.polling.told import application, references

FIRST = an_application(1, description="A shed")
LAST = an_application(1, description="Two sheds")


@pytest.mark.fault("C-01")
@pytest.mark.parametrize(
    ("pages", "stored"),
    [
        ([[FIRST, FIRST]], {"2026/0001/P": "A shed"}),
        ([[FIRST, LAST]], {"2026/0001/P": "Two sheds"}),
        ([[FIRST], [LAST]], {"2026/0001/P": "Two sheds"}),
        ([[FIRST], [], [LAST]], {"2026/0001/P": "Two sheds"}),
        ([[FIRST], [an_application(9, reference="2026/0001/P")]], {"2026/0001/P": None}),
        ([[FIRST, an_application(9, reference="2026/0001/p")]], {"2026/0001/p": None}),
        ([[FIRST], [an_application(9, reference=" 2026 / 0001 /P")]], {" 2026 / 0001 /P": None}),
        (
            [[LAST], [an_application(1, description="Test", quarantine="suspected-test")]],
            {"2026/0001/P": "Two sheds"},
        ),
    ],
    ids=[
        "the same twice on a page",
        "two readings on a page",
        "two readings on two pages",
        "two readings with a page between",
        "another key on another page",
        "other case on the same page",
        "other spacing on another page",
        "the last one is held back",
    ],
)
@pytest.mark.parametrize("is_first_load", [True, False], ids=["first load", "later"])
def test_a_reference_is_one_application_and_the_last_sound_reading_of_it_stands(
    line: Line, pages: list[list[Application]], stored: dict[str, str | None], *, is_first_load: bool
) -> None:
    if not is_first_load:
        line.hear([])
    assert line.hear(*pages).error is None
    ((reference, description),) = stored.items()
    assert references(line.database) == [reference]
    if description is not None:
        assert application(line.database, reference).description == description


@pytest.mark.fault("C-01")
def test_one_key_and_reference_of_two_authorities_on_two_pages_are_two_applications(line: Line) -> None:
    line.hear([an_application(1)], [an_application(2, reference="2026/0001/P", authority=ISLINGTON)])
    assert references(line.database) == ["2026/0001/P", "2026/0001/P"]
