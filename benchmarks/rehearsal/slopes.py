"""How the costs grow with the number of people: rehearsals of several sizes, and the slope of the log-log plot."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from benchmarks.rehearsal.options import Options
from benchmarks.rehearsal.progress import Progress
from benchmarks.rehearsal.run import Outcome, rehearse

SIZES = (10_000, 30_000, 100_000, 300_000)
DAYS = 2
"""The digests of a morning tell of the day before."""


def grow(options: Options, progress: Progress, sizes: Sequence[int] = SIZES) -> dict[str, list[float]]:
    """What each size measured."""
    measured: dict[str, list[float]] = {"people": [float(size) for size in sizes]}
    for size in sizes:
        outcome = rehearse(replace(options, subscribers=size, days=DAYS), progress)
        for name, value in figures_of(outcome).items():
            measured.setdefault(name, []).append(value)
        progress.say(f"{size:,} people: " + ", ".join(f"{k} {v[-1]:,.1f}" for k, v in measured.items()))
    return measured


def figures_of(outcome: Outcome) -> dict[str, float]:
    figures, worked = outcome.figures, outcome.figures.worked
    return {
        "poll, core s": figures.core_s_of("poll"),
        "pack areas s": figures.setting_up_s["packing the watch areas"],
        "load pack s": figures.load_s,
        "find pairs s": figures.finding_s,
        "match, core s": figures.core_s_of("match"),
        "alerts": float(figures.alerts),
        "e-mails": float(worked.sent),
        "mail, core s": figures.core_s_of("mail"),
        "compose, core s": worked.compose_core_s,
        "send, core s": worked.send_core_s,
        "mail, database s": figures.core_s.get("mail", {}).get("database", 0.0),
        "database MB": sum(outcome.sizes_after_mb.values()),
        "leader MB": figures.peak_mb["leader"],
        "worker MB": figures.peak_mb.get("worker 1", 0.0),
    }


def slopes(measured: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """The exponent with which each figure grows with the number of people."""
    people = np.log(measured["people"])
    return {
        name: float(np.polyfit(people, np.log(np.maximum(values, 1e-9)), 1)[0])
        for name, values in measured.items()
        if name != "people"
    }


def lines(measured: Mapping[str, Sequence[float]]) -> list[str]:
    sizes = "".join(f"{people:>12,.0f}" for people in measured["people"])
    found = slopes(measured)
    rows = (
        f"{name:<16}" + "".join(f"{value:>12,.1f}" for value in measured[name]) + f"{slope:>10.2f}"
        for name, slope in found.items()
    )
    return [f"{'people':<16}{sizes}{'slope':>10}", *rows]
