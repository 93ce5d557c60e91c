"""Applications as one GeoJSON FeatureCollection (RFC 7946), written as a stream."""

import json
from collections.abc import Iterable
from typing import TextIO

from alerts.domain.application import Application
from alerts.syndication.record import geometry, public_record


def write(applications: Iterable[Application], out: TextIO) -> int:
    """Stream the applications to `out`; returns how many there were."""
    out.write('{"type":"FeatureCollection","features":[')
    count = 0
    for application in applications:
        out.write(",\n" if count else "\n")
        json.dump(feature(application), out, ensure_ascii=False)
        count += 1
    out.write("\n]}\n")
    return count


def feature(application: Application) -> dict[str, object]:
    """One application as a GeoJSON Feature; its geometry is null where it has no place."""
    return {
        "type": "Feature",
        "id": f"{application.authority}/{application.reference}",
        "geometry": geometry(application),
        "properties": public_record(application),
    }
