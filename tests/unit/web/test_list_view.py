"""The words of an area's list: never more than was looked at is said of it."""

from datetime import date

import pytest
from werkzeug.datastructures import MultiDict

from alerts.services.area_list import AreaList
from alerts.web.area_query import area_query
from alerts.web.list_view import list_view
from tests.factories import all_of

TODAY = date(2026, 6, 10)


@pytest.mark.parametrize(
    ("is_cut", "words"),
    [
        (False, "No application here passes these filters."),
        (
            True,
            "None of the newest 5,000 applications here passes these filters."
            " Choose days to look among older ones.",
        ),
    ],
)
def test_what_nobody_has_looked_at_is_not_said_to_be_missing(is_cut: bool, words: str) -> None:
    query = area_query(MultiDict({"include": "bakery"}))
    view = list_view(AreaList((), 0, 1, is_cut), all_of(), query, "/areas/authority/E09000007", TODAY)
    assert view.nothing == words


def test_a_list_that_was_cut_has_at_least_what_was_found() -> None:
    view = list_view(AreaList((), 3, 1, is_cut=True), all_of(), area_query(MultiDict()), "/", TODAY)
    assert view.count == "At least 3 applications"
