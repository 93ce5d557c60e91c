"""What one reading says, in 16 bytes: a record that says what it said before need not be compared; pure."""

from hashlib import blake2b

import shapely

from alerts.domain.application import FIELD_NAMES, Application

_SITE = "site"


def fingerprint(reading: Application, ranks: str) -> bytes:
    """Equal for two readings that say the same while feeds have the same `ranks`; different for any others."""
    said = [getattr(reading, name) for name in FIELD_NAMES if name != _SITE]
    site = reading.site
    where = (shapely.to_wkb(site.geometry), site.precision.value) if site else ()
    return blake2b(repr((said, where, ranks)).encode("utf-8", "surrogatepass"), digest_size=16).digest()
