"""A fake of an ArcGIS layer's query, as much as a poll needs; it can be made to misbehave.

Behind the rig it answers as `lambda asked: Answer(server.answer(asked.path, asked.query))`.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from scheduler.request import Request


class FakeFeatureServer:
    """A layer that knows `returnCountOnly`, `resultOffset`, `resultRecordCount`, `orderByFields`, and both forms.

    It sends at most `max_record_count` features and then says so, at the top for Esri's form and under `properties`
    for GeoJSON; `is_mute` makes it keep quiet of that, `ignores_offset` makes it send the same page for ever. An
    `error` is answered as ArcGIS does it: with status 200. It takes no notice of `where`.
    """

    def __init__(
        self,
        features: Sequence[dict[str, Any]],
        max_record_count: int = 2000,
        error: dict[str, Any] | None = None,
        *,
        is_mute: bool = False,
        ignores_offset: bool = False,
    ) -> None:
        self.features = list(features)
        self.max_record_count = max_record_count
        self.error = error
        self.is_mute = is_mute
        self.ignores_offset = ignores_offset
        self.asked: list[dict[str, str]] = []

    def __call__(self, request: Request) -> bytes:
        return self.answer(request.url, dict(request.params))

    def answer(self, url: str, params: Mapping[str, str]) -> bytes:
        """The body for one query; the address must be a layer's query."""
        self.asked.append(dict(params))
        if self.error is not None or not url.endswith("/query"):
            return json.dumps({"error": self.error or _INVALID_URL}).encode()
        if params.get("returnCountOnly") == "true":
            return json.dumps({"count": len(self.features)}).encode()
        order = params["orderByFields"]
        ordered = sorted(self.features, key=lambda feature: int(feature["properties"][order]))
        start = 0 if self.ignores_offset else int(params["resultOffset"])
        size = min(self.max_record_count, int(params["resultRecordCount"]))
        shown, is_cut = ordered[start : start + size], len(ordered) > start + size
        return json.dumps(_answer(shown, params["f"], is_cut and not self.is_mute)).encode()


_INVALID_URL = {"code": 400, "message": "Invalid URL", "details": ["Invalid URL"]}


def _answer(shown: list[dict[str, Any]], form: str, is_cut: bool) -> dict[str, Any]:
    flag = {"exceededTransferLimit": True} if is_cut else {}
    if form == "geojson":
        crs = {"type": "name", "properties": {"name": "EPSG:4326"}}
        return {"type": "FeatureCollection", "crs": crs, "properties": flag, "features": shown}
    features = [{"attributes": each["properties"], "geometry": _esri(each["geometry"])} for each in shown]
    return {"spatialReference": {"wkid": 4326, "latestWkid": 4326}, "features": features, **flag}


def _esri(geometry: dict[str, Any] | None) -> dict[str, Any] | None:
    if geometry is None or geometry["type"] != "Point":
        return None
    return {"x": geometry["coordinates"][0], "y": geometry["coordinates"][1]}
