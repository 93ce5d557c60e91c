"""What an address asks for comes back as the same address; what cannot be is said and never passed over."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from alerts.domain.application_types import LABELS
from alerts.domain.insight.month import Month
from alerts.domain.insight.result import Ending
from alerts.domain.insight.slice import UNKNOWN_TYPE, Slice
from alerts.domain.insight.topic import Topic
from alerts.web.insight.asked import address, asked, parameters, presets

TODAY = date(2026, 11, 26)
WARDS = ("E05000001", "E05000002")
MONTHS = st.builds(Month, st.integers(1990, 2025), st.integers(1, 12))


def read(*pairs: tuple[str, str], also: tuple[str, ...] = ()):
    return asked(MultiDict(pairs), TODAY, WARDS, also=also)


@given(
    st.builds(
        lambda types, endings, topics, ward, major, months: Slice(
            types, endings, topics, ward, major, *(sorted(months) if months else (None, None))
        ),
        st.frozensets(st.sampled_from([*LABELS, UNKNOWN_TYPE])),
        st.frozensets(st.sampled_from(Ending)),
        st.frozensets(st.sampled_from(Topic)),
        st.none() | st.sampled_from(WARDS),
        st.booleans(),
        st.none() | st.tuples(MONTHS, MONTHS),
    )
)
def test_a_slice_comes_back_from_its_own_address(chosen: Slice) -> None:
    found = read(*parameters(chosen))
    assert found.slice == chosen
    assert found.errors == ()


@pytest.mark.parametrize(
    ("pairs", "name", "words"),
    [
        ([("colour", "red")], "colour", "This page knows no filter “colour”."),
        (
            [("types", "castle")],
            "types",
            "“castle” is none of the choices here. Please choose from the list.",
        ),
        ([("outcome", ""), ("outcome", "burnt")], "outcome", "“burnt” is none of the choices here."),
        ([("topics", "=1+1")], "topics", "“=1+1” is none of the choices here."),
        ([("major", "yes")], "major", "“yes” is none of the choices here."),
        ([("ward", "E05999999")], "ward", "“E05999999” is no ward of this place."),
        ([("from", "2026")], "from", "Write a month as year and month, for example 2026-03."),
        ([("from", "2026-13")], "from", "Write a month as year and month"),
        ([("to", "2026-12")], "to", "That month is still to come."),
        ([("from", "0001-01")], "from", "Planning permission as we know it began in 1947"),
        ([("from", "2026-03"), ("to", "2026-02")], "to", "The last month is before the first."),
    ],
)
def test_what_cannot_be_is_said_and_left_out(pairs: list[tuple[str, str]], name: str, words: str) -> None:
    found = read(*pairs)
    assert dict(found.errors)[name].startswith(words)
    assert found.slice == Slice() or found.slice.since == Month(2026, 3)


def test_what_is_wrong_is_cut_before_it_is_said() -> None:
    (error,) = read(("types", "x" * 3_000)).errors
    assert len(error[1]) < 120


def test_a_month_given_twice_is_refused() -> None:
    with pytest.raises(BadRequest):
        read(("from", "2026-01"), ("from", "2026-02"))


def test_an_empty_form_asks_for_everything() -> None:
    found = read(("from", ""), ("to", " "), ("ward", ""), ("outcome", ""))
    assert (found.slice, found.errors) == (Slice(), ())


def test_a_page_may_have_parameters_of_its_own() -> None:
    assert read(("q", "highgate"), also=("q",)).errors == ()


def test_an_address_keeps_the_slice_and_jumps_to_a_chart() -> None:
    chosen = Slice(topics=frozenset({Topic.LOFT, Topic.TREES}), since=Month(2025, 1))
    made = address("/insight/ward/E05000001", chosen, anchor="months")
    assert made == "/insight/ward/E05000001?topics=loft&topics=trees&from=2025-01#months"


def test_presets_are_whole_months_and_keep_what_was_chosen() -> None:
    chosen = Slice(only_major=True)
    ((words, found),) = presets(chosen, TODAY, {12: "Last 12 months"})
    assert words == "Last 12 months"
    assert found == Slice(only_major=True, since=Month(2025, 11), until=Month(2026, 10))
