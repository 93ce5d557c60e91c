"""What councils' feeds really did, played again: York's register that vanished for a day, and one made up like it."""

import copy
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from alerts.db.session import Database
from alerts.domain.precedence import Precedence
from scheduler.configured import ConfiguredFeed
from scheduler.feeds import arcgis, london_datahub
from scheduler.feeds.kind import Feed, FeedKind
from scheduler.fetch import Fetcher, FetchLimits
from scheduler.poll import poll_feed
from scheduler.poll_run import PollReport
from scheduler.poller import Poller
from tests.factories import TIMETABLE
from tests.fakes import HandClock, TinyGazetteer
from tests.integration.polling.test_holding import alarms
from tests.integration.polling.told import changes_told, feed, references
from tests.rig.feed import FeedRig
from tests.rig.feed_answers import Answer, json_answer
from tests.unit.scheduler.feeds.arcgis_cases import feature, snapshot_features, uniform
from tests.unit.scheduler.feeds.cases import london, payload, samples
from tests.unit.scheduler.feeds.fake_arcgis import FakeFeatureServer

YORK = "E06000014"
_LAYER = "/arcgis/rest/services/Planning/FeatureServer/5"
_RECEIVED = int(datetime(2026, 2, 9, tzinfo=UTC).timestamp() * 1000)

Runs = list[list[dict[str, Any]]]


def recorded_runs() -> Runs:
    """The runs of another party's copy of York's feed: 132, none, 132 and 133 applications."""
    return [snapshot_features(path) for path in samples("york-arcgis")]


def invented_runs() -> Runs:
    """The same in small: 6, none, 6 and 7, one reference corrected and a code moved on meanwhile."""
    first = [feature(number, DATEAPRECV=_RECEIVED) for number in range(1, 7)]
    later = copy.deepcopy([*first, feature(7, DATEAPRECV=_RECEIVED)])
    later[2]["properties"]["REFVAL"] = "26/00003/NONMAT"
    later[3]["properties"]["DCSTAT"] = "PDE"
    return [first, [], first, later]


RUNS = [
    pytest.param(invented_runs, id="invented"),
    *([pytest.param(recorded_runs, id="york")] if samples("york-arcgis") else []),
]


@pytest.fixture
def rig() -> Iterator[FeedRig]:
    with FeedRig() as running:
        yield running


@pytest.fixture
def poller(database: Database, rig: FeedRig) -> Iterator[Poller]:
    with Fetcher(FetchLimits(retries=0), "test", frozenset({rig.netloc})) as fetcher:
        clock = HandClock(datetime(2026, 2, 12, 9, 0, tzinfo=UTC))
        yield Poller(database, fetcher, TinyGazetteer(), TIMETABLE, clock)


@pytest.mark.fault("F-18")
@pytest.mark.fault("C-17")
@pytest.mark.parametrize("runs", RUNS)
def test_a_register_that_vanishes_and_comes_back_withdraws_nothing_and_tells_the_one_new_application(
    database: Database, poller: Poller, rig: FeedRig, runs: Any
) -> None:
    reports = []
    for features in runs():
        server = FakeFeatureServer(features)
        rig.on(
            "GET",
            f"{_LAYER}/query",
            lambda asked, server=server: Answer(server.answer(asked.path, asked.query)),
        )
        reports.append(polled(poller, arcgis, uniform(f"{rig.url}{_LAYER}")))
    whole, gone, back, last = reports
    assert (whole.error, back.error, last.error) == (None, None, None)
    assert gone.error == f"halved: the whole feed holds 0 records and held {whole.fetched} last time"
    assert (back.new, back.fetched) == (0, whole.fetched)
    kinds = [kind for kind, _, _ in changes_told(database)]
    assert (kinds.count("new"), kinds.count("withdrawn")) == (1, 0)
    assert len(references(database)) == whole.fetched + 1
    assert feed(database, "downshire").known == whole.fetched + 1
    assert alarms(database) == [("halved", True)]


HUB_RECORDS = [
    pytest.param(
        payload("london_datahub", "office_detail_before"),
        payload("london_datahub", "office_detail_after"),
        id="invented",
    ),
    *(
        [
            pytest.param(*(path.read_bytes() for path in reversed(found)), id="2022/0043/P")
            for found in [[path for path in samples("london-datahub") if "2022_0043_P" in path.name]]
            if len(found) == 2
        ]
    ),
]


@pytest.mark.fault("C-03")
@pytest.mark.parametrize(("before", "after"), HUB_RECORDS)
def test_two_versions_that_differ_in_office_detail_alone_tell_nobody(
    database: Database, poller: Poller, rig: FeedRig, before: bytes, after: bytes
) -> None:
    for version in ([], [before], [after], [before]):
        serve_hub(rig, version)
        report = polled(poller, london_datahub, london())
        assert report.error is None
    assert [kind for kind, _, state in changes_told(database) if state != "history"] in ([], ["new"])
    assert len([each for each in changes_told(database) if each[2] == "unmatched"]) <= 1


@pytest.mark.fault("C-10")
@pytest.mark.parametrize(
    "record",
    [path for path in samples("london-datahub") if "NEW" in path.name] or [None],
    ids=lambda path: path.stem if path else "invented",
)
def test_a_public_trial_record_is_held_back(
    database: Database, poller: Poller, rig: FeedRig, record: Path | None
) -> None:
    trial = source_of(record.read_bytes() if record else payload("london_datahub", "office_detail_before"))
    if record is None:
        trial |= {"description": "Roof extension test", "lpa_app_no": "2026/0030/NEW"}
    serve_hub(rig, [])
    polled(poller, london_datahub, london())
    serve_hub(rig, [json.dumps(trial).encode()])
    report = polled(poller, london_datahub, london())
    assert (report.error, report.new, report.quarantined) == (None, 0, 1)
    assert changes_told(database) == []


def serve_hub(rig: FeedRig, records: list[bytes]) -> None:
    hits = [
        {"_id": source["id"], "_source": source, "sort": [number, source["id"]]}
        for number, source in enumerate(map(source_of, records))
    ]
    rig.on(
        "POST", "/api-guest/applications/_search", json_answer({"timed_out": False, "hits": {"hits": hits}})
    )


def source_of(record: bytes) -> dict[str, Any]:
    found = json.loads(record)
    source: dict[str, Any] = found.get("_source", found)
    if "hits" in source:
        source = source["hits"]["hits"][0]["_source"]
    return source


def polled(poller: Poller, kind: FeedKind[Any], told: Feed[Any]) -> PollReport:
    configured = ConfiguredFeed(_at_the_rig(poller, told), kind, 3_600.0, True, Precedence.COUNCIL)
    return poll_feed(poller, configured)


def _at_the_rig(poller: Poller, told: Feed[Any]) -> Feed[Any]:
    (netloc,) = poller.fetcher._allowed
    if netloc in told.url:
        return told
    return Feed(told.name, told.kind, f"http://{netloc}/api-guest", told.authority, 400, told.settings)
