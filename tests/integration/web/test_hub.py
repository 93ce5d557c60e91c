"""A small hub of WebSub that does what hubs do: fetch what it is told of, and find that it is called just that."""

import re
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from flask.testing import FlaskClient
from shapely import box

from alerts.db import constraints, log_followers
from alerts.db.session import Database
from alerts.domain.pushing import Answer
from alerts.services.alerting import match_changes
from alerts.services.pushing import Pusher, push_due
from alerts.services.pushing_hub import HUB, hub_receiver
from alerts.web.app import create_app
from geo.constraints import ConstraintArea, ConstraintKind
from tests.integration.web.neighbourhood import BASE_URL, HERE, NOW, application, context_over, record

HUB_URL = "https://hub.example.org/"
TOPICS = [
    f"{BASE_URL}/areas/{area}.{ending}"
    for area in ("authority/E09000007", "ward/E05013658", "constraint/44000001")
    for ending in ("rss", "atom", "json")
]


class SmallHub:
    """Keeps each topic as it last was; who subscribes to one is told where it differs."""

    def __init__(self, site: FlaskClient) -> None:
        self._site = site
        self.topics: dict[str, str] = {}
        self.told: list[str] = []

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        form = parse_qs(body.decode(), strict_parsing=True)
        assert (url, form["hub.mode"]) == (HUB_URL, ["publish"])
        assert headers["Content-Type"] == "application/x-www-form-urlencoded"
        for topic in form["hub.url"]:
            self._fetch(topic)
        return Answer(204, "answered 204")

    def _fetch(self, topic: str) -> None:
        got = self._site.get(topic.removeprefix(BASE_URL))
        links = {rel: address for address, rel in re.findall(r'<([^>]+)>; rel="(\w+)"', got.headers["Link"])}
        assert (got.status_code, links) == (200, {"hub": HUB_URL, "self": topic})
        assert topic in got.text, "the feed names itself as well"
        if self.topics.get(topic) != got.text:
            self.told.append(topic)
        self.topics[topic] = got.text


@pytest.fixture
def site(database: Database) -> FlaskClient:
    made = create_app(context_over(database, hub_url=HUB_URL)).test_client()
    made.environ_base["HTTP_HOST"] = BASE_URL.removeprefix("http://")
    return made


def happen(database: Database, reference: str, minute: int) -> None:
    """The council publishes an application 60 m west of NW5 1TL, in a conservation area."""
    now = NOW + timedelta(minutes=minute)
    place = application("x").site
    assert place is not None
    with database.writing() as session:
        record(session, [application(reference, description=f"A shed, {reference}")], now)
    match_changes(database, context_over(database).timetable, lambda: now)


def test_a_hub_that_is_told_finds_news_in_every_feed_that_it_was_told_of(
    database: Database, site: FlaskClient
) -> None:
    hub, minutes = SmallHub(site), 0
    with database.writing() as session:
        west = box(HERE.x - 500, HERE.y - 500, HERE.x + 90, HERE.y + 500)
        kind = ConstraintKind.CONSERVATION_AREA
        constraints.put(session, [ConstraintArea(44000001, kind, "CA1", "The west", None, None, west)], NOW)
        log_followers.register(session, [HUB])

    def push() -> int:
        pusher = Pusher(database, lambda: NOW + timedelta(minutes=minutes))
        return push_due(pusher, hub_receiver(HUB_URL, hub.post, BASE_URL))

    assert push() == 0
    happen(database, "2026/5001/P", 1)
    assert push() == 1
    assert hub.told == TOPICS
    minutes = 5
    happen(database, "2026/5002/P", 5)
    assert push() == 1
    assert hub.told == TOPICS * 2
    assert all("A shed, 2026/5002/P" in text for text in hub.topics.values())


def test_feeds_in_welsh_name_no_hub_since_it_is_told_of_the_english_ones(site: FlaskClient) -> None:
    answer = site.get("/cy/areas/ward/E05013658.atom")
    assert HUB_URL not in answer.text
    assert "hub" not in answer.headers["Link"]
