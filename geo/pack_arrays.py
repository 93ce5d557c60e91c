"""Two steps that all work on packed arrays takes; pure."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def where(mask: NDArray[np.bool_]) -> NDArray[np.intp]:
    """The positions that are true. For a single site the detours of `np.flatnonzero` would be a tenth of the time."""
    return mask.nonzero()[0]


def expanded(starts: NDArray[Any], counts: NDArray[Any]) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    """The runs of `counts` numbers from each start, one after another: the run of each number, and the number."""
    run = np.arange(len(counts)).repeat(counts)
    first = counts.cumsum() - counts
    return run, np.arange(len(run)) + (starts - first)[run]
