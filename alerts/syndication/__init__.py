"""Records as files for other programs: one file a format."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from alerts.syndication import csv_file, geojson_file, jsonl_file
from alerts.syndication.format import Format, Writer
from alerts.syndication.published import Batch
from alerts.syndication.text_file import Counted


def _geoparquet(out: Counted) -> Writer[Batch]:
    # Arrow takes its time and memory to load: only who writes such a file pays for it.
    from alerts.syndication.geoparquet import GeoParquetWriter

    return GeoParquetWriter(out)


def _geoparquet_joined(parts: Sequence[Path], out: Counted) -> None:
    from alerts.syndication.geoparquet import GeoParquetWriter

    writer = GeoParquetWriter(out)
    for path in parts:
        writer.copy(path)
    writer.close()


FORMATS: Mapping[str, Format[Batch]] = {
    each.ending: each
    for each in (
        Format("csv", "CSV", "text/csv", csv_file.FORM),
        Format("geojson", "GeoJSON", "application/geo+json", geojson_file.FORM),
        Format("jsonl", "JSON Lines", "application/jsonl", jsonl_file.FORM),
        Format(
            "parquet",
            "GeoParquet",
            "application/vnd.apache.parquet",
            make=_geoparquet,
            copy=_geoparquet_joined,
        ),
    )
}
"""The formats that applications can be had in, by the ending of the file's name."""
