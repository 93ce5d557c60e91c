"""All watch areas as one process holds them in memory: kept up to date by reading only what is new, and in a file."""

import logging
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np
from filelock import FileLock, Timeout
from sqlalchemy.orm import Session

from alerts.db import area_pack_rows
from alerts.db.area_pack_rows import PackedArea
from alerts.db.mapping import postcodes_of
from alerts.db.session import Database
from alerts.domain.application import Application, ApplicationKey
from alerts.domain.matching import Noticed
from alerts.services.watched_keys import WatchedKeys
from geo.area_pack import AreaPack
from geo.errors import AreaPackUnreadable

log = logging.getLogger("planning_alerts.matching")

_READ_AT_ONCE, _NUMBERED_AT_ONCE = 50_000, 10_000
_WORTH_A_FILE = 5_000
"""So many areas, or a twentieth of all, are new before the file is written again; fewer are read in no time."""

_SWEPT_EVERY = timedelta(hours=1)


class Near(NamedTuple):
    """A watch area that an application may lie in, by its position among those asked about. `distance_m` is None where
    it is not the place that brings them together; then the rule of `reach` has the last word.
    """

    area_id: int
    position: int
    distance_m: float | None


class WatchedAreas:
    """The areas, by place and by what else is watched. Threads may share one."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._held = threading.RLock()
        self._swept_at: datetime | None = None
        self._forget()

    def _forget(self) -> None:
        self._places, self._keys = AreaPack(), WatchedKeys()
        self._last_no, self._unkept = 0, 0

    def follow(self, database: Database, now: datetime) -> None:
        """Number what is new and read it. Whoever matches then catches up under the lock with the little that came
        after this.
        """
        with self._held:
            is_first = self._swept_at is None
            if is_first and self._file is not None:
                self._load(self._file)
            self._number(database)
            with database.reading() as session:
                self._read_on(session)
                if self._swept_at is None or now - self._swept_at >= _SWEPT_EVERY:
                    self._swept_at = now
                    self._sweep(session)
            if self._file is not None and self._unkept >= max(_WORTH_A_FILE, len(self._places) // 20):
                self._keep(self._file)

    def catch_up(self, session: Session) -> None:
        """Know every area that this transaction can see, as it is."""
        with self._held:
            self._read_on(session)
            self._put(area_pack_rows.unnumbered(session))

    def near(self, noticed: Sequence[Noticed]) -> list[Near]:
        """Every area that one of these may lie in, in order of areas and then of these."""
        sites = [
            (n, item.application.site.geometry) for n, item in enumerate(noticed) if item.application.site
        ]
        words = [(word, n) for n, item in enumerate(noticed) for word in _words_of(item.application)]
        with self._held:
            found = self._places.match([geometry for _, geometry in sites])
            named = self._keys.find([word for word, _ in words])
        positions = [sites[position][0] for position in found.site_position.tolist()]
        pairs = zip(found.area_id.tolist(), positions, strict=True)
        near: dict[tuple[int, int], float | None] = dict(zip(pairs, found.distance_m.tolist(), strict=True))
        for area_id, position in named:
            near.setdefault((area_id, words[position][1]), None)
        return [Near(*pair, near[pair]) for pair in sorted(near)]

    def _number(self, database: Database) -> None:
        with database.reading() as session:
            is_new = area_pack_rows.has_unnumbered(session)
        while is_new:
            with database.writing() as session:
                is_new = area_pack_rows.number(session, _NUMBERED_AT_ONCE) == _NUMBERED_AT_ONCE

    def _read_on(self, session: Session) -> None:
        while True:
            found = area_pack_rows.numbered_from(session, self._last_no, _READ_AT_ONCE)
            if self._last_no:
                if not found or found[0].pack_no != self._last_no:
                    # Another database, or one put back; or just the newest area is gone. All is read anew.
                    self._forget()
                    continue
                found = found[1:]
            self._put(found)
            if not found:
                return
            self._last_no = found[-1].pack_no or 0

    def _put(self, found: Sequence[PackedArea]) -> None:
        if not found:
            return
        shaped = [area for area in found if _is_place(area)]
        self._places.drop([area.id for area in found if not _is_place(area)])
        if shaped:
            ids = np.array([area.id for area in shaped], np.int64)
            margins = np.array([area.margin_m for area in shaped], np.float64)
            self._places.put_packed(ids, [area.core for area in shaped if area.core is not None], margins)
        self._keys.put({area.id: _words(area) for area in found})
        self._unkept += len(found)

    def _sweep(self, session: Session) -> None:
        """Let go of areas that are gone; until then nobody's subscription stands behind what they are found for."""
        stored = area_pack_rows.all_ids(session)
        gone = np.setdiff1d(self._keys.ids(), np.array(stored, np.int64)).tolist()
        if gone:
            self._places.drop(gone)
            self._keys.drop(gone)
            self._unkept += _WORTH_A_FILE + len(self._places)  # nor does the file keep where somebody lived

    def _keep(self, file: Path) -> None:
        """Write the file, unless another process does. A kill amid this leaves the former one whole."""
        of_these = _keys_file(file, self._last_no)
        try:
            with FileLock(f"{file}.lock", timeout=0):
                self._keys.save(of_these)
                self._places.save(file, str(self._last_no).encode())
                for each in file.parent.glob(f"{file.name}.*.keys"):
                    if each != of_these:
                        each.unlink(missing_ok=True)
        except Timeout:
            return
        except OSError as error:
            log.warning(
                "the watch areas cannot be kept in %s: %s; they are read anew at every start", file, error
            )
        self._unkept = 0

    def _load(self, file: Path) -> None:
        try:
            places, stamp = AreaPack.load(file)
            number = int(stamp)
            keys = WatchedKeys.load(_keys_file(file, number))
        except FileNotFoundError:
            return
        except (OSError, ValueError, AreaPackUnreadable) as error:
            log.warning("%s cannot be used: %s; the watch areas are read anew", file, error)
            return
        self._places, self._keys, self._last_no = places, keys, number


def _keys_file(file: Path, number: int) -> Path:
    return file.with_name(f"{file.name}.{number}.keys")


def _is_place(area: PackedArea) -> bool:
    """Whether it is watched by its ground, not by who decides or by a reference."""
    return area.core is not None and area.authority is None and area.application_reference is None


def _words(area: PackedArea) -> tuple[str, ...]:
    """What an area is found by beside its ground."""
    postcodes = tuple(f"postcode {each}" for each in postcodes_of(area.postcode))
    if area.application_reference is not None:
        key = ApplicationKey(area.authority or "", area.application_reference)
        return (*postcodes, _word_of_key(key))
    return postcodes if area.authority is None else (*postcodes, f"authority {area.authority}")


def _words_of(application: Application) -> tuple[str, ...]:
    """What areas may have in common with an application beside the ground."""
    postcode = (f"postcode {application.postcode}",) if application.postcode else ()
    return (f"authority {application.authority}", _word_of_key(application.key), *postcode)


def _word_of_key(key: ApplicationKey) -> str:
    return f"application {' '.join(key.normalised)}"
