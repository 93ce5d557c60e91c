"""How large a rehearsal is."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

MONDAY = datetime(2026, 11, 9, 0, 1, tzinfo=UTC)
"""The first moment of the simulated week, by GMT."""


@dataclass(frozen=True)
class Options:
    """Sizes and bounds of one rehearsal. `most_minutes` is real time, setting up included; it stops cleanly there."""

    folder: Path
    subscribers: int = 1_000_000
    authorities: int = 350
    applications_a_year: int = 500_000
    days: int = 7
    database: str = "postgresql"
    workers: int = 2
    connections: int = 4
    poll_every_h: int = 6
    most_minutes: float | None = None
    seed: int = 7
    start: datetime = MONDAY


def read_options(arguments: Sequence[str]) -> tuple[Options, bool]:
    """The options of a command line, and whether slopes are asked for."""
    usual = Options(Path())
    parser = argparse.ArgumentParser("python -m benchmarks.rehearsal", description=__doc__)
    parser.add_argument(
        "--folder", type=Path, default=Path("var/rehearsal"), help="where figures and data go"
    )
    for name in ("subscribers", "authorities", "applications_a_year", "days", "workers", "connections"):
        parser.add_argument(f"--{name.replace('_', '-')}", type=int, default=getattr(usual, name))
    parser.add_argument("--poll-every-h", type=int, default=usual.poll_every_h, help="simulated hours")
    parser.add_argument("--seed", type=int, default=usual.seed)
    parser.add_argument("--database", choices=("postgresql", "sqlite"), default=usual.database)
    parser.add_argument("--most-minutes", type=float, help="stop cleanly after so many minutes of real time")
    parser.add_argument(
        "--slopes", action="store_true", help="two days each at 10k, 30k, 100k and 300k people"
    )
    read = vars(parser.parse_args(arguments))
    with_slopes = read.pop("slopes")
    return Options(**read), with_slopes
