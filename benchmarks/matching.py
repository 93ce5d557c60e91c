"""Packed matching beside PostGIS, a tree and a compiled lower bound: `python -m benchmarks.matching [--full]`."""

import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

import numpy as np
import shapely

from benchmarks import lower_bound, postgis
from benchmarks.places import Watched, applications, postcode_points, watched
from geo.area_pack import AreaPack

ROUNDS = 3
ALONE, AGAIN = 300, 9
SMALL, FULL = (100_000, 5_000), (1_000_000, 20_000)
# In a process of its own, which has nothing of the rivals in memory.
MATCH_ALONE = """
import sys
from pathlib import Path
import numpy, shapely
from geo.area_pack import AreaPack
pack, _ = AreaPack.load(Path(sys.argv[1]))
sites = shapely.from_wkb(numpy.load(sys.argv[2])).tolist()
for site in sites[:2_000]:
    pack.match([site])
pack.match(sites)
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(round(int(status["VmHWM"].split()[0]) / 1_000))
"""
Ways = dict[str, Callable[[], int]]


def main(areas: int = SMALL[0], sites: int = SMALL[1]) -> None:
    """Print each figure beside its goal; stop where two exact ways find different numbers of pairs."""
    points = postcode_points()
    rows, asked = watched(points, areas), applications(points, sites)
    del points
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "areas"
        built = _seconds(lambda: _pack_of(rows).save(path, b""))
        pack, _ = AreaPack.load(path)
        print(f"{areas:,} areas, {sites:,} applications; packed and saved from rows in {built:.1f} s")
        if postgis.is_there():
            with postgis.postgis(rows, asked) as connection:
                _bulk(pack, rows, asked, connection)
                _alone(pack, asked, connection)
        else:
            print(postgis.HOW_TO_GET_IT)
            _bulk(pack, rows, asked, None)
        _loading(rows, path, Path(folder))
        _memory(path, asked, Path(folder))
        _growth(rows, asked)


def _bulk(pack: AreaPack, rows: Watched, asked: np.ndarray, connection) -> None:
    sites, cores = asked.tolist(), shapely.from_wkb(np.array(rows.wkb, dtype=object))
    reach = rows.margins_m + 0.1
    ways: Ways = {
        "pack": lambda: len(pack.match(sites)),
        "tree": lambda: shapely.STRtree(asked).query(cores, predicate="dwithin", distance=reach).shape[1],
    }
    if connection is not None:
        ways["PostGIS"] = lambda: connection.execute(postgis.BULK).fetchone()[0]
    if lower_bound.njit:
        centres, places = (shapely.get_coordinates(shapely.centroid(some)) for some in (cores, asked))
        ways["lower bound"] = lambda: len(lower_bound.circles_join(centres, reach, places)[0])
    else:
        print(lower_bound.HOW_TO_GET_IT)
    pairs = {name: way() for name, way in ways.items()}
    if len({count for name, count in pairs.items() if name != "lower bound"}) > 1:
        raise SystemExit(f"they differ in the pairs they find: {pairs}")
    rounds = [{name: _seconds(way) for name, way in ways.items()} for _ in range(ROUNDS)]
    print(f"all of them agree on {pairs['pack']:,} pairs, by the exact distance")
    for name in ways:
        ratio = median(taken[name] / taken["pack"] for taken in rounds)
        goal = {"PostGIS": "   goal: 15 or more", "lower bound": "   goal: 0.25 or more"}.get(name, "")
        seconds = median(taken[name] for taken in rounds)
        print(f"  {name:<14}{seconds:>9.3f} s{ratio:>9.2f} × the pack's{goal}")
    distances = _seconds(lambda: pack.match(sites).distance_m)
    print(f"  {'with metres':<14}{distances:>9.3f} s of each pair too")


def _alone(pack: AreaPack, asked: np.ndarray, connection) -> None:
    again, new = asked[:ALONE], asked[ALONE : 2 * ALONE]
    _turn_by_turn(pack, again, connection, 1)  # the warming up
    for which, sites, at_once, rounds in (
        ("asked again", again, ALONE, AGAIN),
        ("asked again, 25 in a row", again, 25, AGAIN),
        ("asked again, turn by turn", again, 1, AGAIN),
        ("never asked before", new, ALONE, 1),
    ):
        taken = [_turn_by_turn(pack, sites, connection, at_once) for _ in range(rounds)]
        # Of each site the median of its rounds, so that it is not the other work of a machine that is measured.
        ours, theirs = (np.median(of_either, axis=0).tolist() for of_either in zip(*taken, strict=True))
        for name, figure in (("median", median), ("99th in 100", lambda taken: quantiles(taken, n=100)[98])):
            mine, other = figure(ours) * 1e6, figure(theirs) * 1e6
            print(f"one application {which}, {name}: {mine:.0f} µs, PostGIS {other:.0f} µs", end="")
            print(f"{other / mine:>7.1f} ×   goal: 5 or more")
    distances = median(_seconds(lambda site=site: pack.match([site]).distance_m) for site in again.tolist())
    print(f"  with metres{distances * 1e6:>9.0f} µs of each pair too")


def _turn_by_turn(
    pack: AreaPack, sites: np.ndarray, connection, at_once: int
) -> tuple[list[float], list[float]]:
    """Seconds of each site with either; the fewer in a row, the more each finds the caches full of the other."""
    ours, theirs = [], []
    stored = [{"site": site} for site in shapely.to_wkb(sites, hex=True).tolist()]
    for start in range(0, len(sites), at_once):
        for site in sites[start : start + at_once].tolist():
            ours.append(_seconds(lambda site=site: pack.match([site])))
        for each in stored[start : start + at_once]:
            theirs.append(
                _seconds(lambda each=each: connection.execute(postgis.ONE, each, prepare=True).fetchall())
            )
    return ours, theirs


def _loading(rows: Watched, path: Path, folder: Path) -> None:
    with sqlite3.connect(folder / "rows") as connection:
        connection.execute("CREATE TABLE area (id INTEGER PRIMARY KEY, core BLOB, margin_m REAL)")
        stored = zip(rows.ids.tolist(), rows.wkb, rows.margins_m.tolist(), strict=True)
        connection.executemany("INSERT INTO area VALUES (?, ?, ?)", stored)
        connection.commit()
        read = _seconds(lambda: connection.execute("SELECT id, core, margin_m FROM area").fetchall())
        packed = read + _seconds(lambda: _pack_of(rows))
    loaded = median(_seconds(lambda: AreaPack.load(path)) for _ in range(5))
    print(
        f"load {loaded:.3f} s; rows of SQLite read in {read:.2f} s{read / loaded:>6.0f} ×,"
        f" and packed in {packed:.2f} s{packed / loaded:>6.0f} ×   goal: 20 or more"
    )


def _memory(path: Path, asked: np.ndarray, folder: Path) -> None:
    np.save(folder / "sites", np.array(shapely.to_wkb(asked, hex=True).tolist(), dtype="S"))
    command = [sys.executable, "-c", MATCH_ALONE, str(path), str(folder / "sites.npy")]
    peak = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    print(f"peak memory of a process that loads, asks one by one and matches: {peak} MB   goal: 500 or less")


def _growth(rows: Watched, asked: np.ndarray) -> None:
    """Seconds at a tenth, three tenths and all, as a slope of their logarithms."""
    parts = (0.1, 0.3, 1.0)
    by_areas, by_sites = [], []
    pack = AreaPack()
    for part in parts:
        count, before = int(len(rows.ids) * part), len(pack)
        pack.put_packed(rows.ids[before:count], rows.wkb[before:count], rows.margins_m[before:count])
        by_areas.append(median(_seconds(lambda: pack.match(asked.tolist())) for _ in range(ROUNDS)))
    for part in parts:
        some = asked[: int(len(asked) * part)].tolist()
        by_sites.append(median(_seconds(lambda some=some: pack.match(some)) for _ in range(ROUNDS)))
    for name, seconds in (("areas", by_areas), ("applications", by_sites)):
        slope = np.polyfit(np.log(parts), np.log(seconds), 1)[0]
        print(f"growth with {name:<13}slope {slope:.2f}   goal: 1.1 or less")


def _pack_of(rows: Watched) -> AreaPack:
    pack = AreaPack()
    pack.put_packed(*rows)
    return pack


def _seconds(act: Callable[[], object]) -> float:
    started = perf_counter()
    act()
    return perf_counter() - started


if __name__ == "__main__":
    main(*(FULL if "--full" in sys.argv else SMALL))
