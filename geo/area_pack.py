"""Millions of watch areas, and which of them sites touch: the same pairs as asking `geo.area.touches` of each."""

import os
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.area import Area, area_from_wkb
from geo.area_index import AreaIndex
from geo.errors import AreaPackUnreadable
from geo.pack_matches import Matches


class Box(NamedTuple):
    """West, south, east and north of a part of the country, EPSG:27700 metres."""

    west: float
    south: float
    east: float
    north: float


class AreaPack:
    """Watch areas packed by id; EPSG:27700 metres."""

    def __init__(self) -> None:
        self._areas: dict[int, Area] = {}

    def __len__(self) -> int:
        return len(self._areas)

    def put(self, ids: Sequence[int], areas: Sequence[Area]) -> None:
        """Takes in new areas, and known ones that changed; of two with one id the later counts."""
        self._areas.update(zip(ids, areas, strict=True))

    def put_packed(
        self, ids: NDArray[np.int64], wkb: Sequence[bytes], margins_m: NDArray[np.float64]
    ) -> None:
        """The same from stored rows: the cores as well-known binary."""
        self.put(ids.tolist(), list(map(area_from_wkb, wkb, margins_m.tolist())))

    def drop(self, ids: Sequence[int]) -> None:
        """Forgets areas; ids that are not known are passed over."""
        for area_id in ids:
            self._areas.pop(area_id, None)

    def match(self, sites: Sequence[BaseGeometry]) -> Matches:
        """Every area and site (EPSG:27700) that touch, ordered by area id and then site."""
        ids = np.array(sorted(self._areas), dtype=np.int64)
        found = AreaIndex([self._areas[area_id] for area_id in ids.tolist()]).match(sites)
        return Matches(ids[found.area_position], found.site_position.astype(np.int64), found.distance_m)

    def save(self, path: Path, stamp: bytes) -> None:
        """Writes a file whole or not at all; `stamp` is the caller's word on what it is true for."""
        cores = [area.to_wkb() for area in self._areas.values()]
        margins = np.array([area.margin_m for area in self._areas.values()])
        handle, name = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            np.savez(
                file,
                stamp=np.frombuffer(stamp, dtype=np.uint8),
                ids=np.array(list(self._areas), dtype=np.int64),
                margins_m=margins,
                lengths=np.array(list(map(len, cores)), dtype=np.int64),
                cores=np.frombuffer(b"".join(cores), dtype=np.uint8),
            )
        Path(name).replace(path)

    @staticmethod
    def load(path: Path, within: Box | None = None) -> tuple["AreaPack", bytes]:
        """A saved pack and its stamp; `within` loads only areas that can touch that box.

        AreaPackUnreadable for a file that is damaged or of another version.
        """
        try:
            with np.load(path) as saved:
                arrays = {name: saved[name] for name in ("stamp", "ids", "margins_m", "lengths", "cores")}
        except (ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise AreaPackUnreadable(f"{path} is no pack of watch areas that can be read.") from error
        ends = arrays["lengths"].cumsum().tolist()
        blob = arrays["cores"].tobytes()
        cores = [blob[start:end] for start, end in zip([0, *ends], ends, strict=False)]
        pack = AreaPack()
        pack.put_packed(arrays["ids"], cores, arrays["margins_m"])
        if within is not None:
            box = shapely.box(*within)
            pack._areas = {
                area_id: area
                for area_id, area in pack._areas.items()
                if box.intersects(shapely.box(*area.bounds))
            }
        return pack, arrays["stamp"].tobytes()
