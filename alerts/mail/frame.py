"""What an alert's e-mail says round its applications: subject, heading, the first to close, the foot."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from alerts.domain.alert import Alert
from alerts.domain.links import Purpose, placeholder
from alerts.domain.retelling import said
from alerts.domain.subject import alert_subject, count_words, where_words
from alerts.domain.urgency import nearest_deadline
from alerts.domain.wording import day_words, days_left_words, kind_summary
from alerts.language import _
from alerts.mail.fragments import Filling, hole
from alerts.mail.pictures import ItemPicture, acknowledgements

MOST_IN_FULL = 10
"""With more applications than these an e-mail gives of each only the beginning of its description."""

_LINKS = ("manage", "unsubscribe")
_WORDS = ("subject", "heading", "summary", "nearest", "why", "areas")


@dataclass(frozen=True)
class Frame:
    """`why` is None where each application says its own reason; `more` are counted and not listed."""

    subject: str
    heading: str
    today: str
    summary: str
    nearest: str | None
    why: str | None
    more: int | str
    in_full: bool
    areas: str
    manage: str
    unsubscribe: str
    warnings: tuple[str, ...]
    acknowledgements: tuple[str, ...]

    @property
    def values(self) -> dict[str, Any]:
        """By the names that the templates have for them."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    def filling(self) -> Filling:
        """What each person is told in their own words."""
        filling = Filling()
        for name in (*_WORDS, *_LINKS):
            if (words := getattr(self, name)) is not None:
                filling.put(name, words)
        filling.put("more", f"{self.more:,}")
        return filling

    def with_holes(self) -> "Frame":
        """The same for whoever else is told as much: holes where each person has words of their own."""
        said_here: dict[str, Any] = {
            name: hole(name) for name in (*_WORDS, *_LINKS, "more") if getattr(self, name)
        }
        return replace(self, **said_here)


def frame_of(
    alert: Alert, whys: Collection[str], *, in_full: bool, pictures: Mapping[int, ItemPicture]
) -> Frame:
    """The frame of an alert of which so many applications are listed as there are `whys`: why each is sent."""
    return Frame(
        subject=alert_subject(alert),
        heading=_("{applications} {where}").format(
            applications=count_words(len(alert.items)), where=where_words(alert.items)
        ),
        today=day_words(alert.today, with_year=True),
        summary=kind_summary([item.main_kind for item in alert.items]),
        nearest=_nearest_words(alert) if len(alert.items) > 1 else None,
        why=None if in_full else _why_each(whys),
        more=len(alert.items) - len(whys),
        in_full=in_full,
        areas="; ".join(map(said, alert.areas)),
        manage=placeholder(Purpose.MANAGE, alert.subscriber_id),
        unsubscribe=placeholder(Purpose.UNSUBSCRIBE, alert.subscriber_id),
        warnings=alert.warnings,
        acknowledgements=acknowledgements(pictures.values()),
    )


def _why_each(whys: Collection[str]) -> str | None:
    """Why all of many applications are sent, if it is for the same reason: it is then said once."""
    reasons = set(whys)
    return reasons.pop() if len(reasons) == 1 else None


def _nearest_words(alert: Alert) -> str | None:
    """Until when one can comment on the first of several, where its feed says so."""
    deadline = nearest_deadline(alert.items, alert.today)
    if deadline is None or deadline.is_estimate:
        return None
    day = day_words(deadline.day, with_year=deadline.day.year != alert.today.year)
    left = days_left_words(deadline.days_left(alert.today))
    return _("The first to close for comment: {day}, {left}").format(day=day, left=left)
