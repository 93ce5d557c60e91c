"""One application of which several feeds tell: each field from the nearest feed that fills it; pure.

The feed that an application is filed under is the nearest one that tells of it. `sources` names the other feed for
the fields that this one leaves empty. What belongs together (a decision and its date) comes from one feed.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from alerts.domain.application import Application, SitePrecision

_GROUPS: Mapping[str, tuple[str, ...]] = {
    fields[0]: fields
    for fields in (
        ("description",),
        ("address",),
        ("postcode",),
        ("uprn",),
        ("application_type_raw", "application_type"),
        ("status_raw", "status"),
        ("decision_raw", "decision", "decision_date"),
        ("received_date",),
        ("valid_date",),
        ("consultation_end_date", "consultation_start_date"),
        ("withdrawn_date",),
        ("appeal_raw", "appeal_start_date", "appeal_decision_raw", "appeal_decision_date"),
        ("is_major",),
        ("url",),
        ("site", "extent"),
    )
}

_STANDING = ("status_raw", "decision_raw", "withdrawn_date")

Rank = Callable[[str], int]
"""How near a feed is to the council, by its name: lower is nearer."""


@dataclass(frozen=True)
class Told:
    """An application as told by its feeds; `sources` holds the feed of each group of fields that is another's."""

    application: Application
    sources: Mapping[str, str]


@dataclass(frozen=True)
class Merged:
    """What is known after one more reading. `handed_over` are fields that had a value from another feed before:
    where two feeds put a thing differently, nothing has happened to the application.
    """

    told: Told
    handed_over: frozenset[str] = frozenset()


def merged(known: Told, reading: Application, rank: Rank) -> Merged:
    """What is known of an application once one feed's `reading` has been heard.

    A reading that is held back says nothing beside a good one of another feed, and a good one replaces one held back.
    """
    own = known.application.feed
    if reading.quarantine is not None and (known.application.quarantine is None or reading.feed != own):
        return Merged(known)
    if known.application.quarantine is not None and reading.feed != own:
        return Merged(Told(reading, {}))
    if reading.feed == own:
        return _heard_again(known, reading)
    if rank(reading.feed) < rank(own):
        return _heard_nearer(known, reading)
    return _heard_farther(known, reading, rank)


def with_standing_of(known: Application, reading: Application) -> Application:
    """The reading of a feed's silent first load, of an application that another feed told of: how it stands is left
    as it was told, so that nobody misses a decision because a second feed was added.
    """
    return _with(reading, _STANDING, known)


def same_but_for_key(one: Application, other: Application) -> bool:
    """Whether two readings say the same, whatever key they are filed under."""
    return replace(one, feed_key="") == replace(other, feed_key="")


def fields_by_source(told: Told) -> dict[str, tuple[str, ...]]:
    """The fields that are from another feed than the application's own, by that feed."""
    found: dict[str, tuple[str, ...]] = {}
    for group, feed in sorted(told.sources.items()):
        found[feed] = (*found.get(feed, ()), *_GROUPS[group])
    return found


def _heard_again(known: Told, reading: Application) -> Merged:
    """The feed it is filed under: what it leaves empty stays as another feed filled it."""
    kept = {group: feed for group, feed in known.sources.items() if _is_empty(reading, group)}
    gained = frozenset(known.sources) - frozenset(kept)
    return Merged(Told(_with(reading, kept, known.application), kept), _fields(gained))


def _heard_nearer(known: Told, reading: Application) -> Merged:
    before = known.application
    kept = {
        group: known.sources.get(group, before.feed)
        for group in _GROUPS
        if _is_empty(reading, group) and not _is_empty(before, group)
    }
    kept = {group: feed for group, feed in kept.items() if feed != reading.feed}
    taken = [
        group
        for group in _GROUPS
        if not _is_empty(reading, group)
        and not _is_empty(before, group)
        and known.sources.get(group, before.feed) != reading.feed
    ]
    return Merged(Told(_with(reading, kept, before), kept), _fields(taken))


def _heard_farther(known: Told, reading: Application, rank: Rank) -> Merged:
    before, sources, taken, handed_over = known.application, dict(known.sources), {}, []
    for group in _GROUPS:
        source = sources.get(group, before.feed)
        is_missing = _is_empty(before, group)
        if source == reading.feed or is_missing or rank(source) > rank(reading.feed):
            if _is_empty(reading, group):
                if source == reading.feed:
                    taken[group] = reading
                    sources.pop(group, None)
                continue
            if not is_missing and source != reading.feed:
                handed_over.append(group)
            taken[group] = reading
            sources[group] = reading.feed
    return Merged(Told(_with(before, taken, reading), sources), _fields(handed_over))


def _with(base: Application, groups: Iterable[str], other: Application) -> Application:
    values: dict[str, Any] = {field: getattr(other, field) for group in groups for field in _GROUPS[group]}
    return replace(base, **values) if values else base


def _is_empty(application: Application, group: str) -> bool:
    """Whether a feed leaves a thing open. The middle of a postcode is no site of the feed's own."""
    if group == "site":
        site = application.site
        return site is None or site.precision is SitePrecision.POSTCODE
    if group == "decision_raw":  # a date alone tells no decision
        return application.decision_raw is None and application.decision is None
    return not any(getattr(application, field) for field in _GROUPS[group])


def _fields(groups: Iterable[str]) -> frozenset[str]:
    return frozenset(field for group in groups for field in _GROUPS[group])
