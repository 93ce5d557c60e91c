"""Runs every benchmark, one after another, each in a process of its own: `python -m benchmarks [--full] [NAME …]`.

One that fails is named at the end, where the exit status is 1, and the others go on.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.plan import REGISTER, REGISTER_ROWS, REGISTER_ROWS_IN_FULL, Planned, missing, planned


def main() -> None:
    """Run those that are named, or all."""
    parser = argparse.ArgumentParser("python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--full", action="store_true", help="at the sizes of docs/performance.md, which take hours"
    )
    parser.add_argument("names", nargs="*")
    asked = parser.parse_args()
    wanted = [each for each in planned(in_full=asked.full) if not asked.names or each.name in asked.names]
    if unknown := set(asked.names) - {each.name for each in wanted}:
        parser.error(f"there is no benchmark called {', '.join(sorted(unknown))}")
    for line in missing():
        print(line, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        register = Path(folder) / "register.sqlite"
        if any(each.needs_register for each in wanted):
            _fill(register, REGISTER_ROWS_IN_FULL if asked.full else REGISTER_ROWS)
        failed = [each.name for each in wanted if not _run(each, register)]
    if failed:
        print(f"These failed: {', '.join(failed)}", file=sys.stderr)
    sys.exit(bool(failed))


def _fill(register: Path, rows: int) -> None:
    print(f"== filling a register of {rows:,} applications", flush=True)
    subprocess.run([sys.executable, "-m", "benchmarks.register", register, str(rows)], check=True)


def _run(one: Planned, register: Path) -> bool:
    """Whether it ended well. What it says is shown as it says it."""
    arguments = [str(register) if each == REGISTER else each for each in one.arguments]
    print(f"\n== {one.name} {' '.join(one.arguments)}", flush=True)
    began = time.monotonic()
    status = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{one.name}", *arguments], check=False
    ).returncode
    said = "" if status == 0 else f": FAILED with status {status}"
    print(f"== {one.name} took {time.monotonic() - began:.0f} s{said}", flush=True)
    return status == 0


if __name__ == "__main__":
    main()
