"""Records of feeds that were not understood: each beside its reading, to be released, taken off, or read again."""

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from alerts.db import feeds, operators, stored_records
from alerts.domain.errors import DecidedAlready, NotFound
from alerts.domain.stored_record import Outcome
from alerts.services.holding import release_application
from alerts.services.record_pages import OUTCOME_WORDS, record_page, records_of
from alerts.services.workbench import Became, Reread, Workbench
from alerts.web.admin.actions import LOOK
from alerts.web.admin.feed_actions import DISMISS_RECORD, RELEASE_RECORD, REREAD
from alerts.web.admin.routing import AdminRoute, Visit
from alerts.web.admin.telling import done, once, shown
from alerts.web.forms import row_number

REREAD_AT_ONCE = 500
"""Records read again for a page that somebody waits for; the command reads all."""
_NUMBER = "<int(max=2147483647):number>"


@once
def records_page(visit: Visit, name: str) -> ResponseReturnValue:
    after = row_number(request.args.get("after", "")) or 0
    outcomes = _asked_for()
    with visit.context.database.reading() as session:
        if feeds.feed_row(session, name) is None:
            raise NotFound(f"There is no feed {name}.")
        records, following = records_of(session, name, outcomes, after)
        counts = stored_records.counts(session).get(name, {})
    return shown(
        visit,
        "records.html",
        name=name,
        records=records,
        following=following,
        counts=counts,
        words=OUTCOME_WORDS,
        outcomes=outcomes,
    )


@once
def one_record(visit: Visit, number: int) -> ResponseReturnValue:
    with visit.context.database.reading() as session:
        page = record_page(session, number)
    bench = visit.context.workbench
    try:
        seen = bench.seen(page.row.feed, page.body) if bench else None
    except NotFound:  # no longer configured
        seen = None
    return shown(visit, "record.html", page=page, record=page.row, seen=seen, words=OUTCOME_WORDS)


@once
def release_one(visit: Visit, number: int) -> ResponseReturnValue:
    context = visit.context
    told: dict[str, str] = {}
    with visit.acting(f"record:{number}", told=told) as session:
        page = record_page(session, number)
        if page.application is None:
            raise DecidedAlready("This record means no application that is held back. Nothing was changed.")
        told["reference"] = release_application(session, page.application.id, context.today(), context.clock)
        stored_records.dismiss(session, number, visit.now)
    return done(f"/admin/records/{number}", "released")


@once
def dismiss_one(visit: Visit, number: int) -> ResponseReturnValue:
    with visit.acting(f"record:{number}") as session:
        page = record_page(session, number)
        if not stored_records.dismiss(session, number, visit.now):
            raise DecidedAlready("This record is off the list already. Nothing was changed.")
    return done(f"/admin/feeds/{page.row.feed}/records", "dismissed")


@once
def reread_page(visit: Visit, name: str) -> ResponseReturnValue:
    """What reading them again would come to. Changes nothing."""
    outcomes = _asked_for()
    found = _bench(visit).compare(name, outcomes, REREAD_AT_ONCE)
    return _reread_shown(visit, name, found, outcomes, is_done=False)


@once
def reread_them(visit: Visit, name: str) -> ResponseReturnValue:
    """Done in transactions of its own; the line in the audit stands in the first of them, before anything is read."""
    outcomes = _asked_for()

    def note(session: Session) -> None:
        detail = {"outcomes": [str(each) for each in outcomes]}
        operators.note(session, visit.now, visit.operator.email, visit.action.name, f"feed:{name}", detail)

    found = _bench(visit).reread(name, outcomes, REREAD_AT_ONCE, note)
    return _reread_shown(visit, name, found, outcomes, is_done=True)


def _reread_shown(
    visit: Visit, name: str, found: Reread, outcomes: tuple[Outcome, ...], *, is_done: bool
) -> str:
    return shown(
        visit,
        "reread.html",
        name=name,
        found=found,
        counts=_counted(found),
        which=outcomes[0] if len(outcomes) == 1 else "",
        most=REREAD_AT_ONCE,
        is_done=is_done,
        Became=Became,
    )


def _counted(found: Reread) -> dict[str, int]:
    return {str(each): found.count(each) for each in Became}


def _asked_for() -> tuple[Outcome, ...]:
    """One outcome where the address or the form names it, all otherwise."""
    given = request.values.get("outcome", "")
    return (Outcome(given),) if given in set(Outcome) else tuple(Outcome)


def _bench(visit: Visit) -> Workbench:
    if visit.context.workbench is None:
        raise NotFound("This site cannot read records again: use `planning-alerts feeds reread`.")
    return visit.context.workbench


ROUTES = (
    AdminRoute("/admin/feeds/<name>/records", records_page, LOOK),
    AdminRoute("/admin/feeds/<name>/reread", reread_page, LOOK),
    AdminRoute("/admin/feeds/<name>/reread", reread_them, REREAD, ("POST",)),
    AdminRoute(f"/admin/records/{_NUMBER}", one_record, LOOK),
    AdminRoute(f"/admin/records/{_NUMBER}/release", release_one, RELEASE_RECORD, ("POST",)),
    AdminRoute(f"/admin/records/{_NUMBER}/dismiss", dismiss_one, DISMISS_RECORD, ("POST",)),
)
NAV = ()
