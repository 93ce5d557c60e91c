"""Every kind of chart with the numbers that are hardest to draw, and how to read where its words lie."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple
from xml.etree import ElementTree as ET

import shapely

from alerts.drawing.charts.bars import Bar, draw_bars
from alerts.drawing.charts.columns import Month, draw_columns
from alerts.drawing.charts.ground_map import Ground, draw_ground_map
from alerts.drawing.charts.hex_map import Hexagon, draw_hex_map
from alerts.drawing.charts.multiples import Panel, draw_multiples
from alerts.drawing.charts.paper import Drawing, Paper, text_width
from alerts.drawing.charts.ranges import Limit, Range, draw_ranges
from alerts.drawing.charts.stacked import Stack, draw_stacked
from alerts.drawing.charts.trend import Sum, draw_trend
from alerts.drawing.charts.weeks import Week, draw_weeks
from alerts.drawing.elements import Element

Draw = Callable[[Paper], Drawing]
LIMITS = (Limit(56, "8 weeks (56 days)"), Limit(91, "13 weeks (91 days), major development"))
LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch and Whitchurch-on-Thames"
HOSTILE = '"><script>alert(1)</script>&amp;]]>\x00\x1b\u202e' * 5


def months(count: int) -> list[date]:
    """So many months up to November 2026."""
    first = 2026 * 12 + 11 - count
    return [date(number // 12, number % 12 + 1, 1) for number in range(first, first + count)]


def _columns(values: list[tuple[int, int]], name: str = "received") -> Draw:
    found = [Month(day, one, other) for day, (one, other) in zip(months(len(values)), values, strict=True)]
    return lambda paper: draw_columns(found, (name, "decided"), paper)


def _stacked(count: int, parts: tuple[int, int, int]) -> Draw:
    found = [Stack(day, parts, number == 1) for number, day in enumerate(months(count))]
    return lambda paper: draw_stacked(found, ("granted", "refused", "decided otherwise"), paper)


def _bars(count: int, name: str) -> Draw:
    found = [
        Bar(f"{name} {number}", 10**number % 1_000_003, f"{10**number % 1_000_003:,}")
        for number in range(count)
    ]
    return lambda paper: draw_bars(found, paper)


def _ranges(days: float, name: str) -> Draw:
    found = [
        Range(f"{name} {n}", days / 4, days / 2, days, days * 2, days * 9, f"{days:.0f} days")
        for n in range(4)
    ]
    return lambda paper: draw_ranges(found, LIMITS, paper, "days from valid to decided")


def _weeks(count: int, value: int) -> Draw:
    found = [Week(value * number, value) for number in range(count)]
    return lambda paper: draw_weeks(found, LIMITS, ("8 weeks", "13 weeks, major"), "weeks from valid", paper)


def _trend(count: int, value: int) -> Draw:
    found = [Sum(day, value + number if number > 10 else None) for number, day in enumerate(months(count))]
    return lambda paper: draw_trend(found, "received in the twelve months before", paper)


def _multiples(count: int, name: str) -> Draw:
    found = [
        Panel(f"{name} {n}", "1,000,000 received", (0, 1, 1_000_000), frozenset({1})) for n in range(count)
    ]
    return lambda paper: draw_multiples(found, months(3), paper)


def _map(values: list[int]) -> Draw:
    squares = [
        shapely.box(x % 5 * 900, x // 5 * 900, x % 5 * 900 + 900, x // 5 * 900 + 900) for x in range(25)
    ]
    found = [Ground(square, value) for square, value in zip(squares, values, strict=False)]
    return lambda paper: draw_ground_map(found, paper)


def _hexagons(count: int) -> Draw:
    found = [Hexagon(n % 20 * 200.0, n // 20 * 346.4, 1 + 7**n % 1_000_003) for n in range(count)]
    return lambda paper: draw_hex_map(found, 200, paper, outline=shapely.box(-500, -500, 3_000, 5_000))


EVERY_CHART: dict[str, Draw] = {
    "columns, no month": _columns([]),
    "columns, all none": _columns([(0, 0)] * 12),
    "columns, one month of one": _columns([(1, 0)]),
    "columns, a million": _columns([(1_000_000, 999_999)] * 13),
    "columns, two years": _columns([(412, 389)] * 24),
    "columns, five years": _columns([(number, 60 - number) for number in range(60)]),
    "columns, hostile": _columns([(3, 4)] * 3, HOSTILE),
    "stacked, no month": _stacked(0, (0, 0, 0)),
    "stacked, one": _stacked(1, (1, 0, 0)),
    "stacked, a million": _stacked(24, (1_000_000, 10_000, 1)),
    "stacked, five years": _stacked(60, (30, 10, 2)),
    "bars, none": _bars(0, ""),
    "bars, long names": _bars(25, LONG),
    "bars, hostile": _bars(2, HOSTILE),
    "ranges, none": lambda paper: draw_ranges((), LIMITS, paper, "days"),
    "ranges, short": _ranges(1, "Camden"),
    "ranges, usual": _ranges(57, "Camden"),
    "ranges, as a council has them": lambda paper: draw_ranges(
        [Range("Camden", None, 42, 60, 76, 86, "60 days")] * 2,
        (Limit(56, "8 weeks: most"), Limit(91, "13 weeks: major")),
        paper,
        "days from valid to decided",
    ),
    "ranges, years": _ranges(4_000, LONG),
    "weeks, none": _weeks(0, 0),
    "weeks, half a year": _weeks(27, 1),
    "weeks, a million": _weeks(27, 1_000_000),
    "trend, short": _trend(3, 0),
    "trend, two years": _trend(24, 400),
    "trend, twenty years": _trend(240, 1_000_000),
    "multiples, one": _multiples(1, "Camden"),
    "multiples, four": _multiples(4, LONG),
    "map, none": _map([]),
    "hexagons, none": _hexagons(0),
    "hexagons, one": _hexagons(1),
    "hexagons, many": _hexagons(400),
    "map, zeros": _map([0] * 25),
    "map, a million": _map([10**number % 1_000_003 for number in range(25)]),
}


class Words(NamedTuple):
    """Words of a drawing and the rectangle that they take at most."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def words_of(parts: tuple[Element, ...], paper: Paper) -> list[Words]:
    """All words of a drawing, where they lie."""
    return [_placed(found, paper, down) for part in parts for found, down in _texts(part, 0.0)]


def _texts(part: ET.Element, down: float) -> list[tuple[ET.Element, float]]:
    moved = part.get("transform", "")
    down += float(moved.partition(" ")[2].rstrip(")")) if moved else 0.0
    if part.tag == "text":
        return [(part, down)]
    return [each for child in part for each in _texts(child, down)]


def _placed(found: ET.Element, paper: Paper, down: float) -> Words:
    text = found.text or ""
    width, x = text_width(text, paper), float(found.get("x", "0"))
    y = down + float(found.get("y", "0")) + (0.35 * paper.type_px if found.get("dy") else 0)
    left = {"start": x, "middle": x - width / 2, "end": x - width}[found.get("text-anchor", "start")]
    return Words(text, left, y - 0.7 * paper.type_px, left + width, y + 0.15 * paper.type_px)
