"""JSON that can be read in two ways, or that is no JSON to the letter: the record is a problem, the others are read."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from scheduler.feeds import arcgis, bops, csv_file, jsonfeed, london_datahub, planit, socrata
from scheduler.feeds.kind import Feed, FeedKind
from scheduler.request import Request
from tests.unit.scheduler.feeds import arcgis_cases, bops_cases, csv_cases, planit_cases, syndicated_cases
from tests.unit.scheduler.feeds.cases import TODAY, assert_counts_add_up, camden, london
from tests.unit.scheduler.feeds.fake_servers import hub_answer

HERE = "the record stands here"


class AtWork:
    """A kind with a feed of it, two good records, and the field that names a record."""

    def __init__(
        self,
        kind: FeedKind[Any],
        feed: Feed[Any],
        record: Callable[[str], dict[str, Any]],
        wrapped: Callable[[list[Any]], bytes],
        key: str,
        request: Request | None = None,
    ) -> None:
        self.kind, self.feed, self.record, self.wrapped, self.key = kind, feed, record, wrapped, key
        self.request = request or kind.first_request(feed, "", TODAY)

    def outcome_of(self, written: str) -> list[str]:
        """The reasons of the problems on a page of a good record and one written as given."""
        answer = self.wrapped([HERE, self.record("A2")]).replace(json.dumps(HERE).encode(), written.encode())
        page = self.kind.parse(self.feed, self.request, answer, TODAY)
        assert_counts_add_up(page)
        assert page.fetched == 2
        assert any(application.reference == "A2" for application in page.applications)
        return [problem.reason for problem in page.problems]

    def written_with(self, field: str) -> str:
        """The good record A1 with a field more at its end."""
        return f"{json.dumps(self.record('A1')).removesuffix('}')},{field}}}"


def a_row(reference: str) -> dict[str, Any]:
    return {"pk": reference.removeprefix("A"), "application_number": reference}


def a_hit(reference: str) -> dict[str, Any]:
    return {"id": f"Camden-{reference}", "lpa_app_no": reference, "lpa_name": "Camden"}


def a_case(reference: str) -> dict[str, Any]:
    return {"CaseReference": reference, "CaseText": "A shed"}


def an_item(reference: str) -> dict[str, Any]:
    return {"id": reference, "title": "A shed"}


def a_feature(reference: str) -> dict[str, Any]:
    return arcgis_cases.feature(int(reference[1:]), REFVAL=reference)


def hits(records: list[Any]) -> bytes:
    return hub_answer([{"_source": record} for record in records])


LAYER = arcgis_cases.uniform()
JSON_FEED = syndicated_cases.json_feed(reference_from="id")
AT_WORK = [
    AtWork(socrata, camden(columns={"last_uploaded": ""}), a_row, lambda rows: json.dumps(rows).encode(), "pk"),
    AtWork(london_datahub, london(), a_hit, hits, "id"),
    AtWork(planit, planit_cases.cotswold(), planit_cases.record, planit_cases.wrapped, "uid"),
    AtWork(bops, bops_cases.southwark(), bops_cases.record, bops_cases.wrapped, "application"),
    AtWork(csv_file, csv_cases.lga(format="json"), a_case, lambda rows: json.dumps(rows).encode(), "CaseReference"),
    AtWork(jsonfeed, JSON_FEED, an_item, syndicated_cases.wrapped_json, "id"),
    AtWork(arcgis, LAYER, a_feature, arcgis_cases.wrapped, "properties", arcgis_cases.page_request(LAYER, 2)),
]  # fmt: skip
KINDS_AT_WORK = [pytest.param(each, id=each.kind.name) for each in AT_WORK]


@pytest.mark.fault("F-11")
@pytest.mark.parametrize("at_work", KINDS_AT_WORK)
def test_a_record_in_which_a_name_stands_twice_is_not_read(at_work: AtWork) -> None:
    again = json.dumps({at_work.key: at_work.record("A1")[at_work.key]})[1:-1]
    assert at_work.outcome_of(at_work.written_with(again)) == ["repeated-field"]


@pytest.mark.fault("F-11")
@pytest.mark.parametrize("at_work", KINDS_AT_WORK)
@pytest.mark.parametrize("written", ["NaN", "Infinity", "-Infinity", "1e999", "7", "null", '"text"', "[]"])
def test_what_stands_in_place_of_a_record_is_a_problem_and_the_next_record_is_read(
    at_work: AtWork, written: str
) -> None:
    assert at_work.outcome_of(written) == ["bad-record"]


@pytest.mark.fault("F-11")
@pytest.mark.parametrize("at_work", KINDS_AT_WORK)
@pytest.mark.parametrize("written", ["NaN", "Infinity", "1e999", r'"\ud800"', '"\ufffe"', "[[[[[]]]]]"])
def test_a_field_that_nobody_knows_may_hold_anything(at_work: AtWork, written: str) -> None:
    assert at_work.outcome_of(at_work.written_with(f'"x":{written}')) == []
