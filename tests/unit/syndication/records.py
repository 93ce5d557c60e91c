"""Applications as the files take them, and the files read back."""

import csv
import gzip
import io
import json
from datetime import UTC, datetime
from typing import Any

import numpy as np
import shapely

from alerts.domain.application import Application
from alerts.syndication import FORMATS
from alerts.syndication.published import Batch, places_of
from alerts.syndication.record import public_values
from alerts.syndication.text_file import Counted

NOTICED = datetime(2026, 6, 4, 2, 10, tzinfo=UTC)
CHANGED = datetime(2026, 6, 5, 2, 10, 0, 123456, tzinfo=UTC)
BESIDE = {
    "authority_name": "Camden",
    "ward_code": "E05013658",
    "ward_vintage": "2025",
    "other_feeds": None,
    "licence": "Open Government Licence v3.0",
    "licence_url": "https://licence.example/3",
    "page": "https://alerts.example/applications/E09000007/2026/0123/P",
    "first_noticed_at": NOTICED,
    "changed_at": CHANGED,
}


def a_batch(*applications: Application) -> Batch:
    sites = [each.site.geometry if each.site else None for each in applications]
    shapes = np.array(sites, dtype=object)
    places = places_of(shapes, shapely.centroid(shapes))
    centres = [
        (None, None) if lon != lon else (lon, lat)  # noqa: PLR0124
        for lon, lat in zip(places.longitudes.tolist(), places.latitudes.tolist(), strict=True)
    ]
    return Batch(
        [f"{each.authority}/{each.reference}" for each in applications],
        [
            (*public_values(each), *BESIDE.values(), *centre)
            for each, centre in zip(applications, centres, strict=True)
        ],
        places,
    )


def written(ending: str, *batches: Batch, is_packed: bool = False) -> bytes:
    """A whole file of some batches."""
    out = io.BytesIO()
    writer = FORMATS[ending].writer(Counted(out), is_packed=is_packed)
    for batch in batches:
        writer.write(batch)
    writer.close()
    return gzip.decompress(out.getvalue()) if is_packed else out.getvalue()


def read_csv(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def as_csv(*applications: Application) -> list[dict[str, str]]:
    return read_csv(written("csv", a_batch(*applications)))


def as_geojson(*applications: Application) -> dict[str, Any]:
    return json.loads(written("geojson", a_batch(*applications)))


def as_jsonl(*applications: Application) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written("jsonl", a_batch(*applications)).split(b"\n") if line]
