"""From an address to what a dashboard is about: everything, a council, a ward or a drawn area."""

from sqlalchemy.orm import Session

from alerts.db import boundaries, feeds
from alerts.domain.errors import NotFound
from alerts.domain.insight.slice import Place, PlaceKind
from alerts.domain.paths import area_path
from alerts.domain.retelling import said
from alerts.domain.watch_area import AreaKind, AreaName, WatchArea
from alerts.domain.wording import about_area, about_label, council_name
from alerts.language import _
from alerts.services.areas import watch_area
from alerts.web.context import SiteContext
from alerts.web.insight.subject import Subject
from geo.boundaries import Boundary

ALL_PATH = "/insight"
_KINDS = {
    PlaceKind.AUTHORITY: AreaKind.AUTHORITY,
    PlaceKind.WARD: AreaKind.WARD,
    PlaceKind.SHAPE: AreaKind.SHAPE,
}


def covered(session: Session) -> frozenset[str]:
    """The councils of which a feed is in use."""
    rows = feeds.all_feeds(session, enabled_only=True)
    return frozenset(code for row in rows for code in row.authorities)


def everything(councils: frozenset[str]) -> Subject:
    """All that the service covers; where that is one council, under its name."""
    if len(councils) == 1:
        name = council_name(*councils)
        return Subject(Place(), name, said(about_label(AreaKind.AUTHORITY, name)), ALL_PATH)
    return Subject(Place(), _("All councils covered"), _("in all councils covered"), ALL_PATH)


def subject_of(session: Session, context: SiteContext, kind: PlaceKind, code: str) -> Subject:
    """A place by its kind and code. Raises NotFound or AreaRefused with words for the person."""
    if kind is PlaceKind.ALL:
        return everything(covered(session))
    name = AreaName(_KINDS[kind], code if kind is PlaceKind.SHAPE else code.upper())
    watch = watch_area(session, context.places, name)
    is_shape = kind is PlaceKind.SHAPE
    return Subject(
        place=Place(kind, watch.name.rest, watch.area if is_shape else None),
        name=said(watch.label),
        about=about_area(watch),
        path=f"{ALL_PATH}/{kind}/{watch.name.rest}",
        list_path=area_path(watch.name),
        wards=_wards(session, watch),
        outline=watch.area.core if watch.area else None,
        authority=_authority(watch),
        uncovered=tuple(sorted(watch.authorities - covered(session))),
    )


def named_subject(session: Session, context: SiteContext, text: str) -> Subject:
    """A place as a comparison's address names it: `authority:E09000007`, `all`."""
    kind, _colon, code = text.partition(":")
    if kind not in set(PlaceKind) or (kind == PlaceKind.ALL) != (not code):
        raise NotFound(_("“{text}” names no place that can be compared.").format(text=text[:60]))
    return subject_of(session, context, PlaceKind(kind), code)


def named(subject: Subject) -> str:
    """The other way round."""
    return f"{subject.kind}:{subject.place.code}" if subject.place.code else str(subject.kind)


def _wards(session: Session, watch: WatchArea) -> dict[str, Boundary]:
    if not watch.authority:
        return {}
    return {ward.code: ward for ward in boundaries.wards_of(session, watch.authority)}


def _authority(watch: WatchArea) -> str | None:
    """The one council that decides there, if it is one."""
    return next(iter(watch.authorities)) if len(watch.authorities) == 1 else None
