"""Addresses within our own site that e-mails and pages share; pure."""

from urllib.parse import quote

from alerts.domain.application import ApplicationKey
from alerts.domain.watch_area import AreaKind, AreaName
from alerts.language import Language, spoken


def to(path: str) -> str:
    """The address of a page of ours, `/status` or `/cy/status`, for the language spoken."""
    language = spoken()
    return path if language is Language.ENGLISH else f"/{language}{path}"


def application_path(key: ApplicationKey) -> str:
    """The page of an application, its reference percent-encoded but for the slashes."""
    return f"/applications/{quote(key.authority, safe='')}/{quote(key.reference, safe='/')}"


def area_path(name: AreaName) -> str:
    """The page of a watch area: `/areas/postcode/NW51TL?radius=400`."""
    place, _, rest = name.rest.partition(":")
    if name.kind is AreaKind.APPLICATION:
        return application_path(ApplicationKey(place, rest))
    path = f"/areas/{name.kind}/{quote(place, safe=',')}"
    if name.kind is AreaKind.CIRCLE:
        return f"{path}/{rest}"
    return f"{path}?radius={rest}" if rest else path


def area_file_path(name: AreaName, ending: str) -> str:
    """The same area as a file: `/areas/postcode/NW51TL.rss?radius=400`."""
    path, mark, query = area_path(name).partition("?")
    return f"{path}.{ending}{mark}{query}"
