"""`/admin/holds`: what the flood guard holds, who would be told of it, and who decided on what it held before."""

from flask import make_response, request
from flask.typing import ResponseReturnValue

from alerts.db import holds, operators
from alerts.db.mapping import application_from_row, change_from_row
from alerts.domain.errors import DecidedAlready, HoldHasGrown
from alerts.domain.flood import HALF, SHARE_OF_KNOWN, TIMES_USUAL
from alerts.services.feed_pages import held_sample
from alerts.services.guarding import LEARNED_OVER_DAYS
from alerts.services.holding import decide_hold
from alerts.services.telling_ahead import ahead_of_release
from alerts.web.admin.actions import LOOK
from alerts.web.admin.feed_actions import DISCARD_HOLD, RELEASE_HOLD
from alerts.web.admin.routing import AdminRoute, NavEntry, Visit
from alerts.web.admin.telling import done, once, shown
from alerts.web.forms import row_number
from alerts.web.problems import error_page

_A_PAGE = 30


def holds_page(visit: Visit) -> ResponseReturnValue:
    before = row_number(request.args.get("before", ""))
    with visit.context.database.reading() as session:
        found = holds.listed(session, _A_PAGE + 1, before=before)
        on_page = found[:_A_PAGE]
        decided = operators.last_about(session, [f"hold:{hold.id}" for hold in on_page])
    return shown(
        visit,
        "holds.html",
        holds=on_page,
        decided=decided,
        older=on_page[-1].id if len(found) > _A_PAGE else None,
        limits={
            "times": TIMES_USUAL,
            "share": f"{SHARE_OF_KNOWN:.0%}",
            "half": f"{HALF:.0%}",
            "days": LEARNED_OVER_DAYS,
            "floor": visit.context.flood_limit,
        },
    )


def hold_page(visit: Visit, number: int) -> ResponseReturnValue:
    """What is held, and the question whether it is to be released: what would go, to how many people."""
    context = visit.context
    with context.database.reading() as session:
        hold = holds.by_id(session, number)
        if hold is None:
            return error_page(404, "There is no such hold.")
        is_open = hold.state == "open"
        sample = held_sample(session, hold.feed) if is_open else []
        ahead = (
            ahead_of_release(session, hold.feed, context.watched, context.timetable, visit.now)
            if is_open
            else None
        )
        audit = operators.about(session, f"hold:{number}")
    return shown(
        visit,
        "hold.html",
        hold=hold,
        sample=[(change.id, change_from_row(change), application_from_row(row)) for change, row in sample],
        ahead=ahead,
        audit=audit,
    )


def release_hold(visit: Visit, number: int) -> ResponseReturnValue:
    return _decide(visit, number, is_released=True)


def discard_hold(visit: Visit, number: int) -> ResponseReturnValue:
    return _decide(visit, number, is_released=False)


@once
def _decide(visit: Visit, number: int, *, is_released: bool) -> ResponseReturnValue:
    """All that is held, or only the changes that were ticked where the form says so. All of it goes only as it was
    shown: `sure` has the newest change that the question was about.
    """
    ticked = [row_number(each) or 0 for each in request.form.getlist("change")]
    is_some = request.form.get("which") == "ticked"
    if is_some and not ticked:
        return error_page(400, "Tick the changes that you mean, then press the button again.")
    only = ticked if is_some else []
    shown_up_to = row_number(request.form.get("sure", ""))
    if shown_up_to is None and (is_released or not only):
        return _sure_page(visit, number, only, is_released=is_released)
    told: dict[str, int] = {}
    try:
        with visit.acting(f"hold:{number}", counts=told) as session:
            told["changes"] = decide_hold(
                session, number, is_released=is_released, now=visit.now, only=only, up_to=shown_up_to
            )
    except HoldHasGrown as grown:
        return _sure_page(visit, number, only, is_released=is_released, problem=str(grown))
    return done(f"/admin/holds/{number}", "released" if is_released else "discarded")


def _sure_page(
    visit: Visit, number: int, ticked: list[int], *, is_released: bool, problem: str = ""
) -> ResponseReturnValue:
    """The question whether it is really meant, with what would go. Changes nothing."""
    context = visit.context
    with context.database.reading() as session:
        hold = holds.by_id(session, number)
        if hold is None or hold.state != "open":
            raise DecidedAlready("Somebody has decided on this already. Nothing was changed.")
        ahead = ahead_of_release(
            session, hold.feed, context.watched, context.timetable, visit.now, only=ticked
        )
    page = shown(
        visit, "let_go.html", hold=hold, ahead=ahead, ticked=ticked, is_released=is_released, problem=problem
    )
    return make_response(page, 409 if problem else 200)


ROUTES = (
    AdminRoute("/admin/holds", holds_page, LOOK),
    AdminRoute("/admin/holds/<int(max=2147483647):number>", hold_page, LOOK),
    AdminRoute("/admin/holds/<int(max=2147483647):number>/release", release_hold, RELEASE_HOLD, ("POST",)),
    AdminRoute("/admin/holds/<int(max=2147483647):number>/discard", discard_hold, DISCARD_HOLD, ("POST",)),
)
NAV = (NavEntry("/admin/holds", "Flood guard", LOOK),)
