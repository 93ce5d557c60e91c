"""What a dashboard's numbers cost, beside what one would write instead: SQL on the database, DuckDB over a file.

`python -m benchmarks.insight DATABASE` takes a register that `benchmarks.register` made, as a file or a URL, and only
reads from it; without one it makes a small one of its own. The rivals count less than a dashboard shows: no wards, no
hexagons, no drawn areas, no trend.
"""

import csv
import resource
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

import duckdb
import shapely
from sqlalchemy import select, text

from alerts.db.insight_register import Loaded, load, refreshed, with_current_wards
from alerts.db.session import Database
from alerts.db.tables import ApplicationRow
from alerts.domain.insight.counting import insight_of
from alerts.domain.insight.month import Month
from alerts.domain.insight.register import COLUMN_TYPES, Register
from alerts.domain.insight.result import Ending
from alerts.domain.insight.slice import Place, PlaceKind, Slice
from alerts.domain.insight.topic import Topic
from benchmarks.register import CAMDEN, SIDE_M, TODAY, fill
from geo.area import Area

ROUNDS, CHANGED, SMALL = 5, 100, 50_000
_SINCE = "2024-11-01"
_FEW = """id, authority, application_type, status, decision, decision_raw, received_date, valid_date,
    consultation_end_date, decision_date, withdrawn_date"""
_GONE = "(status = 'withdrawn' OR withdrawn_date IS NOT NULL)"
_CAME = "coalesce(received_date, valid_date)"


def main() -> None:
    """Print a line for each measure."""
    if len(sys.argv) > 1:
        measure(sys.argv[1] if "://" in sys.argv[1] else f"sqlite:///{sys.argv[1]}")
        return
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'register.sqlite'}"
        fill(Database(url), SMALL)
        measure(url)


def measure(url: str) -> None:
    database = Database(url)
    before = _peak_mb()
    began, work = perf_counter(), process_time()
    loaded = load(database)
    seconds, worked = perf_counter() - began, process_time() - work
    register = loaded.register
    size = sum(getattr(register, name).nbytes for name in COLUMN_TYPES)
    print(f"{len(register):,} applications read in {seconds:.1f} s ({worked:.1f} s of the processor)")
    print(f"  {_peak_mb() - before:.0f} MB more at the most")
    print(f"kept in {size / 1e6:.0f} MB, {size / len(register):.0f} bytes each")
    print_line("is there news? no", lambda: with_current_wards(database, refreshed(database, loaded)))
    behind, count = without_the_newest(database, loaded)
    print_line(f"{count} changed applications read anew", lambda: refreshed(database, behind))
    for name, place, wanted in dashboards(register):
        print_line(name, lambda place=place, wanted=wanted: insight_of(register, place, wanted, TODAY))
    rivals(database)


def without_the_newest(database: Database, loaded: Loaded) -> tuple[Loaded, int]:
    """As if the last hundred applications had been changed since, and how many that are with those of their moment."""
    newest = select(ApplicationRow.changed_at).order_by(ApplicationRow.changed_at.desc()).limit(CHANGED)
    with database.reading() as session:
        moments = list(session.scalars(newest))
    return replace(loaded, seen=loaded.seen._replace(changed_at=min(moments))), len(moments)


def dashboards(register: Register) -> Iterator[tuple[str, Place, Slice]]:
    """Places from the whole country to one ward, and slices of them."""
    camden = Place(PlaceKind.AUTHORITY, CAMDEN)
    is_camden = register.authority == register.authorities.index(CAMDEN)
    middle = shapely.Point(
        register.easting_cm[is_camden].mean() / 100, register.northing_cm[is_camden].mean() / 100
    )
    drawn = Place(PlaceKind.SHAPE, "drawn", Area(middle.buffer(SIDE_M / 3, quad_segs=64), 0.0))
    refused = Slice(topics=frozenset({Topic.EXTENSION}), endings=frozenset({Ending.REFUSED}))
    yield "everything", Place(), Slice()
    yield "everything, all its years", Place(), Slice(since=Month(2006, 1))
    yield "everything, householder", Place(), Slice(types=frozenset({"hh"}))
    yield "everything, extensions refused", Place(), refused
    yield "a council of a tenth of all", camden, Slice()
    yield "the same, one ward of it", camden, replace(refused, ward=register.wards[0].code)
    yield "a council of the usual size", Place(PlaceKind.AUTHORITY, register.authorities[-1]), Slice()
    yield "a ward", Place(PlaceKind.WARD, register.wards[0].code), Slice()
    yield "a drawn area of 256 corners", drawn, Slice()


def rivals(database: Database) -> None:
    """The figures by month, by type, by outcome and by days, and what is open: of everything, and of one council."""
    places = (("everything", "1 = 1"), ("a council of a tenth of all", f"authority = '{CAMDEN}'"))
    for name, where in places:
        asked = questions("application", "quarantine IS NULL", where, _by_sql(database))
        with database.reading() as session:
            print_line(
                f"SQL on the database, {name}",
                partial(_ask_all, session.connection().exec_driver_sql, asked),
                2,
            )
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        for file in exported(database, Path(folder)):
            for name, where in places:
                asked = questions(f"'{file}'", "true", where, ("date_trunc('month', {})", "{} - {}"))
                print_line(
                    f"DuckDB over {file.suffix[1:]}, {name}", partial(_ask_all, connection.execute, asked), 2
                )


def _ask_all(ask: Callable[[str], Any], asked: list[str]) -> None:
    for each in asked:
        ask(each).fetchall()


def _by_sql(database: Database) -> tuple[str, str]:
    """How a database says the month of a day, and the days between two."""
    if database.engine.dialect.name == "sqlite":
        return "substr({}, 1, 7)", "julianday({}) - julianday({})"
    return "date_trunc('month', {})", "{} - {}"


def questions(table: str, public: str, where: str, saying: tuple[str, str]) -> list[str]:
    """What one would write instead."""
    month, days = saying
    told = f"FROM {table} WHERE {public} AND {where}"
    decided = f"{told} AND NOT {_GONE} AND decision_date >= '{_SINCE}'"
    took = days.format("decision_date", "valid_date")
    return [
        f"SELECT {month.format(_CAME)}, application_type, count(*) {told} AND {_CAME} >= '{_SINCE}' GROUP BY 1, 2",
        f"SELECT {month.format('decision_date')}, decision, count(*) {decided} GROUP BY 1, 2",
        f"SELECT {month.format('withdrawn_date')}, count(*) {told} AND withdrawn_date >= '{_SINCE}' GROUP BY 1",
        f"SELECT {took}, count(*) {decided} AND decision_date >= valid_date GROUP BY 1",
        f"""SELECT count(*) {told} AND NOT {_GONE} AND decision IS NULL AND decision_date IS NULL
            AND consultation_end_date >= '{TODAY}'""",
        f"SELECT count(*), count(valid_date), count(decision_date), count(application_type) {told}",
    ]


def exported(database: Database, folder: Path) -> list[Path]:
    """The few columns that are needed, as CSV and as Parquet."""
    path = folder / "applications.csv"
    with path.open("w", encoding="utf-8", newline="") as file, database.reading() as session:
        out = csv.writer(file)
        out.writerow(_FEW.replace("\n", "").replace(" ", "").split(","))
        out.writerows(session.execute(text(f"SELECT {_FEW} FROM application WHERE quarantine IS NULL")))
    parquet = path.with_suffix(".parquet")
    duckdb.execute(f"COPY (SELECT * FROM '{path}') TO '{parquet}' (FORMAT parquet)")
    return [parquet, path]


def print_line(name: str, act: Callable[[], object], rounds: int = ROUNDS) -> None:
    taken, worked = [], []
    for _ in range(rounds):
        began, work = perf_counter(), process_time()
        act()
        taken.append(perf_counter() - began)
        worked.append(process_time() - work)
    print(f"  {name}: {median(taken) * 1e3:,.1f} ms, of the processor {median(worked) * 1e3:,.1f} ms")


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
