"""What the buttons of a person's own page do, one function each, inside the caller's transaction."""

from collections.abc import Callable

from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest

from alerts.db import address_changes, applications, area_questions, subscriptions
from alerts.db.tables import SubscriberRow
from alerts.domain.address import read_address
from alerts.domain.errors import AreaRefused, EmailRefused, NotFound
from alerts.domain.subscription import Wishes
from alerts.domain.watch_area import AreaKind, AreaName, read_radius
from alerts.language import _
from alerts.services import privacy
from alerts.services.answering_questions import follow_successors, keep_ground
from alerts.services.areas import Places, watch_area
from alerts.services.joining import join_areas
from alerts.services.languages import change_language
from alerts.services.moving import ask_to_move
from alerts.services.own_areas import move_to, watch_at_once
from alerts.services.pausing import pause, resume
from alerts.services.searching import search
from alerts.services.subscribing import Desk, change_wishes, end, living_of, undo_end
from alerts.web.forms import Fields, FormRefused, read_day, read_wishes, row_number, single
from alerts.web.held import own_subscription

Change = Callable[[Session, Desk, Places, SubscriberRow, Fields], int | None]
"""Does one thing, and says which subscription it was about where that still stands."""
ERASE = "erase"
"""The one change that leaves no page to come back to."""


def _save(session: Session, desk: Desk, _places: Places, person: SubscriberRow, fields: Fields) -> int:
    row = own_subscription(session, person.id, single(fields, "subscription"))
    change_wishes(session, row, read_wishes(fields), desk)
    return row.id


def _radius(session: Session, desk: Desk, places: Places, person: SubscriberRow, fields: Fields) -> int:
    row = own_subscription(session, person.id, single(fields, "subscription"))
    watched = subscriptions.area_of(session, row)
    if watched.kind != AreaKind.POSTCODE:
        raise BadRequest(_("Only an area around a postcode has a distance."))
    postcode = (watched.postcode or "").replace(" ", "")
    name = AreaName(AreaKind.POSTCODE, f"{postcode}:{read_radius(single(fields, 'radius'))}")
    return move_to(session, desk, row, watch_area(session, places, name)).id


def _stop(session: Session, desk: Desk, _places: Places, person: SubscriberRow, fields: Fields) -> None:
    row = own_subscription(session, person.id, single(fields, "subscription"), even_ended=True)
    area_questions.answer(session, row.id, "stopped", desk.now)
    end([row], desk.now)


def _keep_ground(session: Session, desk: Desk, _places: Places, person: SubscriberRow, fields: Fields) -> int:
    row = own_subscription(session, person.id, single(fields, "subscription"))
    keep_ground(session, row, desk.now)
    return row.id


def _follow_successors(
    session: Session, desk: Desk, places: Places, person: SubscriberRow, fields: Fields
) -> None:
    row = own_subscription(session, person.id, single(fields, "subscription"))
    follow_successors(session, desk, places, row, fields.getlist("successors"))


def _stop_all(session: Session, desk: Desk, _places: Places, person: SubscriberRow, _fields: Fields) -> None:
    end(living_of(session, person.id), desk.now)


def _pause(session: Session, desk: Desk, _places: Places, person: SubscriberRow, fields: Fields) -> None:
    row = own_subscription(session, person.id, single(fields, "subscription"))
    pause(session, [row], read_day(single(fields, "until"), desk.timetable.today(desk.now)), desk)


def _pause_all(session: Session, desk: Desk, _places: Places, person: SubscriberRow, fields: Fields) -> None:
    until = read_day(single(fields, "until"), desk.timetable.today(desk.now))
    pause(session, living_of(session, person.id), until, desk)


def _resume(session: Session, desk: Desk, _places: Places, person: SubscriberRow, fields: Fields) -> None:
    resume(session, [own_subscription(session, person.id, single(fields, "subscription"))], desk)


def _resume_all(
    session: Session, desk: Desk, _places: Places, person: SubscriberRow, _fields: Fields
) -> None:
    resume(session, living_of(session, person.id), desk)


def _follow(session: Session, desk: Desk, places: Places, person: SubscriberRow, fields: Fields) -> None:
    """Watch an application, and hear of it again if it was muted."""
    number = row_number(single(fields, "application"))
    row = applications.by_id(session, number) if number is not None else None
    if row is None or row.quarantine is not None:
        raise NotFound(_("There is no such application."))
    name = AreaName(AreaKind.APPLICATION, f"{row.authority}:{row.reference}")
    watch_at_once(session, desk, person.id, watch_area(session, places, name), Wishes())
    subscriptions.unmute(session, person.id, row.id)


def _add(session: Session, desk: Desk, places: Places, person: SubscriberRow, fields: Fields) -> int:
    """Watch another place, named as in the search box; around a postcode at the usual distance."""
    found = search(session, places, single(fields, "place"))
    if len(found.places) != 1:
        raise AreaRefused(
            found.advice or _("More than one place has a name like that. Type all of it, or its postcode.")
        )
    watch = watch_area(session, places, found.places[0].name)
    return watch_at_once(session, desk, person.id, watch, Wishes()).id


def _join(session: Session, desk: Desk, _places: Places, person: SubscriberRow, fields: Fields) -> int:
    """Make the areas that are ticked one, by the wishes of the one chosen among them."""
    ticked = list(dict.fromkeys(fields.getlist("areas")))
    chosen = single(fields, "subscription") or (ticked or [""])[0]
    if len(ticked) < 2:
        raise FormRefused({"areas": _("Tick at least two areas to join.")})
    if chosen not in ticked:
        raise FormRefused({"keep": _("Choose the wishes of one of the areas that you ticked.")})
    rows = {number: own_subscription(session, person.id, number) for number in ticked}
    kept = rows.pop(chosen)
    join_areas(session, desk, kept, list(rows.values()))
    return kept.id


def _unmute(session: Session, _desk: Desk, _places: Places, person: SubscriberRow, fields: Fields) -> None:
    number = row_number(single(fields, "application"))
    if number is None:
        raise NotFound(_("There is no such application."))
    subscriptions.unmute(session, person.id, number)


def _undo(session: Session, desk: Desk, _places: Places, person: SubscriberRow, _fields: Fields) -> None:
    undo_end(session, person.id, desk.now)


def _address(session: Session, desk: Desk, _places: Places, person: SubscriberRow, fields: Fields) -> None:
    """Ask the new address; nothing changes until the link sent there is followed."""
    try:
        ask_to_move(session, desk, person, read_address(single(fields, "email")))
    except EmailRefused as error:
        raise FormRefused({"email": str(error)}) from error


def _keep_address(
    session: Session, _desk: Desk, _places: Places, person: SubscriberRow, _fields: Fields
) -> None:
    address_changes.forget(session, person.id)


def _language(_session: Session, _desk: Desk, _places: Places, person: SubscriberRow, fields: Fields) -> None:
    change_language(person, single(fields, "language"))


def _erase(session: Session, desk: Desk, _places: Places, person: SubscriberRow, _fields: Fields) -> None:
    privacy.erase(session, person, desk.identity.keys)


CHANGES: dict[str, Change] = {
    "save": _save,
    "radius": _radius,
    "stop": _stop,
    "stop-all": _stop_all,
    "keep-ground": _keep_ground,
    "follow-successors": _follow_successors,
    "pause": _pause,
    "pause-all": _pause_all,
    "resume": _resume,
    "resume-all": _resume_all,
    "add": _add,
    "join": _join,
    "follow": _follow,
    "unmute": _unmute,
    "undo": _undo,
    "address": _address,
    "keep-address": _keep_address,
    "language": _language,
    ERASE: _erase,
}
"""What can stand in the field `action`."""
