"""Records as JSON Lines: one object a line, its place as GeoJSON in `geometry`."""

from collections.abc import Iterable

from alerts.syndication.published import Batch
from alerts.syndication.text_file import TextForm


def _lines(batch: Batch) -> Iterable[str]:
    return (
        f'{record[:-1]}, "geometry": {place}}}\n'
        for record, place in zip(batch.as_json, batch.places.as_geojson, strict=True)
    )


FORM = TextForm("", "", "", _lines)
