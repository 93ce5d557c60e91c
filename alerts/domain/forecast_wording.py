"""A forecast in plain words: how many e-mails to expect, and what that is known from."""

from alerts.domain.forecast import Forecast, Span
from alerts.language import _, ngettext

FEWEST_DAYS = 7
"""Of fewer days nobody can say how a month will be."""


def can_be_said(forecast: Forecast) -> bool:
    """Whether enough is known for a number, be it none."""
    return forecast.span is not Span.UNREAD and forecast.days >= FEWEST_DAYS


def expectation_words(forecast: Forecast) -> str:
    """`About 3 e-mails a month`, or why that cannot be said; a sentence without its full stop."""
    if forecast.span is Span.UNREAD:
        return _("We cannot say yet how many e-mails to expect: no council here has been read")
    if forecast.days < FEWEST_DAYS:
        return _("We cannot say yet how many e-mails to expect")
    if not forecast.emails:
        return _("Hardly any e-mails")
    count = round(forecast.a_month)
    if count == 0:
        return _("Less than one e-mail a month")
    return ngettext("About {count} e-mail a month", "About {count} e-mails a month", count).format(
        count=f"{count:,}"
    )


def basis_words(forecast: Forecast) -> str:
    """What it is known from, a sentence with its full stop; empty where there is nothing."""
    if forecast.span is Span.UNREAD:
        return ""
    if forecast.days < FEWEST_DAYS:
        return _("That takes a week of reading its council, and we have just begun.")
    count, days = len(forecast.emails), forecast.days
    if forecast.span is Span.SINCE_READ:
        return ngettext(
            "In the {days} day that we have read this council you would have had {emails}.",
            "In the {days} days that we have read this council you would have had {emails}.",
            days,
        ).format(days=days, emails=_emails(count))
    if forecast.span is Span.BUSY:
        return _(
            "So much happens here that we looked at {days} days only: you would have had {emails}."
        ).format(days=days, emails=_emails(count))
    return _("In the last {days} days you would have had {emails}.").format(days=days, emails=_emails(count))


def _emails(count: int) -> str:
    if count == 0:
        return _("none")
    return ngettext("{count} e-mail", "{count} e-mails", count).format(count=f"{count:,}")
