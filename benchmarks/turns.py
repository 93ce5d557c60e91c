"""Rivals measured side by side in one run, in turns, so that whatever disturbs one disturbs the other, too."""

from collections.abc import Callable, Sequence
from statistics import median


def taking_turns(clock: Callable[[], float], rounds: int, *rivals: Callable[[], object]) -> list[list[float]]:
    """What each rival's rounds took by `clock` (seconds of the wall or of a core), after one that does not count."""
    for rival in rivals:
        rival()
    times: list[list[float]] = [[] for _ in rivals]
    for _ in range(rounds):
        for taken, rival in zip(times, rivals, strict=True):
            began = clock()
            rival()
            taken.append(clock() - began)
    return times


def ratio(slower: Sequence[float], quicker: Sequence[float]) -> float:
    """How many times quicker, pair by pair."""
    return median(a / b for a, b in zip(slower, quicker, strict=True))
