"""The numbers that types of application have in the register's column."""

from types import MappingProxyType

from alerts.domain.application_types import APPLICATION_TYPES
from alerts.domain.insight.slice import UNKNOWN_TYPE

TYPE_CODES = (*(each.code for each in APPLICATION_TYPES), UNKNOWN_TYPE)
"""By number; the last one stands for what has no type that we know."""

TYPE_NUMBERS = MappingProxyType({code: number for number, code in enumerate(TYPE_CODES)})

UNTYPED_NUMBER = TYPE_NUMBERS[UNKNOWN_TYPE]


def type_number(code: str | None) -> int:
    return TYPE_NUMBERS.get(code or UNKNOWN_TYPE, UNTYPED_NUMBER)
