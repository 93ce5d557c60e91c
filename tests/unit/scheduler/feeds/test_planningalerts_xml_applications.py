"""PlanningAlerts files, read against readings written by hand."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from scheduler.feeds import planningalerts_xml
from scheduler.feeds.kind import Feed
from scheduler.page import Page, PageUnreadable
from tests.unit.scheduler.feeds.cases import TODAY, assert_counts_add_up, case, payload, said, samples
from tests.unit.scheduler.feeds.planningalerts_xml_cases import GOOD, application, somewhere, wrapped

FEED = somewhere()
REQUEST = planningalerts_xml.first_request(FEED, "", TODAY)


def parse(answer: bytes) -> Page:
    return planningalerts_xml.parse(FEED, REQUEST, answer, TODAY)


def reason_of(answer: bytes) -> str:
    with pytest.raises(PageUnreadable) as refused:
        parse(answer)
    return refused.value.reason


@pytest.mark.fault("C-01")
@pytest.mark.fault("C-12")
@pytest.mark.fault("C-14")
def test_a_dirty_file_reads_as_written_by_hand() -> None:
    expected = case("planningalerts_xml", "dirty_file", "xml")
    page = parse(expected.payload)
    ours = {key: {"authority": "E09000022", **fields} for key, fields in expected.applications.items()}
    assert said(page.applications) == ours
    assert [(problem.reason, problem.record) for problem in page.problems] == expected.problems
    assert page.fetched == expected.fetched
    assert_counts_add_up(page)


def test_an_unknown_element_is_left_over_and_harmless() -> None:
    found = planningalerts_xml.readings(FEED, payload("planningalerts_xml", "dirty_file", "xml"), TODAY)
    assert [reading.left_over for reading in found if reading.left_over] == [("ward_name",)] * 2


def test_an_element_that_is_declared_unread_is_never_looked_at() -> None:
    feed = somewhere(unread=["applicant_name"])
    answer = wrapped([application({**GOOD, "applicant_name": "A Person"})])
    (reading,) = planningalerts_xml.readings(feed, answer, TODAY)
    assert reading.left_over == ()
    assert "A Person" not in repr(reading)


@pytest.mark.parametrize(("length", "notes"), [(254, ()), (255, ("description-truncated",)), (256, ())])
def test_a_description_of_just_255_characters_has_probably_lost_its_end(
    length: int, notes: tuple[str, ...]
) -> None:
    (found,) = parse(wrapped([application({**GOOD, "description": "x" * length})])).applications
    assert found.notes == notes


def test_a_cut_is_noticed_by_the_length_as_published_and_not_as_shown() -> None:
    cut = "Tom&#039;s extension " + "x" * 234
    (found,) = parse(wrapped([application({**GOOD, "description": cut})])).applications
    assert len(found.description) == 250
    assert found.notes == ("description-truncated",)


@pytest.mark.fault("C-12")
@pytest.mark.parametrize(
    ("info_url", "comment_url", "url", "notes"),
    [
        ("https://council.example/1", "https://council.example/c", "https://council.example/1", ()),
        (" ", "https://council.example/c", "https://council.example/c", ()),
        ("javascript:alert(1)", "https://council.example/c", None, ("no-safe-link:url",)),
        ("", "javascript:alert(1)", None, ()),
        ("", "http://good@evil.example/", None, ()),
        ("//evil.example", "", None, ("no-safe-link:url",)),
    ],
)
def test_the_link_for_comments_stands_in_only_where_there_is_no_other(
    info_url: str, comment_url: str, url: str | None, notes: tuple[str, ...]
) -> None:
    fields = {**GOOD, "info_url": info_url, "comment_url": comment_url}
    (found,) = parse(wrapped([application(fields)])).applications
    assert (found.url, found.notes) == (url, notes)


def test_dates_are_read_in_the_declared_forms_alone() -> None:
    feed = somewhere(dates=["yyyy-mm-dd"])
    answer = wrapped([application({**GOOD, "date_received": "06/12/2025"})])
    (found,) = planningalerts_xml.parse(feed, REQUEST, answer, TODAY).applications
    assert (found.received_date, found.notes) == (None, ("bad-date:received_date",))


def test_the_authority_is_the_settings_and_not_what_the_file_calls_it() -> None:
    answer = wrapped([application(GOOD)]).replace(
        b"<applications>", b"<authority_short_name>Brent</authority_short_name><applications>"
    )
    assert parse(answer).applications[0].authority == "E09000022"
    nobody = Feed("x", planningalerts_xml.name, FEED.url, None, 60, FEED.settings)
    page = planningalerts_xml.parse(nobody, REQUEST, answer, TODAY)
    assert [problem.reason for problem in page.problems] == ["unknown-authority"]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"<all><planning/><planning/></all>", "several-authorities"),
        (b"<planning><planning/><applications/></planning>", "several-authorities"),
        (b"<planning><applications/><applications/></planning>", "several-authorities"),
        (
            b"<planning><authority_short_name>A</authority_short_name>"
            b"<authority_short_name>B</authority_short_name><applications/></planning>",
            "several-authorities",
        ),
        (b"<planning/>", "unexpected-shape"),
        (b"<error>No such day</error>", "unexpected-shape"),
        (b"<Planning><applications/></Planning>", "unexpected-shape"),
        (b"<rss><channel/></rss>", "unexpected-shape"),
    ],
)
def test_a_file_of_anything_but_one_authority_is_refused(answer: bytes, reason: str) -> None:
    assert reason_of(answer) == reason


def test_a_file_without_applications_is_whole() -> None:
    page = parse(b"<planning><applications></applications></planning>")
    assert (page.fetched, page.next, page.total) == (0, None, None)


@pytest.mark.parametrize(
    ("name", "count"), [("au_brisbane_2013-08", 10), ("au_wyong_2013-08", 2), ("lambeth_2006-12", 5)]
)
def test_authentic_files_are_read_whole(name: str, count: int) -> None:
    for path in [each for each in samples("planningalerts-xml", "xml") if each.stem == name]:
        page = parse(path.read_bytes())
        assert (page.fetched, len(page.applications), page.problems) == (count, count, ())
        assert all(each.received_date and each.url and not each.notes for each in page.applications)
        assert {reading.left_over for reading in _readings(path)} == {()}


def _readings(path: Path) -> tuple[planningalerts_xml.Reading, ...]:
    return planningalerts_xml.readings(FEED, path.read_bytes(), TODAY)


@pytest.mark.parametrize(
    "settings", [{"dates": []}, {"dates": ["mm/dd/yyyy"]}, {"days": 0}, {"days": 61}, {"dayz": 3}]
)
def test_settings_that_cannot_be_meant_are_refused(settings: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        somewhere(**settings)


def test_every_setting_says_in_one_line_what_it_is() -> None:
    fields = planningalerts_xml.settings_model.model_fields
    assert [name for name, field in fields.items() if not field.description] == []
