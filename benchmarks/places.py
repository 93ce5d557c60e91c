"""Watch areas and applications where people live, made quickly: the same for every way that is compared."""

import sqlite3
from typing import NamedTuple

import numpy as np
import shapely

from geo.gazetteer import default_path
from geo.gazetteer_build import build

RADII_M = (200.0, 500.0, 800.0, 2_000.0)
# As many wards as Great Britain has, near enough: halved so many times.
HALVINGS = 13


class Watched(NamedTuple):
    """Ids, cores as well-known binary and margins: the rows a database has of watch areas."""

    ids: np.ndarray
    wkb: list[bytes]
    margins_m: np.ndarray


def postcode_points() -> np.ndarray:
    """Easting and northing of each live postcode of Great Britain."""
    if not default_path().exists():
        build(default_path())
    with sqlite3.connect(default_path()) as connection:
        rows = connection.execute("SELECT easting, northing FROM postcode WHERE is_live").fetchall()
    return np.array(rows, dtype=np.float64)


def watched(points: np.ndarray, count: int) -> Watched:
    """45 % circles, 45 % small polygons with a distance, 10 % wards, which are shared."""
    rng = np.random.default_rng(count)
    at = near(points, rng, count)
    margins = rng.choice(RADII_M, count)
    kind = rng.random(count)
    cores = shapely.points(at)
    small = np.flatnonzero((kind >= 0.45) & (kind < 0.9))
    cores[small] = _small_polygons(rng, at[small])
    in_ward = np.flatnonzero(kind >= 0.9)
    wards = _wards(points, rng)
    cores[in_ward] = wards[rng.integers(0, len(wards), len(in_ward))]
    margins[in_ward] = 0.0
    return Watched(np.arange(1, count + 1), shapely.to_wkb(cores).tolist(), margins)


def applications(points: np.ndarray, count: int) -> np.ndarray:
    """Nine points for each rectangle of a plot's size."""
    rng = np.random.default_rng(count + 1)
    at = near(points, rng, count)
    sites = shapely.points(at)
    is_plot = rng.random(count) < 0.1
    far = at + rng.uniform(20, 80, (count, 2))
    sites[is_plot] = shapely.box(*at[is_plot].T, *far[is_plot].T)
    return sites


def near(points: np.ndarray, rng: np.random.Generator, count: int) -> np.ndarray:
    """Places of people: a postcode's point and a few steps."""
    return points[rng.integers(0, len(points), count)] + rng.uniform(-20, 20, (count, 2))


def _small_polygons(rng: np.random.Generator, at: np.ndarray) -> np.ndarray:
    """Five to eight corners, 20 to 80 m from the middle."""
    polygons = np.empty(len(at), dtype=object)
    corners = rng.integers(5, 9, len(at))
    for number in range(5, 9):
        some = np.flatnonzero(corners == number)
        steps = (np.arange(number) + rng.uniform(-0.3, 0.3, (len(some), number))) * 2 * np.pi / number
        radii = rng.uniform(20, 80, (len(some), number))
        rings = at[some][:, None, :] + np.stack((np.cos(steps), np.sin(steps)), axis=2) * radii[..., None]
        polygons[some] = shapely.polygons(np.concatenate((rings, rings[:, :1]), axis=1))
    return polygons


def _wards(points: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Parts with as many postcodes each, of some 150 corners: the country halved again and again, edges uneven."""
    parts = [points]
    for _ in range(HALVINGS):
        parts = [half for part in parts for half in _halved(part)]
    wards = []
    for part in parts:
        west, south = part.min(axis=0)
        east, north = part.max(axis=0) + 1
        ring = shapely.box(west, south, east, north)
        ring = shapely.get_coordinates(shapely.segmentize(ring, ring.length / 150))[:-1]
        ring += rng.uniform(-0.004, 0.004, ring.shape) * (east - west + north - south)
        wards.append(shapely.Polygon(ring))
    return np.array(wards, dtype=object)


def _halved(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    axis = int(np.ptp(points, axis=0).argmax())
    order = np.argpartition(points[:, axis], len(points) // 2)
    return points[order[: len(points) // 2]], points[order[len(points) // 2 :]]
