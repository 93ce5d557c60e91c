"""The rule of every bounding box."""

_WIDEST_GRID_M = 10_000_000
FINITE_BOX = (
    "(minx IS NULL AND miny IS NULL AND maxx IS NULL AND maxy IS NULL) OR COALESCE("
    f"minx >= -{_WIDEST_GRID_M} AND miny >= -{_WIDEST_GRID_M} "
    f"AND maxx <= {_WIDEST_GRID_M} AND maxy <= {_WIDEST_GRID_M} AND minx <= maxx AND miny <= maxy, FALSE)"
)
"""True only of finite numbers in order, or of no box at all. Infinity fails a comparison; NaN does on PostgreSQL,
and SQLite stores it as NULL, of which a comparison is neither true nor false.
"""
