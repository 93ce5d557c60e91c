"""Whatever PlanIt or a BOPS register sends, it becomes a page or PageUnreadable, and the counts add up."""

import json
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.feeds import bops, planit
from scheduler.feeds.kind import Feed
from scheduler.page import Page, PageUnreadable
from scheduler.request import Request
from tests.unit.scheduler.feeds import bops_cases, planit_cases
from tests.unit.scheduler.feeds.cases import TODAY, assert_counts_add_up, payload, samples
from tests.unit.scheduler.feeds.test_any_payload import ANY_TEXT, DRIFTS, JSON_VALUES


class AtWork(NamedTuple):
    """A kind with a feed of it and the shape of its answers."""

    kind: ModuleType
    feed: Feed[Any]
    wrapped: Callable[[list[Any]], bytes]
    record: Callable[[str], dict[str, Any]]
    page: tuple[str, str]

    def parse(self, answer: bytes, request: Request | None = None) -> Page:
        request = request or self.kind.first_request(self.feed, "", TODAY)
        page: Page = self.kind.parse(self.feed, request, answer, TODAY)
        return page

    def reason_of(self, answer: bytes, request: Request | None = None) -> str:
        """Why an answer is no page; "read" if it is one."""
        try:
            assert_counts_add_up(self.parse(answer, request))
        except PageUnreadable as refused:
            return refused.reason
        return "read"


PLANIT = AtWork(
    planit, planit_cases.cotswold(), planit_cases.wrapped, planit_cases.record, ("planit", "cotswold_page")
)
BOPS = AtWork(bops, bops_cases.southwark(), bops_cases.wrapped, bops_cases.record, ("bops", "southwark_page"))
AT_WORK = [pytest.param(PLANIT, id="planit"), pytest.param(BOPS, id="bops")]


@pytest.mark.fault("F-11")
@pytest.mark.fault("F-13")
@pytest.mark.parametrize("at_work", AT_WORK)
@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"", "empty"),
        (b"{", "not-json"),
        (b"\n <html><body>502 Bad Gateway</body></html>", "html"),
        (b"[" * 100_000, "too-deep"),
        ('{"a":"café"}'.encode("utf-16"), "bad-encoding"),
        ('{"a":"café"}'.encode("cp1252"), "bad-encoding"),
        (b'{"error":"throttled"}', "error-answer"),
        (b"{}", "unexpected-shape"),
        (b"[]", "unexpected-shape"),
        (b"NaN", "unexpected-shape"),
        (b'{"records":[],"records":[],"data":[],"data":[]}', "unexpected-shape"),
    ],
)
def test_an_answer_that_is_no_page_is_refused_with_its_reason(
    at_work: AtWork, answer: bytes, reason: str
) -> None:
    assert at_work.reason_of(answer) == reason


@pytest.mark.fault("F-14")
@pytest.mark.parametrize("at_work", AT_WORK)
def test_a_page_cut_short_is_refused_wherever_it_is_cut(at_work: AtWork) -> None:
    whole = payload(*at_work.page).rstrip()
    cuts = [whole[: len(whole) * percent // 100] for percent in range(100)]
    assert {at_work.reason_of(cut) for cut in cuts} <= {"empty", "not-json", "bad-encoding"}


@pytest.mark.fault("F-11")
@pytest.mark.parametrize("at_work", AT_WORK)
def test_depth_costs_a_record_or_a_page_and_nothing_else(at_work: AtWork) -> None:
    for depth in (5, 100, 800, *range(880, 1_000)):
        deep = '{"type":' * depth + "1" + "}" * depth
        for name in ("application", "data", "property", "location", "other_fields", "x"):
            good = json.dumps(at_work.record("26-1")).rstrip("}")
            answer = at_work.wrapped(["HERE"]).replace(b'"HERE"', f'{good}}},"{name}":{deep}}}'.encode())
            assert at_work.reason_of(answer) in {"read", "too-deep"}


def records_at_hand() -> Iterator[tuple[AtWork, dict[str, Any]]]:
    """Good records of every shape there is: our own, and authentic ones if they are at hand."""
    for each in json.loads(payload("planit", "cotswold_page"))["records"][:5]:
        yield PLANIT, each
    for each in json.loads(payload("bops", "southwark_page"))["data"][:6]:
        yield BOPS, each
    for path in samples("bops"):
        yield from ((BOPS, each) for each in json.loads(path.read_text(encoding="utf-8"))["data"])


def places_in(value: Any, lead: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The way to every field of a record, however deep it lies."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield (*lead, name)
            yield from places_in(inner, (*lead, name))


def drifted_at(record: dict[str, Any], place: tuple[str, ...], drift: Any) -> dict[str, Any]:
    """The record with one field drifted, where it lies."""
    head, *rest = place
    if not rest:
        drifted: dict[str, Any] = drift(record, head)
        return drifted
    return {**record, head: drifted_at(record[head], tuple(rest), drift)}


@pytest.mark.fault("F-17")
def test_any_field_may_drift_in_any_way_and_the_counts_stay_exact() -> None:
    for at_work, record in records_at_hand():
        for place in places_in(record):
            drifted = [drifted_at(record, place, drift) for drift in DRIFTS]
            page = at_work.parse(at_work.wrapped([*drifted, at_work.record("26-other")]))
            assert_counts_add_up(page)
            assert page.fetched == len(DRIFTS) + 1
            assert page.applications[-1].feed_key == "26-other"


@given(answer=st.binary(max_size=200) | JSON_VALUES.map(lambda value: json.dumps(value).encode()))
def test_no_bytes_raise_anything_but_page_unreadable(answer: bytes) -> None:
    for at_work in (PLANIT, BOPS):
        at_work.reason_of(answer)


NAMES_OF_PLANIT = """
    name uid area_name area_id address postcode description app_state app_type start_date decided_date location
    location_x location_y url link last_changed last_different x
"""
NAMES_OF_COUNCILS = """
    status decision application_type date_received date_validated comment_date lat lng easting northing uprn
"""
NAMES_OF_BOPS = """
    reference fullReference status stage decision type value description receivedAt validAt publicUrl startDate
    latitude longitude x y uprn postcode singleLine title town site address boundary application property proposal
    consultation data submission applicationType assessment determinationDate withdrawnAt
"""
PLANITS_FIELDS = st.sampled_from(NAMES_OF_PLANIT.split())
COUNCILS_FIELDS = st.sampled_from(NAMES_OF_COUNCILS.split())
BOPS_FIELDS = st.sampled_from(NAMES_OF_BOPS.split())
LIKELY = st.sampled_from(
    [
        "Cotswold",
        "26/1/F",
        "1",
        "test",
        "2026-06-09",
        "2026-06-09T23:30:00.000Z",
        "51.9",
        -1.7,
        51.9,
        0,
        "",
        None,
    ]
) | st.sampled_from(
    [{"type": "Point", "coordinates": [-1.7, 51.9]}, {"type": "Polygon", "coordinates": [[[1, 2], [3]]]}]
)
NESTED = st.recursive(
    LIKELY | JSON_VALUES, lambda inner: st.dictionaries(BOPS_FIELDS, inner, max_size=5), max_leaves=12
)
PLANIT_RECORDS = st.dictionaries(PLANITS_FIELDS, LIKELY | JSON_VALUES, max_size=12).flatmap(
    lambda record: st.dictionaries(COUNCILS_FIELDS, LIKELY | JSON_VALUES, max_size=6).map(
        lambda councils: {**record, "other_fields": councils}
    )
)
BOPS_RECORDS = st.dictionaries(BOPS_FIELDS, NESTED, max_size=6)


@settings(max_examples=100)
@given(
    planits=st.lists(PLANIT_RECORDS | JSON_VALUES, max_size=5),
    registers=st.lists(BOPS_RECORDS | JSON_VALUES, max_size=5),
)
def test_every_record_is_an_application_a_problem_or_a_repeat(
    planits: list[Any], registers: list[Any]
) -> None:
    for at_work, records in ((PLANIT, planits), (BOPS, registers)):
        answer = at_work.wrapped(records)
        page = at_work.parse(answer)
        assert_counts_add_up(page)
        assert page.fetched == len(records)
        read = at_work.kind.readings(at_work.feed, answer, TODAY)
        told = {each.outcome.feed_key for each in read if hasattr(each.outcome, "feed_key")}
        assert {application.feed_key for application in page.applications} == told
        assert len(page.problems) == sum(not hasattr(each.outcome, "feed_key") for each in read)


CURSORS = [each.request_for(page).cursor for each in (planit_cases, bops_cases) for page in (1, 2, 5, 1000)]


@settings(max_examples=100)
@given(
    records=st.lists(PLANIT_RECORDS | BOPS_RECORDS | JSON_VALUES, max_size=4),
    numbers=st.lists(st.integers(-2, 5) | JSON_VALUES, min_size=3, max_size=3),
    cursor=ANY_TEXT | JSON_VALUES.map(json.dumps) | st.sampled_from(CURSORS),
)
def test_no_page_in_the_midst_of_a_poll_raises_anything_but_page_unreadable(
    records: list[Any], numbers: list[Any], cursor: str
) -> None:
    size, current, last = numbers
    planits = planit_cases.wrapped(records, pg_sz=size, page_size=last, **{"from": current})
    pagination = {"currentPage": current, "totalPages": last}
    registers = json.dumps({"data": records, "pagination": pagination}).encode()
    request = Request("https://x.example", cursor=cursor)
    reasons = {"read", "page-loop", "too-many-pages", "unexpected-shape"}
    for full in (planit_cases.cotswold(page_size=2), planit_cases.cotswold()):
        assert PLANIT._replace(feed=full).reason_of(planits, request) in reasons
    assert BOPS.reason_of(registers, request) in reasons
