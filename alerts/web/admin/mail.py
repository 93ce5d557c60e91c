"""`/admin/deliveries/DAY` and `/admin/mail/…`: a day's mail, and each e-mail as it looked, its links dead."""

from datetime import date, timedelta

from flask import abort, redirect, request
from flask.typing import ResponseReturnValue

from alerts.domain.personal_data import KEPT
from alerts.services import mail_seen
from alerts.web.admin.opening import is_open
from alerts.web.admin.people_actions import OPEN_EMAIL, SEE_MAIL
from alerts.web.admin.routing import AdminRoute, NavEntry, Visit
from alerts.web.admin.telling import short_moment
from alerts.web.forms import single
from alerts.web.letter_frame import DEAD_LETTER_POLICY, framed

ON_A_PAGE = 50
MAIL = "/admin/mail/<name>"


def day_of_mail(visit: Visit, day: str) -> ResponseReturnValue:
    try:
        on = date.fromisoformat(day)
    except ValueError:
        abort(404)
    today, zone = visit.context.today(), visit.context.timetable.zone
    first = today - KEPT.sent_ids
    if not first <= on <= today:
        abort(404)
    with visit.context.database.reading() as session:
        found = mail_seen.written_on(session, on, zone, ON_A_PAGE, single(request.args, "after"))
    return visit.page(
        "day_of_mail.html",
        on=on,
        found=found,
        before=on - timedelta(days=1) if on > first else None,
        after=on + timedelta(days=1) if on < today else None,
        is_forgotten=on < today - KEPT.sent_words,
        kept_days=KEPT.sent_words.days,
        time_of=lambda at: f"{at.astimezone(zone):%H:%M}",
    )


def email_page(visit: Visit, name: str) -> ResponseReturnValue:
    """What is known of an e-mail; its words once they were opened."""
    identity = visit.context.identity
    subject = _subject(visit, name)
    is_opened = is_open(visit, OPEN_EMAIL, subject, email=name)
    with visit.context.database.reading() as session:
        email = mail_seen.email_seen(session, name)
        letter = mail_seen.letter_seen(session, identity, name) if is_opened else None
    return visit.page(
        "email.html",
        email=email,
        letter=letter,
        on=_day(visit, email),
        kept_days=KEPT.sent_words.days,
        short=short_moment(visit),
    )


def open_email(visit: Visit, name: str) -> ResponseReturnValue:
    """Note that somebody's mail is looked at, and show it."""
    with visit.acting(_subject(visit, name), email=name):
        pass
    return redirect(f"/admin/mail/{name}", 303)


def email_as_sent(visit: Visit, name: str) -> ResponseReturnValue:
    """The HTML part by itself, for the frame in its page."""
    if not is_open(visit, OPEN_EMAIL, _subject(visit, name), email=name):
        abort(404)
    with visit.context.database.reading() as session:
        letter = mail_seen.letter_seen(session, visit.context.identity, name)
    if letter is None:
        abort(404)
    return framed(letter.html, letter.pictures, DEAD_LETTER_POLICY)


def _subject(visit: Visit, name: str) -> str:
    with visit.context.database.reading() as session:
        return mail_seen.subject_of(session, name, visit.context.identity.key) or abort(404)


def _day(visit: Visit, email: mail_seen.EmailSeen | None) -> date | None:
    return visit.context.timetable.today(email.composed_at) if email and email.lane != "welcome" else None


ROUTES = (
    AdminRoute("/admin/deliveries/<day>", day_of_mail, SEE_MAIL),
    AdminRoute(MAIL, email_page, SEE_MAIL),
    AdminRoute(f"{MAIL}/open", open_email, OPEN_EMAIL, ("POST",)),
    AdminRoute(f"{MAIL}/html", email_as_sent, SEE_MAIL),
)
NAV: tuple[NavEntry, ...] = ()
