"""What one address is answered: areas to confirm, its own link where it has the area already, or nothing."""

from collections.abc import Iterator, Sequence

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from alerts.db import subscriptions
from alerts.db.mapping import watch_area_from_row, wishes_columns, wishes_from_columns
from alerts.db.tables import SignupRow, SubscriberRow, SubscriptionRow
from alerts.domain.errors import DomainError
from alerts.domain.links import Purpose, placeholder
from alerts.domain.watch_area import WatchArea, parse_area_name
from alerts.domain.wording import FREQUENCY_WORDS, about_area
from alerts.language import Language, _, speaking
from alerts.mail.compose import PendingArea, compose_confirmation, compose_manage_link
from alerts.services import mailboxes
from alerts.services.areas import Places, watch_area
from alerts.services.languages import language_of
from alerts.services.queueing import queue
from alerts.services.subscribing import CONSENT_WORDING, Desk
from geo.errors import GeoError

FOR_CONFIRMATION, FOR_LINK = "operator: confirmation", "operator: link"
"""Where an operator asked for a person: to have them asked once more to confirm, or sent their own link. It stands in
place of the page of a form, and no page is called so.
"""


def reply(session: Session, desk: Desk, places: Places, rows: Sequence[SignupRow]) -> bool:
    """Queue the one e-mail that answers an address's requests; False where it gets none.

    It is in the language of the page that they were made on. Who has confirmed an area keeps their own: a stranger who
    types their address changes nothing.
    """
    email = rows[0].email
    person = subscriptions.subscriber_of(session, email)
    own = _states(session, person)
    language = language_of(person) if person and "confirmed" in own else Language(rows[-1].language)
    if not mailboxes.may_be_written_to(session, desk.identity, email, is_confirmed="confirmed" in own):
        return False
    asked = list(_areas_asked_for(session, places, rows))
    pending = [added for row, watch in asked if (added := _pending(session, desk, row, watch)) is not None]
    if any(row.source == FOR_CONFIRMATION for row in rows) and _ask_once_more(session, desk, person):
        return True
    if pending:
        _set_language(session, pending[0][0].subscriber_id, language)
        with speaking(language):
            _queue_confirmation(session, desk, pending)
        return True
    if person is None or not own & {"confirmed", "ended"}:
        return False
    already = [watch for _, watch in asked if _is_watched(session, person, watch)]
    if asked and not already:
        return False
    with speaking(language_of(person)):
        link = compose_manage_link(person.id, about_area(already[0]) if already else None, desk.site)
    queue(session, desk.identity, person.id, "manage", link, desk.now)
    return True


def _ask_once_more(session: Session, desk: Desk, person: SubscriberRow | None) -> bool:
    """Send the confirmation of all that a person has not confirmed, and change nothing of what they asked for."""
    found = subscriptions.subscriptions_of(session, person.id, states=("pending",)) if person else []
    if person is None or not found:
        return False
    with speaking(language_of(person)):
        _queue_confirmation(session, desk, [(row, watch_area_from_row(area)) for row, area in found])
    return True


def _set_language(session: Session, subscriber_id: int, language: Language) -> None:
    person = subscriptions.subscriber(session, subscriber_id)
    if person is not None:
        person.language = language


def _states(session: Session, person: SubscriberRow | None) -> set[str]:
    if person is None:
        return set()
    return {row.state for row, _ in subscriptions.subscriptions_of(session, person.id)}


def _areas_asked_for(
    session: Session, places: Places, rows: Sequence[SignupRow]
) -> Iterator[tuple[SignupRow, WatchArea]]:
    """The areas that these requests name, each once with what was wished last; one that is gone since is left out."""
    latest = {row.area: row for row in rows if row.area is not None}
    for name, row in latest.items():
        try:
            yield row, watch_area(session, places, parse_area_name(name))
        except (DomainError, GeoError):
            continue


def _is_watched(session: Session, person: SubscriberRow, watch: WatchArea) -> bool:
    row = subscriptions.living_of_name(session, person.id, watch.name)
    return row is not None and row.state == "confirmed"


def _pending(
    session: Session, desk: Desk, asked: SignupRow, watch: WatchArea
) -> tuple[SubscriptionRow, WatchArea] | None:
    """The subscription that waits to be confirmed, new or asked for again; None where the person watches the area
    already, or too much waits in the mailbox.
    """
    person = subscriptions.subscriber_of(session, asked.email)
    row = subscriptions.living_of_name(session, person.id, watch.name) if person else None
    if row is None:
        if subscriptions.pending_in_mailbox(session, asked.email) >= desk.limits.mailbox_pending:
            return None
        person = person or subscriptions.find_or_add_subscriber(session, asked.email, desk.now)
        area = subscriptions.find_or_add_watch_area(session, watch, desk.now)
        row = _add_pending(session, person.id, area.id, asked)
    if row.state == "confirmed":
        return None
    for name, value in {**wishes_columns(wishes_from_columns(asked.wishes)), **_consent(asked)}.items():
        setattr(row, name, value)
    return row, watch


def _consent(asked: SignupRow) -> dict[str, object]:
    """What proves that somebody asked: when, in answer to which words, on which page, from which network."""
    return {
        "consent_wording": CONSENT_WORDING,
        "consent_source": asked.source,
        "consent_ip": asked.ip,
        "requested_at": asked.asked_at,
    }


def _add_pending(session: Session, subscriber_id: int, area_id: int, asked: SignupRow) -> SubscriptionRow:
    row = SubscriptionRow(
        subscriber_id=subscriber_id,
        watch_area_id=area_id,
        state="pending",
        **wishes_columns(wishes_from_columns(asked.wishes)),
        **_consent(asked),
    )
    try:
        with session.begin_nested():
            session.add(row)
        return row
    except IntegrityError:  # the person added the same area by a link at the same moment
        found = subscriptions.living(session, subscriber_id, area_id)
        if found is None:
            raise
        return found


def _queue_confirmation(
    session: Session, desk: Desk, pending: Sequence[tuple[SubscriptionRow, WatchArea]]
) -> None:
    areas = tuple(
        PendingArea(
            about_area(watch), _(FREQUENCY_WORDS[row.frequency]), placeholder(Purpose.CONFIRM, row.id)
        )
        for row, watch in pending
    )
    person = pending[0][0].subscriber_id
    letter = compose_confirmation(areas, placeholder(Purpose.NEVER, person), desk.site)
    queue(session, desk.identity, person, "confirmation", letter, desk.now)
