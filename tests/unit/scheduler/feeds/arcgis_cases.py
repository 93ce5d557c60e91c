"""ArcGIS feeds as a configuration would have them, and features as a council's server would send them."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from scheduler.feeds import arcgis
from scheduler.feeds.arcgis_settings import ArcgisSettings
from scheduler.feeds.kind import Feed
from scheduler.page import Page, PageUnreadable
from scheduler.request import Request
from tests.unit.scheduler.feeds.cases import TODAY

LAYER = "https://gis.downshire.example/arcgis/rest/services/Planning/FeatureServer/5"
DOWNLOAD = "https://data.downshire.example/datasets/7044d192_5.csv"


def a_layer(url: str = LAYER, **settings: Any) -> Feed[ArcgisSettings]:
    return Feed("downshire", "arcgis", url, "E10000014", 60, ArcgisSettings(**settings))


def uniform(url: str = LAYER, **settings: Any) -> Feed[ArcgisSettings]:
    return a_layer(url, preset="uniform", **settings)


def download(**settings: Any) -> Feed[ArcgisSettings]:
    link = "https://planning.downshire.example/applicationDetails.do?activeTab=summary&keyVal={key}"
    return uniform(DOWNLOAD, link=link, **settings)


def own_columns(**settings: Any) -> Feed[ArcgisSettings]:
    return a_layer(
        format="json", order="FID", unread=["Officer", "FID"],
        columns={"reference": "CaseNo", "description": "Works", "address": "Where_", "status": "Stage",
                 "decision": "Result", "application_type": "Kind", "received_date": "Received",
                 "consultation_end_date": "Ends"},
        standings={"Out to consultation": "undetermined", "Closed": "determined", "Permitted": "granted"},
        types={"Full": "full"}, **settings,
    )  # fmt: skip


def feature(number: int, **columns: Any) -> dict[str, Any]:
    """A feature of a Uniform layer as short as it could be sent, the `number`th of its layer."""
    properties = {
        "OBJECTID": number,
        "KEYVAL": f"K{number}",
        "REFVAL": f"26/{number:05}/FUL",
        "PROPOSAL": "A shed",
        "DCSTAT": "PCO",
        "DECSN": None,
        "DATEAPRECV": 1780272000000,
        "DATEAPVAL": None,
        **columns,
    }
    geometry = {"type": "Point", "coordinates": [-0.140445, 51.550012]}
    return {"type": "Feature", "id": number, "geometry": geometry, "properties": properties}


def a_good_esri() -> dict[str, Any]:
    """A feature of the layer of `own_columns`, as short as it could be sent in Esri's own form."""
    columns = ("Where_", "Stage", "Result", "Kind", "Received", "Ends")
    return {
        "attributes": {"FID": 99, "CaseNo": "DC/26/0999", "Works": "A shed", **dict.fromkeys(columns)},
        "geometry": None,
    }


def wrapped(features: Sequence[Any], **more: Any) -> bytes:
    """Features as a layer's query answers with them in GeoJSON."""
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more}).encode()


def counted(total: object) -> bytes:
    return json.dumps({"count": total}).encode()


def page_request(feed: Feed[ArcgisSettings], total: int, offset: int = 0) -> Request:
    """The request for the rows of a layer after `offset`, as a poll makes it that was cut off there."""
    cursor = json.dumps({"total": total, "offset": offset})
    following = arcgis.parse(feed, arcgis.first_request(feed, cursor, TODAY), counted(total), TODAY).next
    assert following is not None
    return following


def parse(feed: Feed[ArcgisSettings], answer: bytes, total: int = 0, today: date = TODAY) -> Page:
    """A page read as the first of a layer of `total` rows, or as the whole of a download."""
    if feed.url == DOWNLOAD:
        return arcgis.parse(feed, arcgis.first_request(feed, "", today), answer, today)
    return arcgis.parse(feed, page_request(feed, total or 1), answer, today)


def reason_of(feed: Feed[ArcgisSettings], answer: bytes, request: Request | None = None) -> str:
    """Why an answer is no page of this feed; "read" if it is one."""
    try:
        arcgis.parse(feed, request or arcgis.first_request(feed, "", TODAY), answer, TODAY)
    except PageUnreadable as refused:
        return refused.reason
    return "read"


def snapshot_features(path: Path) -> list[dict[str, Any]]:
    """A recorded run of York's register, which is another party's reduction, as the features that it was made from.

    It has no type, no decision and no object id: those are left out, and numbers are given in its order.
    """
    kept = json.loads(path.read_text(encoding="utf-8"))["applications"]
    return [_snapshot_feature(number, record) for number, record in enumerate(kept, 1)]


def _snapshot_feature(number: int, record: dict[str, Any]) -> dict[str, Any]:
    properties = {
        "OBJECTID": number,
        "KEYVAL": record["keyval"],
        "REFVAL": record["ref"],
        "PROPOSAL": record["proposal"],
        "DCSTAT": record["status"],
        "DECSN": None,
        "DATEAPRECV": _epoch_ms(record["received_date"]),
        "DATEAPVAL": _epoch_ms(record["validated_date"]),
        "LATITUDE": record["lat"],
        "LONGITUDE": record["lon"],
    }
    return {"type": "Feature", "id": number, "geometry": None, "properties": properties}


def _epoch_ms(day: str | None) -> int | None:
    if not day:
        return None
    return int(datetime.strptime(day, "%Y/%m/%d").replace(tzinfo=UTC).timestamp()) * 1000
