"""How much work something is, in seconds of the processor."""

import time
from collections.abc import Callable


def seconds_of_work(call: Callable[[], object], enough: float = 0.1) -> float:
    """The quickest of up to three runs: what else the machine does makes a single one look slower than it is."""
    best = float("inf")
    for _ in range(3):
        began = time.process_time()
        call()
        best = min(best, time.process_time() - began)
        if best < enough:
            break
    return best
