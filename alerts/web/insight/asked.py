"""What the address of a dashboard asks for: which applications, of which months; strict, so that none is misread.

Parameters: `types`, `outcome` and `topics` (repeatable), `major` (1), `from` and `to` (months, `2026-03`), `ward` (its
code, on the page of a council). Whatever else is given, or cannot be, is said and never passed over.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from alerts.domain.application_types import LABELS
from alerts.domain.insight.month import Month
from alerts.domain.insight.result import Ending
from alerts.domain.insight.slice import UNKNOWN_TYPE, Slice
from alerts.domain.insight.topic import Topic
from alerts.language import _
from alerts.web.forms import Fields, single

_LONGEST_SAID = 40
_EARLIEST = Month(1947, 1)
"""Before the Town and Country Planning Act there were no such applications."""


@dataclass(frozen=True)
class Asked:
    """A slice, the months as they were typed, and by parameter what is wrong: that then stands as if it were absent."""

    slice: Slice
    since: str = ""
    until: str = ""
    errors: tuple[tuple[str, str], ...] = ()


def asked(given: Fields, today: date, wards: Collection[str] = (), *, also: Collection[str] = ()) -> Asked:
    """Read a query. `wards` are the codes that may be chosen, `also` the parameters that a page has of its own."""
    errors: dict[str, str] = {}
    since, until = _months(given, today, errors)
    made = Slice(
        types=_among(given.getlist("types"), {*LABELS, UNKNOWN_TYPE}, "types", errors),
        endings=frozenset(map(Ending, _among(given.getlist("outcome"), set(Ending), "outcome", errors))),
        topics=frozenset(map(Topic, _among(given.getlist("topics"), set(Topic), "topics", errors))),
        ward=_ward(single(given, "ward").strip(), wards, errors),
        only_major=bool(_among(filter(None, [single(given, "major")]), {"1"}, "major", errors)),
        since=since,
        until=until,
    )
    known = {"types", "outcome", "topics", "ward", "major", "from", "to", *also}
    for name in given:
        if name not in known:
            words = _("This page knows no filter “{name}”.")
            errors[name] = words.format(name=name[:_LONGEST_SAID])
    return Asked(made, single(given, "from"), single(given, "to"), tuple(errors.items()))


def address(path: str, chosen: Slice, *, anchor: str = "", more: tuple[tuple[str, str], ...] = ()) -> str:
    """The address of what is shown at a path, with all that was chosen."""
    query = urlencode([*more, *parameters(chosen)])
    return f"{path}{f'?{query}' if query else ''}{f'#{anchor}' if anchor else ''}"


def parameters(chosen: Slice) -> Iterator[tuple[str, str]]:
    """A name and a value at a time, in one order always, so that one slice has one address."""
    yield from (("types", code) for code in sorted(chosen.types))
    yield from (("outcome", ending) for ending in sorted(chosen.endings))
    yield from (("topics", topic) for topic in sorted(chosen.topics))
    if chosen.ward:
        yield "ward", chosen.ward
    if chosen.only_major:
        yield "major", "1"
    yield from months_parameters(chosen.since, chosen.until)


def months_parameters(since: Month | None, until: Month | None) -> Iterator[tuple[str, str]]:
    if since:
        yield "from", str(since)
    if until:
        yield "to", str(until)


def presets(chosen: Slice, today: date, words: Mapping[int, str]) -> Iterator[tuple[str, Slice]]:
    """The last so many whole months, each under its words, with all else as it is chosen."""
    last = Month.of(today).later(-1)
    for count, said in words.items():
        yield said, replace(chosen, since=last.later(1 - count), until=last)


def _among(
    given: "Iterator[str] | list[str]", known: Collection[str], name: str, errors: dict[str, str]
) -> frozenset[str]:
    found = frozenset(each for each in given if each)
    if wrong := sorted(found - set(known)):
        words = _("“{value}” is none of the choices here. Please choose from the list.")
        errors[name] = words.format(value=wrong[0][:_LONGEST_SAID])
        return frozenset()
    return found


def _ward(code: str, wards: Collection[str], errors: dict[str, str]) -> str | None:
    if not code:
        return None
    if code.upper() in wards:
        return code.upper()
    errors["ward"] = _("“{value}” is no ward of this place. Please choose from the list.").format(
        value=code[:_LONGEST_SAID]
    )
    return None


def _months(given: Fields, today: date, errors: dict[str, str]) -> tuple[Month | None, Month | None]:
    since, until = (_month(single(given, name).strip(), name, today, errors) for name in ("from", "to"))
    if since and until and since > until:
        errors["to"] = _("The last month is before the first.")
        return None, None
    return since, until


def _month(text: str, name: str, today: date, errors: dict[str, str]) -> Month | None:
    if not text:
        return None
    found = Month.parse(text)
    if found is None:
        errors[name] = _("Write a month as year and month, for example 2026-03.")
    elif found > Month.of(today):
        errors[name] = _("That month is still to come.")
    elif found < _EARLIEST:
        errors[name] = _("Planning permission as we know it began in 1947: choose a later month.")
    else:
        return found
    return None
