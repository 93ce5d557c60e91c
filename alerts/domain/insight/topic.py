"""What applications are about, as far as their type and description tell."""

from enum import StrEnum


class Topic(StrEnum):
    """Something that people ask about. One application may be about several."""

    EXTENSION = "extension"
    LOFT = "loft"
    BASEMENT = "basement"
    TREES = "trees"
    LISTED = "listed"
    CHANGE_OF_USE = "change-of-use"
    NEW_HOMES = "new-homes"
    DEMOLITION = "demolition"
    SOLAR = "solar"

    @property
    def bit(self) -> int:
        """Its bit in the register's column of topics."""
        return 1 << list(Topic).index(self)
