"""A person's own areas as their pages show them: each with its wishes in words and as a form."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from alerts.db import area_questions, subscriptions
from alerts.db.mapping import subscription_from_row, watch_area_from_row, wishes_from_row
from alerts.db.tables import SubscriptionRow, WatchAreaRow
from alerts.domain.errors import NotFound
from alerts.domain.subscription import Wishes
from alerts.domain.watch_area import AreaKind, WatchArea
from alerts.domain.wishes_wording import wishes_words
from alerts.language import _
from alerts.services.joining import can_be_joined
from alerts.web.area_questions import QuestionView, question_view
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
    a form of this area, whose `typed` and `radius` are then as somebody typed them; `question` is what became of its
    ward or postcode, until they have said what to do.
    """

    id: int
    watch: WatchArea
    state: str
    wishes: Wishes
    wishes_words: str
    typed: Typed
    confirmed_at: datetime | None
    radius: str | None
    paused_until: date | None = None
    until: str = ""
    refused: FormRefused | None = None
    question: QuestionView | None = None

    @property
    def is_wishes_form_refused(self) -> bool:
        """Something is wrong with the form of wishes, which then stands open."""
        return self.refused is not None and not {"radius", "until", "areas", "keep", "successors"} & set(
            self.refused.errors
        )

    @property
    def is_joinable(self) -> bool:
        return self.state == "confirmed" and can_be_joined(self.watch)

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
    asked = area_questions.open_of(session, subscriber_id)
    return tuple(
        replace(
            held_area(row, area, today), question=question_view(asked[row.id]) if row.id in asked else None
        )
        for row, area in found
    )


def held_area(row: SubscriptionRow, area: WatchAreaRow, today: date | None = None) -> HeldArea:
    """One subscription as a page shows it."""
    is_paused = today is not None and subscription_from_row(row).is_paused(today)
    watch, wishes = watch_area_from_row(area), wishes_from_row(row)
    is_postcode = watch.name.kind is AreaKind.POSTCODE
    return HeldArea(
        id=row.id,
        watch=watch,
        state=row.state,
        wishes=wishes,
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


def own_subscription(
    session: Session, subscriber_id: int, given: str, *, even_ended: bool = False
) -> SubscriptionRow:
    """The living subscription of this number, if it is this person's; NotFound for anybody else's."""
    number = row_number(given)
    row = subscriptions.own(session, subscriber_id, number) if number is not None else None
    if row is None or (row.state == "ended" and not even_ended):
        raise NotFound(
            _("That area is not one of yours, or not any more: it was stopped, moved or joined with another.")
        )
    return row
