"""Records as GeoParquet 1.1: places as WKB in degrees (OGC:CRS84) with their boxes beside them. The only pyarrow.

Rows stand in groups of at most `ROWS_A_GROUP`, each written as soon as it is full, in the order in which they come, so
that a reader who asks for one authority or one box leaves most groups out.
"""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from alerts.syndication.columns import ALL, ColumnType
from alerts.syndication.published import Batch, Geometries
from alerts.syndication.text_file import Counted

ROWS_A_GROUP = 5_000
_READ_AT_ONCE = 1_000
_PACKING = "zstd"
# The plain allocator gives back what it no longer needs; Arrow's own keeps three times as much as is ever in use here.
pa.set_memory_pool(pa.system_memory_pool())

_EDGES = ("xmin", "ymin", "xmax", "ymax")

_PAGE_BYTES = 1 << 17
_REPEATED = (
    "authority", "application_type", "application_type_raw", "status", "status_raw", "decision", "decision_raw",
    "extent", "site_precision", "feed", "authority_name", "ward_code", "ward_vintage", "other_feeds", "licence",
    "licence_url",
)  # fmt: skip
"""What says the same in many rows: a dictionary of anything else is memory for nothing."""

_TYPES = {
    ColumnType.TEXT: pa.string(),
    ColumnType.DATE: pa.date32(),
    ColumnType.INSTANT: pa.timestamp("us", "UTC"),
    ColumnType.BOOLEAN: pa.bool_(),
    ColumnType.NUMBER: pa.float64(),
}
_BOX = pa.struct([(edge, pa.float64()) for edge in _EDGES])
_SCHEMA = pa.schema(
    [
        *(pa.field(column.name, _TYPES[column.type], not column.required) for column in ALL),
        pa.field("geometry", pa.binary()),
        pa.field("bbox", _BOX),
    ]
)


class GeoParquetWriter:
    """Writes one file. What the geometries are is said at its end, once all have been seen."""

    def __init__(self, out: Counted) -> None:
        # Arrow's own schema would hide what is said at the end from those who read the schema alone.
        self._writer = pq.ParquetWriter(
            out,
            _SCHEMA,
            compression=_PACKING,
            store_schema=False,
            use_dictionary=list(_REPEATED),
            data_page_size=_PAGE_BYTES,
        )
        self._waiting: list[pa.RecordBatch] = []
        self._rows = 0
        self._types: set[str] = set()
        self._bounds: list[Sequence[float]] = []

    def write(self, batch: Batch) -> None:
        shapes = batch.places.geometries
        types = {shape.geom_type for shape in shapes if shape is not None}
        if types:
            self._note(types, shapely.total_bounds(shapes).tolist())
        columns = list(zip(*batch.rows, strict=True)) or [()] * len(ALL)
        arrays = [
            *(pa.array(values, field.type) for values, field in zip(columns, _SCHEMA, strict=False)),
            pa.array(shapely.to_wkb(shapes), pa.binary()),
            _boxes(shapes),
        ]
        self._add(pa.RecordBatch.from_arrays(arrays, schema=_SCHEMA))

    def copy(self, path: Path) -> None:
        """Take over all rows of a file of ours."""
        with pq.ParquetFile(path, pre_buffer=False) as file:
            said = json.loads(file.schema_arrow.metadata[b"geo"])["columns"]["geometry"]
            if "bbox" in said:
                self._note(said["geometry_types"], said["bbox"])
            for rows in file.iter_batches(_READ_AT_ONCE, use_threads=False):
                self._add(rows.cast(_SCHEMA))

    def close(self) -> None:
        self._flush()
        self._writer.add_key_value_metadata({"geo": json.dumps(self._geo())})
        self._writer.close()

    def _note(self, types: Iterable[str], bounds: Sequence[float]) -> None:
        self._types.update(types)
        self._bounds = [self._united(bounds)]

    def _united(self, bounds: Sequence[float]) -> list[float]:
        every = np.array([*self._bounds, bounds])
        return [float(edge) for edge in (*every[:, :2].min(axis=0), *every[:, 2:].max(axis=0))]

    def _add(self, rows: pa.RecordBatch) -> None:
        self._waiting.append(rows)
        self._rows += rows.num_rows
        if self._rows >= ROWS_A_GROUP:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            table = pa.Table.from_batches(self._waiting, _SCHEMA)
            self._writer.write_table(table, row_group_size=self._rows)
        self._waiting, self._rows = [], 0

    def _geo(self) -> dict[str, Any]:
        column: dict[str, Any] = {
            "encoding": "WKB",
            "geometry_types": sorted(self._types),
            "orientation": "counterclockwise",
            "covering": {"bbox": {edge: ["bbox", edge] for edge in _EDGES}},
        }
        if self._bounds:
            column["bbox"] = list(self._bounds[0])
        return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}


def _boxes(shapes: Geometries) -> pa.StructArray:
    edges = shapely.bounds(shapes)
    return pa.StructArray.from_arrays(
        [pa.array(edges[:, number]) for number in range(len(_EDGES))],
        _EDGES,
        mask=pa.array(np.isnan(edges[:, 0])),
    )
