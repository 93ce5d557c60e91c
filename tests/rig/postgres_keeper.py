"""Run as `python -m tests.rig.postgres_keeper FOLDER PG_CTL`: waits until its parent is gone, however it went, then
stops the server in that folder and removes the folder.
"""

import contextlib
import shutil
import subprocess
import sys
from pathlib import Path

from tests.rig.postgres import run_unprivileged


def keep(folder: Path, pg_ctl: Path) -> None:
    sys.stdin.buffer.read()  # ends when nobody holds the other end any more
    if (folder / "data" / "postmaster.pid").exists():
        with contextlib.suppress(RuntimeError, subprocess.TimeoutExpired):
            run_unprivileged([pg_ctl, "-w", "-s", "-D", folder / "data", "stop", "-m", "immediate"])
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    keep(Path(sys.argv[1]), Path(sys.argv[2]))
