"""Hits of the Planning London Datahub, read against readings written by hand and against authentic ones."""

import json
from collections import Counter
from typing import Any, NamedTuple

import pytest

from alerts.domain.change import ChangeKind, change_since
from scheduler.feeds import london_datahub
from scheduler.page import Page
from tests.unit.scheduler.feeds.cases import (
    TODAY,
    assert_counts_add_up,
    case,
    london,
    payload,
    said,
    samples,
)
from tests.unit.scheduler.feeds.fake_servers import hub_answer

FEED = london()
REQUEST = london_datahub.first_request(FEED, "", TODAY)


class Counts(NamedTuple):
    """What a page holds, in numbers."""

    fetched: int
    problems: dict[str, int]
    quarantined: dict[str, int]
    located: int
    authorities: dict[str, int]
    with_postcode: int


OWN_PAGE = Counts(
    fetched=14,
    problems={"missing-key": 1, "missing-reference": 1, "unknown-authority": 1},
    quarantined={"null-island": 1, "suspected-test": 2},
    located=9,
    authorities={"E09000007": 6, "E09000033": 4},
    with_postcode=9,
)

AUTHENTIC_PAGE = Counts(
    fetched=250,
    problems={},
    quarantined={"null-island": 24},
    located=226,
    authorities={"E09000017": 71, "E09000028": 22, "E09000033": 157},
    with_postcode=199,
)


def pages_at_hand() -> list[Any]:
    """The project's own page, and the authentic one where there is a folder of samples."""
    found = [pytest.param(payload("london_datahub", "dirty_page"), OWN_PAGE, id="own")]
    authentic = [path for path in samples("london-datahub") if path.name == "search_2021-11_250hits.json"]
    return found + [pytest.param(path.read_bytes(), AUTHENTIC_PAGE, id="authentic") for path in authentic]


def two_versions_at_hand() -> list[Any]:
    """An application before and after a change of back-office detail: our own, and the authentic one if at hand."""
    own = payload("london_datahub", "office_detail_before"), payload("london_datahub", "office_detail_after")
    authentic = [path for path in samples("london-datahub") if path.name.startswith("Camden-2022_0043_P")]
    dated = sorted(authentic, key=lambda path: path.name[-15:])
    found = [pytest.param(*own, id="own")]
    return found + ([pytest.param(*map(as_answer, dated), id="authentic")] if len(dated) == 2 else [])


def as_answer(path: Any) -> bytes:
    return hub_answer([{"_source": json.loads(path.read_text(encoding="utf-8"))}])


def parse(answer: bytes) -> Page:
    return london_datahub.parse(FEED, REQUEST, answer, TODAY)


def test_a_page_of_dirty_hits_reads_as_written_by_hand() -> None:
    expected = case("london_datahub", "dirty_page")
    page = parse(expected.payload)
    assert said(page.applications) == expected.applications
    assert [(problem.reason, problem.record) for problem in page.problems] == expected.problems
    assert page.fetched == expected.fetched


@pytest.mark.parametrize(("answer", "expected"), pages_at_hand())
def test_the_counts_of_a_page(answer: bytes, expected: Counts) -> None:
    page = parse(answer)
    applications = page.applications
    assert_counts_add_up(page)
    assert (
        Counts(
            fetched=page.fetched,
            problems=Counter(problem.reason for problem in page.problems),
            quarantined=Counter(each.quarantine for each in applications if each.quarantine),
            located=sum(each.site is not None for each in applications),
            authorities=Counter(each.authority for each in applications),
            with_postcode=sum(each.postcode is not None for each in applications),
        )
        == expected
    )


@pytest.mark.parametrize(("answer", "_"), pages_at_hand())
def test_every_field_of_the_hub_is_read_or_known(answer: bytes, _: Counts) -> None:
    left = {name for reading in london_datahub.readings(FEED, answer, TODAY) for name in reading.left_over}
    assert left == set()


@pytest.mark.fault("C-03")
@pytest.mark.parametrize(("before", "after"), two_versions_at_hand())
def test_a_change_of_office_detail_is_told_to_nobody(before: bytes, after: bytes) -> None:
    (earlier,), (later,) = parse(before).applications, parse(after).applications
    change = change_since(earlier, later)
    assert change is None or change.kind is ChangeKind.NOTED


@pytest.mark.fault("C-10")
@pytest.mark.parametrize(
    "answer",
    [pytest.param(payload("london_datahub", "dirty_page"), id="own")]
    + [
        pytest.param(as_answer(path), id="authentic")
        for path in samples("london-datahub")
        if "_NEW_" in path.name
    ],
)
def test_a_trial_record_is_quarantined(answer: bytes) -> None:
    trials = [each for each in parse(answer).applications if each.reference.endswith("/NEW")]
    assert [each.quarantine for each in trials] == ["suspected-test"]


@pytest.mark.fault("F-17")
def test_a_lost_reference_field_makes_every_record_a_problem() -> None:
    answer = payload("london_datahub", "dirty_page").replace(b'"lpa_app_no"', b'"application_number"')
    assert Counter(problem.reason for problem in parse(answer).problems) == {
        "missing-reference": 13,
        "missing-key": 1,
    }


@pytest.mark.parametrize(
    ("hit", "reason"),
    [
        ("a text", "bad-record"),
        ({"_id": "x"}, "bad-record"),
        ({"_source": []}, "bad-record"),
        ({"_source": {"id": 7.5, "lpa_app_no": "1/P", "lpa_name": "Camden"}}, "bad-field"),
        ({"_source": {"id": "a", "lpa_app_no": "00", "lpa_name": "Camden"}}, "missing-reference"),
        ({"_source": {"id": "a", "lpa_app_no": "1/P"}}, "unknown-authority"),
        ({"_source": {"id": "a", "lpa_app_no": "1/P", "lpa_name": ["Camden"]}}, "bad-field"),
        ({"_source": {"id": "a", "lpa_app_no": "1/P", "lpa_name": "Camden", "description": 7}}, "bad-field"),
    ],
)
def test_a_hit_that_cannot_be_read_is_a_problem_with_its_reason(hit: Any, reason: str) -> None:
    page = parse(hub_answer([hit]))
    assert [problem.reason for problem in page.problems] == [reason]
    assert (page.fetched, page.applications) == (1, ())


def test_odd_values_in_lesser_fields_cost_only_those_fields() -> None:
    source = {
        "id": "a", "lpa_app_no": "1/P", "lpa_name": "Camden", "description": "A shed.", "postcode": ["NW5 2AA"],
        "valid_date": 20260601, "centroid": "51.55,-0.14", "url_planning_app": {"x": 1}, "uprn": True,
    }  # fmt: skip
    (application,) = parse(hub_answer([{"_source": source}])).applications
    assert application.description == "A shed."
    assert set(application.notes) == {
        "unreadable:postcode",
        "bad-date:valid_date",
        "unreadable:centroid",
        "no-safe-link:url",
        "unreadable:uprn",
    }
