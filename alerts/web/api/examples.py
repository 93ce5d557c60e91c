"""An example of each answer, written by the code that writes the real ones, for the description and its page."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from shapely import Point

from alerts.domain.application import Application, Extent, Site, SitePrecision, Status
from alerts.domain.licence import Licence
from alerts.domain.paths import area_path
from alerts.domain.watch_area import AreaKind, AreaName
from alerts.services.register_pages import Registered
from alerts.web.api.records import feature, record

_CAMDEN, _FEED = "E09000007", "camden"
_READ_AT = datetime(2026, 6, 4, 2, 10, tzinfo=UTC)
_CHANGED_AT = datetime(2026, 6, 9, 2, 10, tzinfo=UTC)
_LICENCES = {
    _FEED: Licence(
        "Open Government Licence v3.0",
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    )
}
_REGISTERED = Registered(
    Application(
        feed=_FEED,
        feed_key="681001",
        authority=_CAMDEN,
        reference="2026/0123/P",
        description="Erection of a single storey rear extension",
        address="14 Falkland Road, London",
        postcode="NW5 2AA",
        application_type="hh",
        application_type_raw="Householder Application",
        status=Status.UNDETERMINED,
        status_raw="Registered",
        received_date=date(2026, 6, 1),
        valid_date=date(2026, 6, 3),
        consultation_end_date=date(2026, 6, 26),
        url="https://planning.example/681001",
        site=Site(Point(529_060, 185_500), SitePrecision.POINT),
        extent=Extent.INSIDE,
    ),
    (_FEED,),
    _READ_AT,
    _CHANGED_AT,
)


def example_answer(name: str, base_url: str) -> Mapping[str, Any]:
    """What the view of this name may answer, in its usual form."""
    return _EXAMPLES[name](base_url)


def _applications(base_url: str) -> Mapping[str, Any]:
    following = (
        f"{base_url}/api/v1/applications?limit=1&cursor=WzEwMjRd.47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"
    )
    return {"next": following, "type": "FeatureCollection", "features": [_feature(base_url, {})]}


def _one_application(base_url: str) -> Mapping[str, Any]:
    return _feature(base_url, {"former_references": ["2026/0099/P"]})


def _changes(base_url: str) -> Mapping[str, Any]:
    told = record(_REGISTERED, base_url, _LICENCES)
    return {
        "next": None,
        "position": 5_083,
        "last_number": 5_083,
        "changes": [
            {
                "number": 5_081,
                "kind": "amended",
                "noticed_at": _CHANGED_AT.isoformat(),
                "authority": _CAMDEN,
                "reference": told["reference"],
                "api": told["api"],
                "page": told["page"],
                "differences": [
                    {"field": "consultation_end_date", "before": "2026-06-24", "after": "2026-06-26"}
                ],
            }
        ],
    }


def _authorities(base_url: str) -> Mapping[str, Any]:
    licence = _LICENCES[_FEED]
    feed = {
        "name": _FEED,
        "state": "fine",
        "since": _READ_AT.isoformat(),
        "last_success_at": _CHANGED_AT.isoformat(),
        "last_new_application_at": _CHANGED_AT.isoformat(),
        "licence": licence.name,
        "licence_url": licence.url,
    }
    council = {
        "code": _CAMDEN,
        "name": "Camden",
        "nation": "england",
        "applications": 94_210,
        "page": base_url + area_path(AreaName(AreaKind.AUTHORITY, _CAMDEN)),
        "api": f"{base_url}/api/v1/applications?authority={_CAMDEN}",
        "feeds": [feed],
    }
    return {"authorities": [council]}


def _wards(base_url: str) -> Mapping[str, Any]:
    code = "E05013658"
    ward = {
        "code": code,
        "name": "Kentish Town South",
        "authority": _CAMDEN,
        "vintage": 2025,
        "page": base_url + area_path(AreaName(AreaKind.WARD, code)),
        "api": f"{base_url}/api/v1/applications?ward={code}",
        "geometry": None,
    }
    return {"wards": [ward]}


def _feature(base_url: str, more: dict[str, Any]) -> dict[str, Any]:
    return feature(_REGISTERED.application, record(_REGISTERED, base_url, _LICENCES) | more)


_EXAMPLES: Mapping[str, Callable[[str], Mapping[str, Any]]] = {
    "applications": _applications,
    "one_application": _one_application,
    "changes": _changes,
    "authorities": _authorities,
    "wards": _wards,
}
