"""A person's own areas as their pages show them: each with its wishes in words and as a form."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from alerts.db import subscriptions
from alerts.db.mapping import subscription_from_row, watch_area_from_row, wishes_from_row
from alerts.db.tables import SubscriptionRow, WatchAreaRow
from alerts.domain.application_types import LABELS
from alerts.domain.change import ChangeKind
from alerts.domain.constraint_wording import kinds_words
from alerts.domain.errors import NotFound
from alerts.domain.subscription import CHOICES_OF_CHANGE, Frequency, Wishes
from alerts.domain.timetable import WEEKDAYS
from alerts.domain.watch_area import AreaKind, WatchArea
from alerts.domain.wording import FREQUENCY_WORDS, KIND_WORDS
from alerts.web.forms import (
    Fields,
    FormRefused,
    Typed,
    row_number,
    single,
    typed_subscription,
    typed_wishes,
)


@dataclass(frozen=True)
class HeldArea:
    """One subscription. `radius` is None where there is no distance to change; `refused` says what is wrong with
    a form of this area, whose `typed` and `radius` are then as somebody typed them.
    """

    id: int
    watch: WatchArea
    state: str
    wishes_words: str
    typed: Typed
    confirmed_at: datetime | None
    radius: str | None
    paused_until: date | None = None
    until: str = ""
    refused: FormRefused | None = None

    @property
    def is_wishes_form_refused(self) -> bool:
        """Something is wrong with the form of wishes, which then stands open."""
        return self.refused is not None and not {"radius", "until"} & set(self.refused.errors)

    @property
    def prefix(self) -> str:
        """What the ids of this area's fields begin with."""
        return id_prefix(self.id)


def id_prefix(number: int) -> str:
    """What the ids of the fields of subscription `number` begin with."""
    return f"s{number}-"


def held_areas(
    session: Session, subscriber_id: int, *states: str, today: date | None = None
) -> tuple[HeldArea, ...]:
    """A person's subscriptions in these states, in the order in which they were asked for; paused as of today."""
    found = subscriptions.subscriptions_of(session, subscriber_id, states=states)
    return tuple(held_area(row, area, today) for row, area in found)


def held_area(row: SubscriptionRow, area: WatchAreaRow, today: date | None = None) -> HeldArea:
    """One subscription as a page shows it."""
    is_paused = today is not None and subscription_from_row(row).is_paused(today)
    watch, wishes = watch_area_from_row(area), wishes_from_row(row)
    is_postcode = watch.name.kind is AreaKind.POSTCODE
    return HeldArea(
        id=row.id,
        watch=watch,
        state=row.state,
        wishes_words=wishes_words(wishes),
        typed=typed_wishes(wishes),
        confirmed_at=row.confirmed_at,
        radius=f"{area.margin_m:.0f}" if is_postcode else None,
        paused_until=row.paused_until if is_paused else None,
    )


def as_typed(held: HeldArea, refused: FormRefused, fields: Fields) -> HeldArea:
    """The area with what was typed into the one of its forms that is refused."""
    if "radius" in refused.errors:
        return replace(held, radius=single(fields, "radius"), refused=refused)
    if "until" in refused.errors:
        return replace(held, until=single(fields, "until"), refused=refused)
    return replace(held, typed=typed_subscription(fields), refused=refused)


def own_subscription(session: Session, subscriber_id: int, given: str) -> SubscriptionRow:
    """The living subscription of this number, if it is this person's; NotFound for anybody else's."""
    number = row_number(given)
    row = subscriptions.subscription(session, number) if number is not None else None
    if row is None or row.subscriber_id != subscriber_id or row.state == "ended":
        raise NotFound("That area is not one of yours, or you have stopped it already.")
    return row


def wishes_words(wishes: Wishes) -> str:
    """What somebody is told and how often: `once a day: new, decided; only householder …`."""
    kinds = [_kind_words(kind, wishes) for kind in CHOICES_OF_CHANGE if kind in wishes.changes]
    said = [f"{FREQUENCY_WORDS[wishes.frequency]}{_moment_words(wishes)}: {_listed(kinds)}"]
    if wishes.only_major:
        said.append("only major development")
    if wishes.constraints:
        said.append(f"only in or at a {kinds_words(wishes.constraints)}")
    if wishes.types:
        said.append(f"only {_listed(LABELS.get(code, code) for code in sorted(wishes.types))}")
    if wishes.include:
        said.append(f"only with the words {_listed(wishes.include)}")
    if wishes.exclude:
        said.append(f"without the words {_listed(wishes.exclude)}")
    return "; ".join(said)


def _kind_words(kind: ChangeKind, wishes: Wishes) -> str:
    if kind is not ChangeKind.DEADLINE_NEAR:
        return KIND_WORDS[kind].lower()
    return (
        f"a reminder {wishes.remind_days} day{'' if wishes.remind_days == 1 else 's'} before comments close"
    )


def _moment_words(wishes: Wishes) -> str:
    """Hour and day, where somebody chose them: ` on Monday at 18:00`."""
    is_weekly, is_digest = wishes.frequency is Frequency.WEEKLY, wishes.frequency is not Frequency.INSTANT
    day = f" on {WEEKDAYS[wishes.weekday].capitalize()}" if is_weekly and wishes.weekday is not None else ""
    return day + (f" at {wishes.hour:02}:00" if is_digest and wishes.hour is not None else "")


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)
