"""Where the readings of a poll lie: the extents of their authorities, read once a poll, and the list of postcodes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from alerts.db import boundaries
from alerts.db.session import Database
from alerts.domain.application import Application
from alerts.services.placing import place
from geo.errors import GazetteerMissing, PostcodeError
from geo.gazetteer import Gazetteer
from geo.postcode import parse_postcode


@dataclass
class Places:
    """The extents that a poll has asked for so far; one that nobody knows is asked for once."""

    _extents: dict[str, BaseGeometry] = field(default_factory=dict)
    _asked: set[str] = field(default_factory=set)
    _digests: dict[str, bytes] = field(default_factory=dict)

    def know(self, session: Session, authorities: Iterable[str]) -> None:
        """Read the extents of those of these authorities that were not asked for yet."""
        strangers = sorted(set(authorities) - self._asked)
        self._extents |= boundaries.extents(session, strangers)
        self._asked.update(strangers)

    def digest(self, authorities: Iterable[str]) -> str:
        """Another for each state of these extents, which are known."""
        told = ((code, self._digest(code)) for code in sorted(authorities))
        return blake2b(repr(list(told)).encode(), digest_size=16).hexdigest()

    def place_all(
        self, database: Database, gazetteer: Gazetteer, readings: Sequence[Application]
    ) -> list[Application]:
        """The readings with the best site known for each, before anything of them is stored."""
        authorities = {reading.authority for reading in readings}
        if not authorities <= self._asked:
            with database.reading() as session:
                self.know(session, authorities)

        def point_of(postcode: str) -> Point | None:
            try:
                located = gazetteer.find(parse_postcode(postcode))
            except (PostcodeError, GazetteerMissing):
                return None
            return Point(located.easting, located.northing)

        return [place(reading, self._extents, point_of) for reading in readings]

    def _digest(self, code: str) -> bytes:
        if code not in self._extents:
            return b""
        if code not in self._digests:
            self._digests[code] = blake2b(shapely.to_wkb(self._extents[code]), digest_size=16).digest()
        return self._digests[code]
