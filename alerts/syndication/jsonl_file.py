"""Applications as JSON Lines: one object a line."""

import json
from collections.abc import Iterable
from typing import TextIO

from alerts.domain.application import Application
from alerts.syndication.record import geometry, public_record


def write(applications: Iterable[Application], out: TextIO) -> int:
    """Stream the applications to `out`; returns how many there were."""
    count = 0
    for application in applications:
        record = {**public_record(application), "geometry": geometry(application)}
        out.write(json.dumps(record, ensure_ascii=False) + "\n")
        count += 1
    return count
