"""A container made of this machine's own parts: a root of its own that is read-only, nobody's rights, first process."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tests.rig.service import PROJECT

_SCRIPT = Path(__file__).with_name("container.sh")
_OF_THE_SYSTEM = ("/usr", "/bin", "/lib", "/lib64", "/sbin", "/etc")
_UNSHARED = ("unshare", "--mount", "--pid", "--fork", "--kill-child", "--propagation", "private")
NOBODY = 65534
PROGRAM = Path(sys.prefix).resolve() / "bin" / "planning-alerts"


def is_possible() -> bool:
    """Whether this machine lets us: root alone may, and not within every container."""
    if os.geteuid() != 0 or shutil.which("unshare") is None or shutil.which("setpriv") is None:
        return False
    tried = [*_UNSHARED, "sh", "-c", "mount -t tmpfs tmpfs /mnt && mount -t proc proc /proc"]
    return subprocess.run(tried, capture_output=True, check=False).returncode == 0


class Container:
    """What it says goes into `said`; `/data` begins as `given` has it. With `opt` it has no other program than
    the one installed in that folder, which it sees as /opt.
    """

    def __init__(self, given: Path, command: Sequence[str | Path], opt: Path | None = None) -> None:
        self._root = Path(tempfile.mkdtemp(prefix="container-"))
        ours = [] if opt else [Path(sys.prefix).resolve(), PROJECT]
        shown = [*_OF_THE_SYSTEM, sys.base_prefix, *ours]
        self.said: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115, closed with the container
        binaries = "/opt/planning-alerts/bin" if opt else PROGRAM.parent
        self._process = subprocess.Popen(
            [*_UNSHARED, "sh", _SCRIPT, self._root, str(NOBODY), *map(str, command)],
            env={
                **os.environ,
                "SHOWN": " ".join(str(each) for each in shown if Path(each).exists()),
                "WRITABLE": "/data /tmp",
                "GIVEN": str(given),
                "PLACED": f"{opt}:/opt" if opt else "",
                "CODE": "" if opt else str(PROJECT),
                "INSIDE_PATH": f"{binaries}:/usr/bin:/bin:/usr/sbin",
            },
            stdin=subprocess.DEVNULL,
            stdout=self.said,
            stderr=self.said,
        )

    def words(self) -> str:
        self.said.seek(0)
        return self.said.read().decode()

    def await_words(self, words: str, seconds: float = 60) -> None:
        until = time.monotonic() + seconds
        while words not in self.words():
            assert self._process.poll() is None, self.words()
            assert time.monotonic() < until, self.words()
            time.sleep(0.05)

    def first_process(self) -> int:
        """Of those in the container, as this machine numbers it."""
        pid = self._process.pid
        return int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])

    def files(self) -> dict[str, os.stat_result]:
        """What lies in `/data`, which is seen through the first process."""
        folder = Path(f"/proc/{self.first_process()}/root/data")
        return {
            str(file.relative_to(folder)): file.stat() for file in sorted(folder.rglob("*")) if file.is_file()
        }

    def ended(self, seconds: float = 60) -> int:
        return self._process.wait(seconds)

    def end(self) -> int:
        """Its exit status once it was asked to end."""
        os.kill(self.first_process(), signal.SIGTERM)
        return self.ended()

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        self.said.close()
        self._root.rmdir()


@contextmanager
def container(given: Path, *command: str | Path, opt: Path | None = None) -> Iterator[Container]:
    made = Container(given, command, opt)
    try:
        yield made
    finally:
        made.close()
