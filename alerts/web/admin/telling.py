"""How the operators' pages answer: done and seen on the page it was done on, or done before and nothing changed."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue

from alerts.domain.errors import DecidedAlready, NotFound
from alerts.web.admin import feed_actions
from alerts.web.admin.routing import Visit
from alerts.web.problems import error_page

P = ParamSpec("P")

SAID = {
    "acknowledged": "The alarm is marked as seen.",
    "closed": "The report is closed.",
    "discarded": "Discarded. It stays in the history, and nobody is told.",
    "dismissed": "The record is off the list until it reads differently.",
    "mapped": "The word has a meaning from the next poll on. Read what is stored again, to see what it changes.",
    "paused": "The feed is paused, until somebody resumes it.",
    "poll": "The feed is polled as soon as the scheduler looks, within seconds.",
    "released": "Released. E-mails go out as usual.",
    "reread": "Read again.",
    "resumed": "The feed is polled again.",
    "size": "The feed is taken at the size that it has now, from the next poll on.",
    "unmapped": "The word has no meaning of yours any more, from the next poll on.",
}
"""What the page says above all else once something was done; the address names which."""


def said() -> str:
    return SAID.get(request.args.get("done", ""), "")


def done(path: str, what: str) -> ResponseReturnValue:
    """Back to a page that says so."""
    return redirect(f"{path}?done={what}", 303)


def once(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """A view whose act somebody else, or an earlier press of the button, may have done before."""

    @wraps(view)
    def answer(*args: P.args, **parts: P.kwargs) -> ResponseReturnValue:
        try:
            return view(*args, **parts)
        except DecidedAlready as before:
            (visit, *_) = args
            assert isinstance(visit, Visit)
            return make_response(visit.page("done_before.html", words=str(before), is_error=True), 409)
        except NotFound as missing:
            return error_page(404, str(missing))

    return answer


def shown(visit: Visit, template: str, **words: Any) -> str:
    """A page with what the pages of feeds and places share: what was just done, what may be done, short moments."""
    return visit.page(template, said=said(), acts=feed_actions, short=short_moment(visit), **words)


def short_moment(visit: Visit) -> Callable[[datetime | None], str]:
    """Instants for tables: `14:05, 3 Nov`, with the year where it is another."""
    zone, today = visit.context.timetable.zone, visit.context.today()

    def words(at: datetime | None) -> str:
        if at is None:
            return "never"
        local = at.astimezone(zone)
        year = "" if local.year == today.year else f" {local.year}"
        return f"{local:%H:%M}, {local.day} {local:%b}{year}"

    return words
