"""A dry run of a feed tells everything that somebody needs who sets a new council up."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from shapely import Point

from alerts.domain.application import Application, Extent, Site, SitePrecision
from alerts.domain.unmapped import Word
from scheduler.check import check_feed
from scheduler.check_advice import advice
from scheduler.check_fields import NOT_SHOWN
from scheduler.check_words import CheckedWord, config_lines
from scheduler.checked import CheckedFeed
from scheduler.configured import ConfiguredFeed
from scheduler.errors import FetchFailed, FetchReason
from scheduler.feeds import csv_file, london_datahub
from scheduler.feeds.csv_settings import CsvSettings
from scheduler.feeds.kind import Feed
from scheduler.feeds.london_datahub_settings import LondonDatahubSettings
from scheduler.page import PageUnreadable
from scheduler.request import Request, Response
from tests.unit.scheduler.feeds.cases import samples

TODAY = date(2026, 6, 10)
COLUMNS = {
    "reference": "REF",
    "description": "PROPOSAL",
    "address": "ADDRESS",
    "postcode": "POSTCODE",
    "application_type": "TYPE",
    "status": "STATUS",
    "decision": "DECISION",
    "received_date": "RECEIVED",
    "longitude": "LON",
    "latitude": "LAT",
    "url": "LINK",
}
HEADER = "REF,PROPOSAL,ADDRESS,POSTCODE,TYPE,STATUS,DECISION,RECEIVED,LON,LAT,LINK,AGENT_NAME,WARD,NOTE\n"
GOOD = (
    "26/001,A shed,1 High Street,NW5 1TL,Householder,Registered,,2026-06-01,-0.1446,51.5546,"
    "https://council.example/1,Ms Jane Doe,Highgate,\n"
)


def row(number: int, **changed: str) -> str:
    cells = dict(zip(HEADER.strip().split(","), GOOD.strip().split(","), strict=True))
    cells["REF"] = f"26/{number:03}"
    return ",".join((cells | changed).values()) + "\n"


class OnePage:
    """Answers every request with the same page."""

    def __init__(self, text: str) -> None:
        self.body = text.encode()

    def fetch(self, request: Request, **_: Any) -> Response:
        return Response(200, self.body, None, None, request.url, False)


def a_council(**settings: Any) -> ConfiguredFeed:
    own = CsvSettings.model_validate({"columns": COLUMNS} | settings)
    feed = Feed("york", "csv", "https://council.example/all.csv", "E06000014", 400, own)
    return ConfiguredFeed(feed, csv_file, 1800.0, True)


def checked(
    *rows: str, place: Callable[[Application], Application] = lambda reading: reading, **settings: Any
) -> CheckedFeed:
    return check_feed(OnePage(HEADER + "".join(rows)), a_council(**settings), TODAY, place)  # type: ignore[arg-type]


def columns(found: CheckedFeed) -> dict[str, tuple[object, ...]]:
    return {
        each.name: (each.called, each.raw, each.read_as, each.filled_percent, dict(each.remarks))
        for each in found.fields
    }


def test_every_column_says_what_it_was_read_as_and_how_often_it_was_filled() -> None:
    found = checked(
        row(1, DECISION="", RECEIVED="soon"), row(2, POSTCODE=""), row(3), row(4, LON="0", LAT="0")
    )
    assert columns(found) == {
        "REF": ("reference", "26/001", "26/001", 100, {}),
        "PROPOSAL": ("description", "A shed", "A shed", 100, {}),
        "ADDRESS": ("address", "1 High Street", "1 High Street", 100, {}),
        "POSTCODE": ("postcode", "NW5 1TL", "NW5 1TL", 75, {}),
        "TYPE": ("application_type", "Householder", "Householder", 100, {}),
        "STATUS": ("status", "Registered", "Registered", 100, {}),
        "DECISION": ("decision", "", "", 0, {}),
        "LINK": ("url", "https://council.example/1", "https://council.example/1", 100, {}),
        "RECEIVED": ("received_date", "2026-06-01", "2026-06-01", 100, {"bad-date": 1}),
        "LON": ("longitude", "-0.1446", "-0.1446", 100, {"null-island": 1}),
        "LAT": ("latitude", "51.5546", "51.5546", 100, {}),
    }


def test_columns_left_over_show_what_they_hold_unless_it_looks_personal() -> None:
    found = checked(row(1, WARD="", NOTE=" "), row(2, NOTE="Mrs Miggins objects"))
    assert {column.name: (column.count, column.example) for column in found.left_over} == {
        "AGENT_NAME": (2, NOT_SHOWN),
        "WARD": (1, "Highgate"),
        "NOTE": (1, NOT_SHOWN),
    }


def test_what_no_application_has_is_named_with_what_people_miss() -> None:
    found = checked(row(1, ADDRESS=""), row(2, ADDRESS=""), columns={**COLUMNS, "url": ""})
    assert found.without == {
        "address": "ADDRESS told nothing that can be read: people see where it is by the map alone",
        "decision": "DECISION told nothing that can be read: people do not hear of decisions",
        "valid_date": (
            "no column is mapped to valid_date: there is nothing to estimate the last day to comment from"
        ),
        "consultation_end_date": "no column is mapped to consultation_end_date: people will see an estimate",
        "decision_date": "no column is mapped to decision_date: people do not read when it was decided",
        "withdrawn_date": "no column is mapped to withdrawn_date: a withdrawal is told by the status alone",
        "url": (
            "no column is mapped to url: people get no link to the council's page; `link` can build one in kinds "
            "that have it"
        ),
    }


def test_words_say_what_they_mean_and_those_without_a_meaning_how_to_give_them_one() -> None:
    found = checked(
        row(1, STATUS="PCO"),
        row(2, STATUS="PCO"),
        row(3, TYPE='"Tree ""works"""'),
        standings={"ZZ": "withdrawn"},
    )
    assert found.words == (
        CheckedWord("application_type", "Householder", "hh", 2, "26/001"),
        CheckedWord("application_type", 'Tree "works"', None, 1, "26/003"),
        CheckedWord("status", "PCO", None, 2, "26/001"),
        CheckedWord("status", "Registered", "undetermined", 1, "26/003"),
    )
    standings, types = found.config_lines
    assert standings == (
        'standings = { "ZZ" = "withdrawn", "PCO" = "…" }  # for … one of: undetermined, determined, withdrawn, '
        "returned, granted, refused, split, not-required, no-objection, objection, other"
    )
    assert types.startswith('types = { "Tree \\"works\\"" = "…" }  # for … one of: hh, full, outline, ')


def test_a_kind_that_takes_no_meanings_is_given_no_line_to_write() -> None:
    feed = Feed("london", "london-datahub", "https://hub.example", None, 60, LondonDatahubSettings())
    hub = ConfiguredFeed(feed, london_datahub, 1800.0, True)
    assert config_lines(hub, [Word("status", "Insufficient Fee")]) == ()


def test_problems_and_odd_records_are_counted_with_one_example_each() -> None:
    found = checked(row(1), row(2, REF=""), row(3, REF=""), row(4, PROPOSAL="Test"))
    assert {reason: (each.count, each.example) for reason, each in found.problems.items()} == {
        "missing-reference": (2, "REF is empty")
    }
    assert {reason: (each.count, each.example) for reason, each in found.quarantined.items()} == {
        "suspected-test": (1, "26/004")
    }
    assert (found.fetched, found.applications) == (4, 2)


def by_postcode(reading: Application) -> Application:
    if reading.site is not None:
        return replace(reading, extent=Extent.INSIDE)
    if reading.postcode == "NW5 1TL":
        return replace(
            reading, site=Site(Point(528_700, 185_500), SitePrecision.POSTCODE), extent=Extent.OUTSIDE
        )
    return reading


def test_it_says_how_applications_were_placed_and_whether_within_their_authority() -> None:
    found = checked(row(1), row(2, LON=""), row(3, LON="", POSTCODE="N1 1AA"), place=by_postcode)
    assert (found.located, found.located_by) == (2, {"point": 1, "postcode": 1})
    assert found.within == {"inside": 1, "outside": 1}
    assert checked(row(1)).within is None


def test_the_example_can_be_looked_at_on_a_map_and_at_the_council() -> None:
    example = checked(row(1, LON=""), row(2)).example
    assert (example.record, example.council_link) == ("26/002", "https://council.example/1")
    assert example.map_link == (
        "https://www.openstreetmap.org/?mlat=51.554600&mlon=-0.144600#map=18/51.554600/-0.144600"
    )


def test_letters_that_a_terminal_would_obey_are_not_shown() -> None:
    assert columns(checked(row(1, STATUS="a\x1b[31mb")))["STATUS"][1] == "a [31mb"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([row(1), row(2)], "Good: 2 of 2 records read, 2 on the map."),
        (
            [row(1, STATUS="PCO", DECISION="PCO")],
            "Good: 1 of 1 records read, 1 on the map. Next: say what 1 word of the register means, if it matters.",
        ),
        (
            [row(1), row(2, REF="")],
            "Nearly: 1 of 2 records read, 1 on the map. Next: mend missing-reference (1, such as REF is empty).",
        ),
        (
            [row(1, LON="", LAT="")],
            "Nearly: 1 of 1 records read, 0 on the map. Next: map a column to longitude and latitude, to easting and "
            "northing, or to postcode.",
        ),
        (
            [row(1, RECEIVED="01/06/2026")],
            "Nearly: 1 of 1 records read, 1 on the map. Next: say in the settings in which form these are written: "
            "RECEIVED.",
        ),
        (
            [row(1, RECEIVED="2026-04-10")],
            "Good: 1 of 1 records read, 1 on the map. Next: ask the council whether the feed still moves, as its "
            "newest record is of 10 April 2026.",
        ),
        (
            [row(1, REF="")],
            "Not readable yet: none of 1 records could be read. Next: mend missing-reference (1, such as REF is "
            "empty).",
        ),
    ],
)
def test_it_ends_with_a_verdict_that_says_what_to_do_next(rows: list[str], said: str) -> None:
    assert checked(*rows).verdict == said


def test_an_authority_that_most_records_lie_outside_is_doubted() -> None:
    outside = checked(row(1), place=lambda reading: replace(reading, extent=Extent.OUTSIDE))
    assert "check `authority`, as most records lie outside it" in outside.verdict


def test_records_of_any_shape_can_be_checked() -> None:
    for path in samples("lga-csv", "csv"):
        feed = Feed(
            "hampshire",
            "csv",
            "https://x.example",
            "E10000014",
            400,
            CsvSettings.model_validate({"preset": "lga"}),
        )
        kind = ConfiguredFeed(feed, csv_file, 1800.0, True)
        found = check_feed(OnePage(path.read_text(encoding="utf-8-sig")), kind, TODAY)  # type: ignore[arg-type]
        assert (found.fetched, found.applications, found.located) == (12, 12, 11)
        assert found.left_over == ()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            FetchFailed(FetchReason.HTTP_STATUS, "a.example", "it said 404", status=404),
            "nothing at this address",
        ),
        (FetchFailed(FetchReason.HTTP_STATUS, "a.example", "it said 403", status=403), "keeps us out"),
        (FetchFailed(FetchReason.HTTP_STATUS, "a.example", "it said 429", status=429), "Try again later"),
        (FetchFailed(FetchReason.HTTP_STATUS, "a.example", "it said 599", status=599), "Try again later"),
        (FetchFailed(FetchReason.HTTP_STATUS, "a.example", "it said 418", status=418), "Check `url`"),
        (FetchFailed(FetchReason.CERTIFICATE, "a.example", "refused"), "cannot prove who it is"),
        (PageUnreadable("html", "a web page in place of data"), "find the address of the data itself"),
        (PageUnreadable("missing-column", "no column REF"), "as the header has them"),
        (PageUnreadable("page-loop", "again and again"), "feeds kinds"),
    ],
)
def test_an_error_says_what_to_do(error: FetchFailed | PageUnreadable, said: str) -> None:
    assert said in advice(error)
    assert advice(error).endswith(".")


@pytest.mark.parametrize("reason", list(FetchReason))
def test_there_is_advice_for_every_reason_of_a_failed_fetch(reason: FetchReason) -> None:
    assert len(advice(FetchFailed(reason, "a.example", "it failed"))) > 20
