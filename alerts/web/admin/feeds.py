"""`/admin/feeds`: how each feed does, and what an operator can do to it."""

from collections.abc import Callable
from datetime import datetime

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from alerts.db import alarms
from alerts.domain.parts import is_part
from alerts.services import tending
from alerts.services.feed_pages import all_feeds
from alerts.services.feed_pages import feed_page as one_feed
from alerts.services.record_pages import OUTCOME_WORDS
from alerts.web.admin.actions import LOOK
from alerts.web.admin.feed_actions import ACKNOWLEDGE, PAUSE, POLL_NOW, RESUME, TAKE_SIZE
from alerts.web.admin.routing import AdminRoute, NavEntry, Visit
from alerts.web.admin.telling import done, once, shown
from alerts.web.forms import row_number
from alerts.web.pages.status import TAG_COLOURS


def feeds_page(visit: Visit) -> ResponseReturnValue:
    with visit.context.database.reading() as session:
        found, open_alarms = all_feeds(session, visit.now), alarms.all_open(session)
    return shown(visit, "feeds.html", feeds=found, alarms=open_alarms, tag_colours=TAG_COLOURS)


@once
def feed_page(visit: Visit, name: str) -> ResponseReturnValue:
    before = row_number(request.args.get("before", ""))
    with visit.context.database.reading() as session:
        found = one_feed(session, name, visit.now, before)
    return shown(
        visit, "feed.html", found=found, feed=found.feed, words=OUTCOME_WORDS, tag_colours=TAG_COLOURS
    )


def pause_feed(visit: Visit, name: str) -> ResponseReturnValue:
    return _tend(visit, name, tending.pause, "paused")


def resume_feed(visit: Visit, name: str) -> ResponseReturnValue:
    return _tend(visit, name, tending.resume, "resumed")


def poll_feed_now(visit: Visit, name: str) -> ResponseReturnValue:
    return _tend(visit, name, tending.poll_now, "poll")


def take_size(visit: Visit, name: str) -> ResponseReturnValue:
    return _tend(visit, name, tending.take_size, "size")


@once
def _tend(
    visit: Visit, name: str, act: Callable[[Session, str, datetime], None], what: str
) -> ResponseReturnValue:
    with visit.acting(f"feed:{name}") as session:
        act(session, name, visit.now)
    return done(f"/admin/feeds/{name}", what)


@once
def acknowledge_alarm(visit: Visit, number: int) -> ResponseReturnValue:
    with visit.acting(f"alarm:{number}") as session:
        name = tending.acknowledge(session, number, visit.now)
    return done("/admin/feeds" if is_part(name) else f"/admin/feeds/{name}", "acknowledged")


ROUTES = (
    AdminRoute("/admin/feeds", feeds_page, LOOK),
    AdminRoute("/admin/feeds/<name>", feed_page, LOOK),
    AdminRoute("/admin/feeds/<name>/poll", poll_feed_now, POLL_NOW, ("POST",)),
    AdminRoute("/admin/feeds/<name>/pause", pause_feed, PAUSE, ("POST",)),
    AdminRoute("/admin/feeds/<name>/resume", resume_feed, RESUME, ("POST",)),
    AdminRoute("/admin/feeds/<name>/size", take_size, TAKE_SIZE, ("POST",)),
    AdminRoute("/admin/alarms/<int(max=2147483647):number>/seen", acknowledge_alarm, ACKNOWLEDGE, ("POST",)),
)
NAV = (NavEntry("/admin/feeds", "Feeds", LOOK),)
