"""The kinds of feed. A new kind is one file that does what `kind.FeedKind` says, and one line here."""

from typing import Any

from scheduler.feeds.kind import FeedKind

from . import arcgis, bops, csv_file, georss, jsonfeed, london_datahub, planit, planningalerts_xml, socrata

_ALL: tuple[FeedKind[Any], ...] = (
    arcgis,
    bops,
    csv_file,
    georss,
    jsonfeed,
    london_datahub,
    planit,
    planningalerts_xml,
    socrata,
)

KINDS: dict[str, FeedKind[Any]] = {kind.name: kind for kind in _ALL}
