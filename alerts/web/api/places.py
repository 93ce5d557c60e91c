"""The councils whose applications are read, and the wards of one of them."""

from collections.abc import Mapping
from typing import Any

from alerts.db import boundaries
from alerts.domain.authorities import authority_by_code
from alerts.domain.licence import Licence
from alerts.domain.paths import area_path
from alerts.domain.watch_area import AreaKind, AreaName
from alerts.services.covered import Covered, ReadFeed, covered_authorities
from alerts.syndication.record import shape_in_degrees
from alerts.web.api.answering import Answered
from alerts.web.api.asking import known_authorities
from alerts.web.api.parameters import AuthoritiesQuery, WardsQuery
from alerts.web.context import SiteContext
from geo.boundaries import Boundary


def authorities(context: SiteContext, _query: AuthoritiesQuery) -> Answered:
    """The councils whose applications are read

    Each with its ONS code, how many applications are known and how reading its feeds goes: a gap in the data is no gap
    in planning.
    """
    with context.database.snapshot() as session:
        covered = covered_authorities(session, context.clock(), context.counts)
    listed = [_authority(context, each) for each in covered]
    return Answered({"authorities": listed}, rows=len(listed))


def wards(context: SiteContext, query: WardsQuery) -> Answered:
    """The wards of a council

    By their newest boundaries. Without boundaries loaded here there are none.
    """
    known_authorities((query.authority,))
    with context.database.reading() as session:
        found = list(boundaries.wards_of(session, query.authority))
    listed = [_ward(context, each, with_geometry=query.geometry is not None) for each in found]
    return Answered({"wards": listed}, rows=len(listed))


def _authority(context: SiteContext, covered: Covered) -> dict[str, Any]:
    known = authority_by_code(covered.code)
    return {
        "code": covered.code,
        "name": known.name if known else covered.code,
        "nation": known.nation if known else None,
        "applications": covered.applications,
        "page": context.site.base_url + area_path(AreaName(AreaKind.AUTHORITY, covered.code)),
        "api": f"{context.site.base_url}/api/v1/applications?authority={covered.code}",
        "feeds": [_feed(each, context.licences) for each in covered.feeds],
    }


def _feed(feed: ReadFeed, licences: Mapping[str, Licence]) -> dict[str, Any]:
    licence = licences.get(feed.health.name)
    return {
        "name": feed.health.name,
        "state": feed.health.state,
        "since": feed.health.since.isoformat() if feed.health.since else None,
        "last_success_at": feed.last_success_at.isoformat() if feed.last_success_at else None,
        "last_new_application_at": feed.last_new_at.isoformat() if feed.last_new_at else None,
        "licence": licence.name if licence else None,
        "licence_url": (licence.url or None) if licence else None,
    }


def _ward(context: SiteContext, ward: Boundary, *, with_geometry: bool) -> dict[str, Any]:
    return {
        "code": ward.code,
        "name": ward.name,
        "authority": ward.parent,
        "vintage": ward.vintage,
        "page": context.site.base_url + area_path(AreaName(AreaKind.WARD, ward.code)),
        "api": f"{context.site.base_url}/api/v1/applications?ward={ward.code}",
        "geometry": shape_in_degrees(ward.geometry) if with_geometry else None,
    }
