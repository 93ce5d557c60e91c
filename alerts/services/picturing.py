"""Draws the map pictures of one run's e-mails, before their transaction: each once, however many people are told."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import shapely
from sqlalchemy.orm import Session

from alerts.db import boundaries
from alerts.db.ledger import WaitingAlert
from alerts.db.mapping import watch_area_from_row
from alerts.domain.alert import Alert
from alerts.domain.application import Application, Site, SitePrecision
from alerts.domain.retelling import said
from alerts.domain.watch_area import WatchArea, reach
from alerts.drawing.context import context_in
from alerts.drawing.picture import draw_picture
from alerts.drawing.picture_scene import Scene, picture_frame
from alerts.drawing.scene import MapContext, Outline, SiteStage, stage_of
from alerts.language import Language, _, spoken
from alerts.mail.compose import MOST_IN_FULL
from alerts.mail.pictures import MOST_PICTURES, ItemPicture
from alerts.services.remembered import Remembered
from geo.boundaries import Boundary, BoundaryKind
from geo.errors import GazetteerMissing
from geo.gazetteer import Gazetteer

log = logging.getLogger("planning_alerts.picturing")

SHOWN_PX = (520, 277)
"""As wide as the sheet of an e-mail; there are almost two pixels of a picture to each."""

MOST_REMEMBERED = 2_048
"""Pictures kept in memory in case somebody else is sent the same: of about 10 kB each."""

_WIDER = (1.0, 3.0, 8.0)
_ENOUGH_POSTCODES = 3

Key = tuple[bytes, bytes, float, SiteStage, SitePrecision]


@dataclass(frozen=True)
class Subject:
    """What a picture of one application is to show for one watch area, read from the database before it is drawn."""

    key: Key
    site: Site
    stage: SiteStage
    watch: WatchArea
    near: tuple[Boundary, ...]
    alt: str


@dataclass
class Pictures:
    """The pictures of one run, each drawn once for all who watch the same area, and its ground read once. A picture
    that cannot be drawn is logged and left out: its e-mail goes without.
    """

    gazetteer: Gazetteer
    drawn: Remembered[tuple[Language, Key], bytes | None] = field(
        default_factory=lambda: Remembered(MOST_REMEMBERED)
    )
    near: Remembered[Key, tuple[Boundary, ...]] = field(default_factory=lambda: Remembered(MOST_REMEMBERED))

    def subjects_of(
        self, session: Session, alert: Alert, waiting: Sequence[WaitingAlert]
    ) -> dict[int, Subject]:
        """What the pictures of an alert are to show: of the first applications whose place is known, where few are
        told.
        """
        if len(alert.items) > MOST_IN_FULL:
            return {}
        watched = {told.application.id: told.watch_area for told in reversed(waiting)}
        located = [item for item in alert.items if item.application.site is not None]
        return {
            item.application_id: self._subject(
                session,
                item.application,
                item.application.site,
                watch_area_from_row(watched[item.application_id]),
            )
            for item in located[:MOST_PICTURES]
            if item.application.site is not None
        }

    def of(self, subjects: dict[int, Subject]) -> dict[int, ItemPicture]:
        """The pictures by application."""
        found = {number: (self._content(subject), subject) for number, subject in subjects.items()}
        return {
            number: ItemPicture(content, subject.alt, *SHOWN_PX, self._acknowledgements())
            for number, (content, subject) in found.items()
            if content is not None
        }

    def _content(self, subject: Subject) -> bytes | None:
        return self.drawn.get((spoken(), subject.key), lambda: self._draw(subject))

    def _draw(self, subject: Subject) -> bytes | None:
        try:
            return draw_subject(subject, self.gazetteer)
        except Exception:
            log.exception("a map picture cannot be drawn; its e-mails go without")
            return None

    def _subject(self, session: Session, application: Application, site: Site, watch: WatchArea) -> Subject:
        stage, area = stage_of(application), watch.area
        key = (
            shapely.to_wkb(site.geometry),
            area.to_wkb() if area else b"",
            area.margin_m if area else 0.0,
            stage,
            site.precision,
        )
        scene = Scene(site.geometry, stage, area)
        near = self.near.get(key, lambda: _near(session, scene))
        return Subject(key, site, stage, watch, near, picture_words(application, watch))

    def _acknowledgements(self) -> tuple[str, ...]:
        """What is owed where postcodes are shown; none where there are no postcodes."""
        try:
            return self.gazetteer.licence_lines
        except GazetteerMissing:
            return ()


def draw_subject(subject: Subject, gazetteer: Gazetteer) -> bytes:
    """The picture as a PNG: without cells and postcodes where there is no gazetteer."""
    scene = Scene(subject.site.geometry, subject.stage, subject.watch.area)
    try:
        if subject.site.precision is SitePrecision.POSTCODE:
            point = subject.site.geometry.centroid
            scene = replace(scene, around=gazetteer.cell_at(point.x, point.y))
        return draw_picture(*_with_something_to_see(scene, subject, gazetteer))
    except GazetteerMissing:
        outlines = tuple(Outline(each.name, each.geometry) for each in subject.near)
        return draw_picture(scene, MapContext(outlines=outlines))


def _with_something_to_see(scene: Scene, subject: Subject, gazetteer: Gazetteer) -> tuple[Scene, MapContext]:
    """The scene from so far away that a few postcodes are near, and its ground: in open country that is further."""
    for wider in _WIDER:
        scene = replace(scene, wider=wider)
        context = context_in(picture_frame(scene), gazetteer, subject.near, subject.watch.area)
        if len(context.postcodes) >= _ENOUGH_POSTCODES:
            break
    return scene, context


def picture_words(application: Application, watch: WatchArea) -> str:
    """What a picture shows, for whom cannot see it."""
    where = said(reach(watch, application).reason)
    if watch.application is None and watch.area is not None and watch.area.margin_m:
        words = _("Map: the site, {where}, within your {metres} m.")
        return words.format(where=where, metres=f"{watch.area.margin_m:,.0f}")
    return _("Map: the site, {where}.").format(where=where)


def _near(session: Session, scene: Scene) -> tuple[Boundary, ...]:
    ground = picture_frame(scene).ground
    return tuple(found for kind in BoundaryKind for found in boundaries.touching(session, kind, ground))
