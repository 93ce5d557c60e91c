"""Records as one GeoJSON FeatureCollection (RFC 7946), a feature a line."""

import json
from collections.abc import Iterable

from alerts.syndication.published import Batch
from alerts.syndication.text_file import TextForm


def _features(batch: Batch) -> Iterable[str]:
    """Each record as a Feature; its geometry is null where it has no place."""
    return (
        f'{{"type":"Feature","id":{json.dumps(key, ensure_ascii=False)},"geometry":{place},"properties":{record}}}'
        for key, place, record in zip(batch.keys, batch.places.as_geojson, batch.as_json, strict=True)
    )


FORM = TextForm('{"type":"FeatureCollection","features":[\n', ",\n", "\n]}\n", _features)
