"""How many e-mails an area's page says to expect: with the wishes at hand, and with the other frequencies."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from alerts.domain.forecast import Forecast, Foreseen
from alerts.domain.forecast_wording import basis_words, can_be_said, expectation_words
from alerts.domain.subscription import Frequency, Wishes
from alerts.domain.watch_area import WatchArea
from alerts.domain.wording import FREQUENCY_WORDS, first_large
from alerts.language import _, ngettext
from alerts.services.forecasting import forecast_each
from alerts.web.context import SiteContext


@dataclass(frozen=True)
class LatestEmail:
    """An e-mail that would have been sent: its London day, what it is about, and how much more it tells."""

    day: date
    headline: str
    more: str


@dataclass(frozen=True)
class ForecastView:
    """The forecast in words, or why there is none: then not `is_known`. `frequency` is the one that is asked for,
    empty where nothing can be said; `others` are the rest with theirs.
    """

    is_known: bool
    expectation: str
    basis: str
    frequency: str
    latest: tuple[LatestEmail, ...]
    others: tuple[tuple[str, str], ...]


def forecast_view(session: Session, context: SiteContext, watch: WatchArea, wishes: Wishes) -> ForecastView:
    """What somebody with these wishes can expect."""
    frequencies = [wishes.frequency, *(each for each in Frequency if each is not wishes.frequency)]
    asked = [replace(wishes, frequency=each) for each in frequencies]
    found = forecast_each(session, watch, asked, context.timetable, context.clock())
    return ForecastView(
        is_known=can_be_said(found[0]),
        expectation=expectation_words(found[0]),
        basis=basis_words(found[0]),
        frequency=_(FREQUENCY_WORDS[wishes.frequency]) if found[0].emails else "",
        latest=tuple(_latest(context, found[0].latest())),
        others=tuple(_others(frequencies, found)) if found[0].emails else (),
    )


def _others(frequencies: list[Frequency], found: list[Forecast]) -> Iterable[tuple[str, str]]:
    for frequency, forecast in list(zip(frequencies, found, strict=True))[1:]:
        words = expectation_words(forecast)
        yield first_large(_(FREQUENCY_WORDS[frequency])), words[:1].lower() + words[1:]


def _latest(context: SiteContext, emails: Iterable[Foreseen]) -> Iterable[LatestEmail]:
    for email in emails:
        more = len(email.items) - 1
        words = ngettext("and {more} more", "and {more} more", more).format(more=more) if more else ""
        yield LatestEmail(context.timetable.today(email.at), email.items[0].headline, words)
