"""The feeds of a person's own areas: each leads where it should, and none of it to the person."""

import xml.etree.ElementTree as ET

import pytest
from flask.testing import FlaskClient

from alerts.db.session import Database
from alerts.domain.links import Purpose
from alerts.domain.subscription import Wishes
from alerts.domain.watch_area import AreaKind, AreaName
from alerts.services import own_areas
from alerts.services.areas import watch_area
from alerts.services.subscribing import person_of
from alerts.web.context import SiteContext
from tests.integration.web.neighbourhood import BASE_URL
from tests.integration.web.people import ALICE, Cast


def more(database: Database, context: SiteContext, token: str, name: AreaName, wishes: Wishes) -> None:
    with database.writing() as session:
        person, _claim = person_of(session, token, Purpose.MANAGE, context.desk())
        watch = watch_area(session, context.places, name)
        own_areas.watch_at_once(session, context.desk(), person.id, watch, wishes)


@pytest.mark.fault("W-22")
def test_the_list_has_the_feeds_of_the_areas_and_nothing_of_the_person(
    client: FlaskClient, cast: Cast, database: Database, context: SiteContext
) -> None:
    own = cast.alice.link(Purpose.MANAGE)
    token = own.rpartition("/")[2]
    wishes = Wishes(types=frozenset({"hh"}), exclude=("tree",))
    more(database, context, token, AreaName(AreaKind.WARD, "E05013661"), wishes)
    more(database, context, token, AreaName(AreaKind.APPLICATION, "E09000007:2026/0123/P"), Wishes())
    assert f"/manage/{token}/areas.opml" in client.get(f"/manage/{token}").text
    answer = client.get(f"/manage/{token}/areas.opml")
    assert (answer.status_code, answer.content_type) == (200, "text/x-opml; charset=utf-8")
    found = [dict(each.attrib) for each in ET.fromstring(answer.data).iter("outline")]
    assert found[-1] == {
        "type": "rss",
        "text": "Planning applications in Kentish Town North ward, Camden",
        "title": "Planning applications in Kentish Town North ward, Camden",
        "xmlUrl": f"{BASE_URL}/areas/ward/E05013661.rss?types=hh&exclude=tree",
        "htmlUrl": f"{BASE_URL}/areas/ward/E05013661?types=hh&exclude=tree",
    }
    assert len(found) == len({each["xmlUrl"] for each in found}) >= 2
    for each in found:
        feed = client.get(each["xmlUrl"].removeprefix(BASE_URL))
        assert (feed.status_code, feed.mimetype) == (200, "application/rss+xml")
        assert client.get(each["htmlUrl"].removeprefix(BASE_URL)).status_code == 200
    assert token not in answer.text
    assert ALICE not in answer.text
    assert "2026/0123/P" not in answer.text


@pytest.mark.fault("W-25")
def test_the_list_is_kept_by_nobody_and_found_by_nobody(client: FlaskClient, cast: Cast) -> None:
    token = cast.alice.link(Purpose.MANAGE).rpartition("/")[2]
    answer = client.get(f"/manage/{token}/areas.opml")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "Link" not in answer.headers
    assert client.get(f"/manage/{token}x/areas.opml").status_code == 404
