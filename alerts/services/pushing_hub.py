"""WebSub: tells a hub which feeds have changed, so that it fetches them and tells their readers."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from alerts.db import boundaries, constraints, log_windows
from alerts.domain.application import Application
from alerts.domain.paths import area_file_path
from alerts.domain.pushing import CAN_BE_TOLD, Answer
from alerts.domain.watch_area import AreaKind, AreaName
from alerts.services.pushing import Message, Outgoing, Receiver
from alerts.services.pushing_webhooks import Post
from geo.area import Area, touches
from geo.boundaries import BoundaryKind

HUB = "feeds.hub"
"""The name under which the hub follows the log; no webhook can have it."""

FEEDS = ("rss", "atom", "json")
"""The endings of the feeds that name a hub."""

MOST_CHANGES = 500
MOST_AREAS = 100
"""Areas that one request names; each has several feeds."""

_NEAR_M = 1.0
"""More than the tolerance by which a site on an edge lies inside."""

PAUSE = timedelta(minutes=1)
"""However much happens, no feed is named more often than this."""


def hub_receiver(hub_url: str, post: Post, base_url: str) -> Receiver:
    """The hub as the pusher sees it."""
    return Receiver(HUB, partial(_compose, base_url), partial(_send, hub_url, post), PAUSE)


def _send(hub_url: str, post: Post, outgoing: Outgoing) -> Answer:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return post(hub_url, headers, outgoing.body.encode())


def _compose(base_url: str, session: Session, after_no: int, replayed_to: int | None) -> Message:
    """The feeds that the next changes are in, each once, as the form that hubs read."""
    found, to_no = log_windows.stretch(session, after_no, MOST_CHANGES, CAN_BE_TOLD, up_to=replayed_to)
    areas = dict[AreaName, None]()
    for logged in found:
        if len(areas) >= MOST_AREAS:
            to_no = logged.log_no - 1
            break
        areas.update(dict.fromkeys(_areas_of(session, logged.application)))
    return Message(_form(base_url, areas) if areas else "", to_no)


def _form(base_url: str, areas: dict[AreaName, None]) -> str:
    topics = [base_url + area_file_path(name, ending) for name in areas for ending in FEEDS]
    return urlencode([("hub.mode", "publish"), *(("hub.url", topic) for topic in topics)])


def _areas_of(session: Session, application: Application) -> Iterator[AreaName]:
    """The council, the wards and the constraint areas whose feeds an application is in."""
    yield AreaName(AreaKind.AUTHORITY, application.authority)
    if application.site is None:
        return
    site = application.site.geometry
    for ward in boundaries.touching(session, BoundaryKind.WARD, site.buffer(_NEAR_M)):
        if touches(Area(ward.geometry, 0.0), site):
            yield AreaName(AreaKind.WARD, ward.code)
    for area in constraints.near(session, [site]):
        if touches(Area(area.geometry, 0.0), site):
            yield AreaName(AreaKind.CONSTRAINT, str(area.entity))
