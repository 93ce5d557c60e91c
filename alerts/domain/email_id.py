"""The ids of e-mails: in the order of the moments they were made for, so that a day's mail is found by them. Pure.

Twelve hexadecimal digits of milliseconds since 1970, then twenty that nobody can guess. The welcome of a subscription
alone has an id of its own making.
"""

from datetime import datetime

CHANCE_BYTES = 10
_MOMENT_DIGITS, _CHANCE_DIGITS = 12, 2 * CHANCE_BYTES


def email_id(at: datetime, chance: str) -> str:
    """The id of an e-mail made at this moment."""
    return _moment(at) + chance[:_CHANCE_DIGITS]


def first_id(at: datetime) -> str:
    """No id of this moment or a later one comes before it, and all earlier ones do."""
    return _moment(at) + "0" * _CHANCE_DIGITS


def _moment(at: datetime) -> str:
    return f"{int(at.timestamp() * 1000):0{_MOMENT_DIGITS}x}"
