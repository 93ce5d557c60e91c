"""Which benchmarks there are, and at which sizes they are run together."""

import pkgutil
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import benchmarks

REGISTER = "{register}"
"""Stands for the file of a register that is filled once for all who measure one."""

NO_BENCHMARK = frozenset({"__main__", "plan", "register"})
"""Those that run or feed the others. A file without a `main` is a part of one."""
REGISTER_ROWS, REGISTER_ROWS_IN_FULL = 100_000, 1_000_000

_SMALL_REHEARSAL = (
    "--subscribers",
    "5000",
    "--authorities",
    "50",
    "--applications-a-year",
    "50000",
    "--days",
    "2",
)
_BOUNDED = ("--most-minutes", "5")

_ARGUMENTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "alerting": ((), ("--full",)),
    "api": ((REGISTER,), (REGISTER,)),
    "dashboards": ((REGISTER,), (REGISTER,)),
    "feeds": ((REGISTER,), (REGISTER,)),
    "files": ((REGISTER,), (REGISTER,)),
    "growth": ((), ("--full",)),
    "ingest": ((), ("--full",)),
    "insight": ((REGISTER,), (REGISTER,)),
    "ledger": ((), ("--full",)),
    "matching": ((), ("--full",)),
    "rehearsal": ((*_SMALL_REHEARSAL, *_BOUNDED), ("--most-minutes", "40")),
    "republished": (("10000",), ("100000",)),
    "sending": ((), ("5000",)),
    "servers": ((), ("5",)),
    "search": (("100000",), ("1000000",)),
}
"""The arguments of each: at a size that everybody has time for, and at that of the table in docs/performance.md."""


@dataclass(frozen=True)
class Planned:
    """One benchmark with its arguments."""

    name: str
    arguments: tuple[str, ...]

    @property
    def needs_register(self) -> bool:
        return REGISTER in self.arguments


def planned(*, in_full: bool) -> Iterator[Planned]:
    """Every benchmark; one that is not named above, with the sizes that it has by itself."""
    for module in pkgutil.iter_modules(benchmarks.__path__):
        if module.name not in NO_BENCHMARK and _has_main(module.name):
            arguments = _ARGUMENTS.get(module.name, ((), ()))[in_full]
            yield Planned(module.name, arguments)


def _has_main(name: str) -> bool:
    folder = Path(benchmarks.__path__[0])
    files = (folder / f"{name}.py", folder / name / "__main__.py")
    return any("def main(" in file.read_text() for file in files if file.exists())


def missing() -> Iterator[str]:
    """What is not on this machine and which comparisons are left out for it, a line each."""
    if not any(Path("/usr/share/postgresql").glob("*/extension/postgis.control")):
        yield "PostGIS is not here: nothing is compared with it. Debian has it: apt install postgresql-postgis"
    if shutil.which("wrk") is None:
        yield "wrk is not here: no server is measured under load. Debian has it: apt install wrk"
