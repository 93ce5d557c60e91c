"""Processes of a rehearsal beside the one that leads it: started afresh, spoken to over a pipe, watched for memory."""

import contextlib
import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any, Self

_CONTEXT = multiprocessing.get_context("spawn")
_PATIENCE_S = 30.0


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


def _parent_of(folder: Path) -> int:
    try:
        return int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0
