"""What a small picture shows, how large it is, and which ground it shows; pure."""

from dataclasses import dataclass

from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from alerts.drawing.frame import Frame
from alerts.drawing.picture_frame import frame_on_site
from alerts.drawing.scene import SiteStage
from alerts.drawing.type_sizes import TypeSizes
from geo.area import Area

SIZE_PX = (480, 256)
"""In the drawing's own measure; a picture has two pixels to each."""

SIZES = TypeSizes(marker=10, number=14.5, name=14.5, postcode=13.5, foot=14.5, foot_height=30)


@dataclass(frozen=True, slots=True)
class Scene:
    """What a picture shows (EPSG:27700 metres): a site, how far it has come, and the area that it was told for.

    `around` is the ground that a place known only by its postcode may lie on: then the mark says "about here".
    `wider` than 1 looks from so many times as far away, as where there is nothing near to be seen.
    """

    site: BaseGeometry
    stage: SiteStage
    area: Area | None = None
    around: Polygon | None = None
    wider: float = 1


def picture_frame(scene: Scene) -> Frame:
    """The ground that the picture of a scene shows."""
    width_px, height_px = SIZE_PX
    shown = scene.around.envelope if scene.around is not None else scene.site
    return frame_on_site(shown, scene.area, (width_px, height_px - round(SIZES.foot_height)), scene.wider)
