"""A PostGIS of its own for a while, as the rival of matching; Debian's packages, if they are there."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import psycopg
import shapely

from benchmarks.places import Watched

DEBIAN = Path("/usr/lib/postgresql/15/bin")
EXTENSION = Path("/usr/share/postgresql/15/extension/postgis.control")
HOW_TO_GET_IT = "PostGIS is not there and is left out; on Debian: apt-get install postgresql-15-postgis-3"
SETTINGS = (
    "-c listen_addresses= -c shared_buffers=512MB -c work_mem=64MB -c maintenance_work_mem=256MB -c fsync=off"
)
TOUCHES = "ST_DWithin(area.core, site.shape, area.reach_m)"
BULK = f"SELECT count(*) FROM area JOIN site ON {TOUCHES}"
# The reach differs from area to area, so only boxes that are widened already can be looked up.
ONE = (
    "SELECT id FROM area WHERE ST_Expand(core, reach_m) && %(site)s::geometry"
    " AND ST_DWithin(core, %(site)s::geometry, reach_m) ORDER BY id"
)


def is_there() -> bool:
    """Whether PostgreSQL and PostGIS are installed."""
    return EXTENSION.exists() and (DEBIAN / "initdb").exists()


@contextmanager
def postgis(watched: Watched, sites: np.ndarray) -> Iterator[psycopg.Connection]:
    """A connection to a new database of these areas and sites, indexed and analysed."""
    folder = Path(tempfile.mkdtemp(prefix="postgis-"))
    unprivileged = ["runuser", "-u", "nobody", "--"] if os.getuid() == 0 else []
    if unprivileged:
        shutil.chown(folder, "nobody")
    ctl = [*unprivileged, DEBIAN / "pg_ctl", "-D", folder / "db", "-w", "-s"]
    try:
        _run([*unprivileged, DEBIAN / "initdb", "-A", "trust", "-U", "bench", "-D", folder / "db"])
        _run([*ctl, "-o", f"-k {folder} {SETTINGS}", "-l", folder / "log", "start"])
        try:
            target = f"host={folder} user=bench dbname=postgres"
            with psycopg.connect(target, autocommit=True) as connection:
                _fill(connection, watched, sites)
                yield connection
        finally:
            _run([*ctl, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder)


def _run(command: list[str | Path]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")


def _fill(connection: psycopg.Connection, watched: Watched, sites: np.ndarray) -> None:
    connection.execute("CREATE EXTENSION postgis")
    connection.execute("CREATE TABLE area (id int, core geometry, reach_m double precision)")
    connection.execute("CREATE TABLE site (id int, shape geometry)")
    with connection.cursor() as cursor:
        with cursor.copy("COPY area FROM STDIN") as copy:
            for row in zip(
                watched.ids.tolist(), watched.wkb, (watched.margins_m + 0.1).tolist(), strict=True
            ):
                copy.write_row((row[0], row[1].hex(), row[2]))
        with cursor.copy("COPY site FROM STDIN") as copy:
            for number, shape in enumerate(shapely.to_wkb(sites, hex=True).tolist()):
                copy.write_row((number, shape))
    connection.execute("CREATE INDEX ON area USING gist (core)")
    connection.execute("CREATE INDEX ON area USING gist (ST_Expand(core, reach_m))")
    connection.execute("CREATE INDEX ON site USING gist (shape)")
    connection.execute("VACUUM ANALYZE")
    connection.execute("SET max_parallel_workers_per_gather = 2")
