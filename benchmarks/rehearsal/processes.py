"""Processes of a rehearsal beside the one that leads it: started afresh, spoken to over a pipe, watched for memory."""

import contextlib
import multiprocessing
import os
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any, Self

_CONTEXT = multiprocessing.get_context("spawn")
_PATIENCE_S = 30.0
_TICKS_A_S = os.sysconf("SC_CLK_TCK")


class Helper:
    """A process that answers each message with one of its own, until it is told None."""

    def __init__(self, name: str, work: Callable[..., None], *arguments: Any) -> None:
        self.name = name
        self._ours, theirs = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(target=work, args=(theirs, *arguments), name=name, daemon=True)
        self._process.start()
        theirs.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        with contextlib.suppress(OSError):  # it has ended by itself
            self.tell(None)
        self._process.join(_PATIENCE_S)
        if self._process.is_alive():
            self._process.kill()

    @property
    def pid(self) -> int:
        return self._process.pid or 0

    def tell(self, message: Any) -> None:
        self._ours.send(message)

    def hear(self, wait_s: float | None = None) -> Any:
        """Its next answer; None where there is none after `wait_s` seconds. EOFError where it has died."""
        return self._ours.recv() if wait_s is None or self._ours.poll(wait_s) else None

    def ask(self, message: Any) -> Any:
        self.tell(message)
        return self.hear()


def messages(connection: Connection) -> Any:
    """What a helper is told, one after another, until None."""
    return iter(connection.recv, None)


def peak_mb(pid: int) -> float:
    """The most memory that a process has held since its program began; 0 where it has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def memory_mb(pid: int) -> float:
    """What a process holds now."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def own_memory_mb(parent: int) -> float:
    """What the children of a process (the back ends of a database) hold now, what they share counted once."""
    total_kb = 0
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and _parent_of(folder) == parent:
            try:
                lines = (folder / "smaps_rollup").read_text().splitlines()
            except OSError:
                continue
            total_kb += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total_kb / 1024


def core_s(pid: int) -> float:
    """The time of a core that a process took since it began, by itself and in children that have ended; 0 where it has
    ended.
    """
    return _core_s(Path(f"/proc/{pid}"))


def core_s_with_children(parent: int) -> float:
    """The same with the children that run: of a database, all its back ends."""
    children = [
        each for each in Path("/proc").iterdir() if each.name.isdigit() and _parent_of(each) == parent
    ]
    return core_s(parent) + sum(map(_core_s, children))


def _core_s(folder: Path) -> float:
    try:
        fields = (folder / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / _TICKS_A_S


def _parent_of(folder: Path) -> int:
    try:
        return int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0
