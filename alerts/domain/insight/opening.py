"""What is open for comment now, by the rule of `alerts.domain.comment_deadline`."""

from datetime import date

import numpy as np
from numpy.typing import NDArray

from alerts.domain.area_numbers import SOON_DAYS
from alerts.domain.comment_deadline import USUAL_CONSULTATION_DAYS
from alerts.domain.insight.insight import OpenNow
from alerts.domain.insight.register import NO_DAY, Register, day_number
from alerts.domain.insight.result import Result


def open_rows(register: Register, today: date) -> NDArray[np.intp]:
    """The rows that can be commented on, today's last day counted."""
    pending = np.flatnonzero(register.result == Result.PENDING)
    ends, valid = register.ends[pending], register.valid[pending]
    is_estimate = ends == NO_DAY
    begins = day_number(today) - USUAL_CONSULTATION_DAYS
    return pending[np.where(is_estimate, valid >= begins, ends >= day_number(today))]


def open_now(register: Register, today: date) -> OpenNow:
    """How many, the days that feeds gave and our estimates apart."""
    rows = open_rows(register, today)
    ends, valid = register.ends[rows].astype(np.int64), register.valid[rows].astype(np.int64)
    is_estimate = ends == NO_DAY
    last_days = np.where(is_estimate, valid + USUAL_CONSULTATION_DAYS, ends)
    is_soon = last_days <= day_number(today) + SOON_DAYS
    return OpenNow(
        by_feed=int((~is_estimate).sum()),
        by_estimate=int(is_estimate.sum()),
        closing_by_feed=int((~is_estimate & is_soon).sum()),
        closing_by_estimate=int((is_estimate & is_soon).sum()),
        undecided=int((register.result == Result.PENDING).sum()),
    )
