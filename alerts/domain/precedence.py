"""How near a feed is to the council whose register it shows: of two feeds, the nearer one is believed; pure."""

from enum import IntEnum


class Precedence(IntEnum):
    """Lower is nearer. A council's own feed comes before a region's collection, and both before an aggregator."""

    COUNCIL = 0
    REGION = 1
    AGGREGATOR = 2
