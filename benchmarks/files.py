"""What the files of open data cost: time, rows a second and peak memory, beside loading all rows into pandas.

`python -m benchmarks.files [DATABASE] [ROWS]` takes a SQLite file that `benchmarks.register` made, or makes one of
1,000,000 rows. Every figure is of a process of its own, so that peaks do not add up; ours run without pandas, as an
installation does, which Arrow would load if it were there.
"""

import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alerts.db.session import Database
from alerts.services.publishing import Press, make_files
from alerts.services.publishing_rows import Origin, batches
from alerts.syndication import FORMATS
from alerts.syndication.text_file import Counted
from benchmarks.register import fill

ORIGIN = Origin("https://alerts.example")


class _WithoutPandas:
    """Stands before all finders and finds no pandas."""

    def find_spec(self, name: str, *_rest: object) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name)


def main() -> None:
    """Print a line for each way."""
    with tempfile.TemporaryDirectory() as work:
        path = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(work) / "register.sqlite"
        if not path.exists():
            fill(Database(f"sqlite:///{path}"), int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000)
        print("                                rows   seconds  rows/s   peak MB   file MB")
        folder = f"{work}/open-data"
        measured("first night, all files", "night", path, folder)
        measured("next night, nothing changed", "night", path, folder)
        for ending in FORMATS:
            measured(f"{ending} alone", "one", path, f"{work}/x.{ending}")
            Path(f"{work}/x.{ending}").unlink()
        for ending in ("csv", "parquet"):
            measured(f"{ending} by pandas", "pandas", path, f"{work}/x.{ending}")
            Path(f"{work}/x.{ending}").unlink()


def measured(name: str, way: str, path: Path, target: str) -> None:
    """One way in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.files", "--child", way, str(path), target]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    rows, seconds, peak, size = int(told[0]), float(told[1]), int(told[2]), int(told[3])
    print(
        f"{name:28} {rows:8,} {seconds:9,.1f} {rows / seconds:7,.0f} {peak:9,} {size / 1e6:9,.1f}", flush=True
    )


def child(way: str, path: str, target: str) -> None:
    database, started = Database(f"sqlite:///{path}"), time.monotonic()
    if way != "pandas":
        sys.meta_path.insert(0, _WithoutPandas())  # type: ignore[arg-type]
    rows, size = {"night": a_night, "one": one_format, "pandas": by_pandas}[way](database, target)
    seconds = time.monotonic() - started
    print(rows, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, size)


def a_night(database: Database, target: str) -> tuple[int, int]:
    made = make_files(Press(database, Path(target), ORIGIN, lambda: datetime.now(UTC)))
    return made.files[0].rows, sum(each.bytes for each in made.files)


def one_format(database: Database, target: str) -> tuple[int, int]:
    rows = 0
    with Path(target).open("wb") as file, database.one_pass() as session:
        out = Counted(file)
        writer = FORMATS[Path(target).suffix[1:]].writer(out)
        for batch in batches(session, ORIGIN):
            writer.write(batch)
            rows += len(batch)
        writer.close()
    return rows, out.size


def by_pandas(database: Database, target: str) -> tuple[int, int]:
    """The usual way: everything at once, and not even its places in degrees."""
    import pandas as pd

    with database.engine.connect() as connection:
        frame: Any = pd.read_sql("SELECT * FROM application WHERE quarantine IS NULL", connection)
    if target.endswith(".csv"):
        frame.to_csv(target, index=False)
    else:
        frame.to_parquet(target, index=False)
    return len(frame), Path(target).stat().st_size


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(*sys.argv[2:5])
    else:
        main()
