"""Which of many watch areas each of many sites touches, in one go; the same pairs as asking `touches` of each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.area import Area, reach_m

# The tree's answer may differ from the measured distance by a rounding; it must only ever be too many.
_SLACK_M = 0.001

# A polygon of this many vertices is worth the memory of its own index (GEOS calls it prepared); a postcode's cell,
# of which there may be a million, is not.
_DETAILED = 32

_Geometries = NDArray[Any]
_Positions = NDArray[np.intp]
_Metres = NDArray[np.float64]
_Pairs = tuple[_Positions, _Positions, _Metres]


class Match(NamedTuple):
    """An area and a site that touch, by their positions in the sequences given, and the metres between them."""

    area_position: int
    site_position: int
    distance_m: float


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """All pairs that touch, ordered by area and then site: three arrays of one length, or iterated as `Match`."""

    area_position: _Positions
    site_position: _Positions
    distance_m: _Metres

    def __len__(self) -> int:
        return len(self.area_position)

    def __iter__(self) -> Iterator[Match]:
        columns = (self.area_position.tolist(), self.site_position.tolist(), self.distance_m.tolist())
        return map(Match, *columns)


@dataclass(frozen=True, slots=True)
class _Groups:
    """Equal areas together: the first position of each group, ascending, and all positions, group by group."""

    firsts: _Positions
    members: _Positions
    sizes: _Positions

    def fanned_out(self, pairs: _Pairs) -> _Pairs:
        """The pairs of first areas as pairs of all members of their groups."""
        areas, sites, distances = pairs
        group = np.searchsorted(self.firsts, areas)
        starts, copies = self.sizes.cumsum() - self.sizes, self.sizes[group]
        pair = np.repeat(np.arange(len(areas)), copies)
        nth_copy = np.arange(len(pair)) - np.repeat(copies.cumsum() - copies, copies)
        return self.members[starts[group[pair]] + nth_copy], sites[pair], distances[pair]


class AreaIndex:
    """Many areas packed as arrays. Polygons that are equal, such as a ward watched by hundreds, are asked once."""

    def __init__(self, areas: Sequence[Area]) -> None:
        self._cores = np.array([area.core for area in areas], dtype=object)
        self._reaches = np.array([reach_m(area.margin_m) for area in areas], dtype=np.float64)
        is_detailed = shapely.get_num_coordinates(self._cores) >= _DETAILED
        self._plain = np.flatnonzero(~is_detailed)
        self._boxes = _boxes(self._cores[self._plain], self._reaches[self._plain] + _SLACK_M)
        self._detailed = _grouped(np.flatnonzero(is_detailed), self._cores, self._reaches)
        shapely.prepare(self._cores[self._detailed.firsts])

    def match(self, sites: Sequence[BaseGeometry]) -> Matches:
        """Every area and site (EPSG:27700) that touch, by the rule of `geo.area.touches`."""
        geometries = np.array(sites, dtype=object)
        tree = shapely.STRtree(geometries)
        plain, detailed = self._plain_pairs(tree, geometries), self._detailed_pairs(tree, geometries)
        areas = np.concatenate((plain[0], detailed[0]))
        near = np.concatenate((plain[1], detailed[1]))
        distances = np.concatenate((plain[2], detailed[2]))
        order = np.argsort(areas * len(geometries) + near, kind="stable")
        return Matches(areas[order], near[order], distances[order])

    def _plain_pairs(self, tree: shapely.STRtree, sites: _Geometries) -> _Pairs:
        """Candidates by box, all measured: cheaper than asking the tree for distances when cores are small."""
        plain, near = tree.query(self._boxes)
        areas = self._plain[plain]
        return self._touching(areas, near, _distances(self._cores, areas, sites, near))

    def _detailed_pairs(self, tree: shapely.STRtree, sites: _Geometries) -> _Pairs:
        """Candidates by prepared distance; only those beyond the edge are measured, vertex by vertex."""
        firsts = self._detailed.firsts
        reaches = self._reaches[firsts] + _SLACK_M
        number, near = tree.query(self._cores[firsts], predicate="dwithin", distance=reaches)
        areas = firsts[number]
        beyond = ~shapely.intersects(self._cores[areas], sites[near])
        distances = np.zeros(len(areas))
        distances[beyond] = shapely.distance(self._cores[areas[beyond]], sites[near[beyond]])
        return self._detailed.fanned_out(self._touching(areas, near, distances))

    def _touching(self, areas: _Positions, sites: _Positions, distances: _Metres) -> _Pairs:
        touching = distances <= self._reaches[areas]
        return areas[touching], sites[touching], distances[touching]


def _grouped(positions: _Positions, cores: _Geometries, reaches: _Metres) -> _Groups:
    """The areas at some positions by core and reach."""
    numbers: dict[tuple[bytes, float], int] = {}
    keys = zip(shapely.to_wkb(cores[positions]).tolist(), reaches[positions].tolist(), strict=True)
    group = np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.intp)
    firsts = positions[np.unique(group, return_index=True)[1]]
    members = positions[group.argsort(kind="stable")]
    return _Groups(firsts, members, np.bincount(group, minlength=len(numbers)))


def _boxes(cores: _Geometries, reaches: _Metres) -> _Geometries:
    """The box of each core, widened by its reach on every side."""
    west, south, east, north = shapely.bounds(cores).reshape(-1, 4).T
    boxes: _Geometries = shapely.box(west - reaches, south - reaches, east + reaches, north + reaches)
    return boxes


def _distances(cores: _Geometries, areas: _Positions, sites: _Geometries, near: _Positions) -> _Metres:
    """The distance of each pair; between two points by arithmetic, which is what GEOS does for them."""
    core_is_point = shapely.get_type_id(cores) == shapely.GeometryType.POINT
    site_is_point = shapely.get_type_id(sites) == shapely.GeometryType.POINT
    of_points = core_is_point[areas] & site_is_point[near]
    # The south-west corner of a point is the point.
    core_corners, site_corners = shapely.bounds(cores).T, shapely.bounds(sites).T
    easting = core_corners[0][areas[of_points]] - site_corners[0][near[of_points]]
    northing = core_corners[1][areas[of_points]] - site_corners[1][near[of_points]]
    distances = np.empty(len(areas))
    distances[of_points] = np.sqrt(easting**2 + northing**2)
    others = ~of_points
    distances[others] = shapely.distance(cores[areas[others]], sites[near[others]])
    return distances
