"""Addresses of our own pages, as the links in pages have them; pure."""

from urllib.parse import quote

from alerts.domain.application import ApplicationKey
from alerts.domain.paths import application_path
from alerts.domain.watch_area import AreaKind, AreaName


def area_path(name: AreaName) -> str:
    """The page of a watch area: `/areas/postcode/NW51TL?radius=400`."""
    place, _, rest = name.rest.partition(":")
    if name.kind is AreaKind.APPLICATION:
        return application_path(ApplicationKey(place, rest))
    path = f"/areas/{name.kind}/{quote(place, safe=',')}"
    if name.kind is AreaKind.CIRCLE:
        return f"{path}/{rest}"
    return f"{path}?radius={rest}" if rest else path
