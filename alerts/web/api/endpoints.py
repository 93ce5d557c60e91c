"""The addresses of the API in one table: what they are asked, what answers them, and an example of each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from flask import Response
from pydantic import BaseModel

from alerts.web.api import listings
from alerts.web.api.answering import Answered
from alerts.web.api.applications import applications, one_application
from alerts.web.api.changes import changes
from alerts.web.api.parameters import (
    ApplicationQuery,
    ApplicationsQuery,
    AuthoritiesQuery,
    ChangesQuery,
    Parameters,
    WardsQuery,
)
from alerts.web.api.places import authorities, wards

BELOW = "/api/v1"


@dataclass(frozen=True)
class Endpoint:
    """An address below `/api/v1` as a rule of Flask, its view, what its query may have, and the model of its answer;
    `geojson` is that of the part of it which is GeoJSON. `places` says what stands in the address.
    """

    rule: str
    view: Callable[..., Answered | Response]
    query: type[Parameters]
    answer: type[BaseModel]
    examples: tuple[str, ...]
    json: type[BaseModel] | None = None
    geojson: type[BaseModel] | None = None
    places: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.view.__name__


ENDPOINTS = (
    Endpoint(
        rule="/applications",
        view=applications,
        query=ApplicationsQuery,
        answer=listings.Applications,
        json=listings.ApplicationList,
        geojson=listings.FeatureCollection,
        examples=(
            "/applications?authority=E09000007&stage=open&limit=2",
            "/applications?circle=51.5546,-0.1446,400&format=json&limit=2",
            "/applications?q=extension&decision=granted&decision=refused&limit=2",
            "/applications?sort=changed&changed_since=2026-01-01T00:00:00Z&limit=2",
        ),
    ),
    Endpoint(
        rule="/applications/<authority>/<path:reference>",
        view=one_application,
        query=ApplicationQuery,
        answer=listings.OneApplication,
        json=listings.OneRecord,
        geojson=listings.OneFeature,
        examples=(),
        places={
            "authority": "The council by its ONS code.",
            "reference": "The council’s own number, its slashes as they are.",
        },
    ),
    Endpoint(
        rule="/changes",
        view=changes,
        query=ChangesQuery,
        answer=listings.Changes,
        examples=("/changes?limit=2", "/changes?kind=decided&kind=withdrawn&limit=2"),
    ),
    Endpoint(
        rule="/authorities",
        view=authorities,
        query=AuthoritiesQuery,
        answer=listings.Authorities,
        examples=("/authorities",),
    ),
    Endpoint(
        rule="/wards",
        view=wards,
        query=WardsQuery,
        answer=listings.Wards,
        examples=("/wards?authority=E09000007",),
    ),
)
