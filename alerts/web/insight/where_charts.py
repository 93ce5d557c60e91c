"""Charts of where applications lie: by ward, by council, by hexagon."""

from collections.abc import Callable, Mapping, Sequence

from alerts.domain.insight.insight import Insight, PlaceFigures
from alerts.drawing.charts.bars import Bar, draw_bars
from alerts.drawing.charts.ground_map import Ground, draw_ground_map
from alerts.drawing.charts.hex_map import Hexagon, draw_hex_map
from alerts.drawing.charts.paper import Drawing, Paper
from alerts.language import _
from alerts.web.insight.chart import Chart
from alerts.web.insight.place_sentences import halves_sentence, hexagons_sentence, places_sentence
from alerts.web.insight.subject import Subject
from alerts.web.insight.table import Column, Table
from alerts.web.insight.whole import located_whole, months_whole, wards_whole

MOST_BARS = 30


def wards_charts(found: Insight, subject: Subject) -> tuple[Chart, ...]:
    """A map of a council's wards, and the same as bars that name them; nothing where its wards are not known."""
    wards = [each for each in found.where.wards if each.code in subject.wards]
    if not wards:
        return ()
    counts = [(subject.wards[each.code].name, each.received) for each in wards]
    table = _table(wards, subject.ward_name, "ward", _("Ward"))
    sentence = places_sentence(found, subject.about, counts)
    grounds = [Ground(subject.wards[each.code].geometry, each.received) for each in wards]
    is_any = any(count for _name, count in counts)
    by_map = Chart(
        name="wards",
        heading=_("Received, by ward"),
        sentence=sentence,
        table=table,
        draw=(lambda paper: draw_ground_map(grounds, paper)) if is_any else None,
        whole=wards_whole(found),
    )
    by_bars = Chart(
        name="ward-names",
        heading=_("Wards by name"),
        sentence=halves_sentence(found, subject.about, [count for _name, count in counts]),
        table=table,
        draw=_bars(counts) if is_any else None,
        note=_cut(counts),
        whole=wards_whole(found),
    )
    return by_map, by_bars


def councils_chart(found: Insight, about: str, names: Mapping[str, str]) -> Chart:
    """The councils of which most was received."""
    councils = found.where.councils
    counts = [(names.get(each.code, each.code), each.received) for each in councils]
    return Chart(
        name="councils",
        heading=_("Received, by council"),
        sentence=places_sentence(found, about, counts),
        table=_table(councils, lambda code: names.get(code, code), "authority", _("Council")),
        draw=_bars(counts) if any(count for _name, count in counts) else None,
        note=_cut(counts),
        whole=months_whole(found),
    )


def hexagons_chart(found: Insight, subject: Subject) -> Chart:
    """How many lie in each hexagon of a grid that is the same everywhere."""
    grid = found.where.hexagons
    rows = sorted(
        ((round(cell.easting), round(cell.northing), cell.received) for cell in grid.cells), reverse=True
    )

    drawn = [Hexagon(*cell) for cell in grid.cells]

    return Chart(
        name="hexagons",
        heading=_("Where they lie"),
        sentence=hexagons_sentence(found, subject.about),
        table=Table(
            (
                Column("easting", _("Middle, easting (m)")),
                Column("northing", _("Middle, northing (m)")),
                Column("received", _("Received")),
            ),
            tuple(rows),
            tuple((str(easting), str(northing), f"{count:,}") for easting, northing, count in rows),
        ),
        draw=(lambda paper: draw_hex_map(drawn, grid.width_m, paper, outline=subject.outline))
        if rows
        else None,
        whole=located_whole(found),
    )


def _cut(counts: Sequence[tuple[str, int]]) -> str:
    """That not all are drawn, if so."""
    if len(counts) <= MOST_BARS:
        return ""
    return _("The {count} with most are drawn; the table has all.").format(count=MOST_BARS)


def _bars(counts: Sequence[tuple[str, int]]) -> Callable[[Paper], Drawing]:
    """The most first, as many as can be read."""
    ordered = sorted(counts, key=lambda each: (-each[1], each[0]))[:MOST_BARS]
    bars = [Bar(name, count, f"{count:,}") for name, count in ordered]
    return lambda paper: draw_bars(bars, paper)


def _table(places: Sequence[PlaceFigures], named: Callable[[str], str], name: str, words: str) -> Table:
    ordered = sorted(places, key=lambda each: (-each.received, named(each.code)))
    rows = tuple(
        (each.received, each.granted, each.refused, each.other, each.withdrawn, each.open) for each in ordered
    )
    return Table(
        (
            Column(name, _("Code"), is_number=False),
            Column("name", words, is_number=False),
            Column("received", _("Received")),
            Column("granted", _("Granted")),
            Column("refused", _("Refused")),
            Column("decided_otherwise", _("Decided otherwise")),
            Column("withdrawn", _("Withdrawn (no decision)")),
            Column("open_for_comment", _("Open now")),
        ),
        tuple((each.code, named(each.code), *row) for each, row in zip(ordered, rows, strict=True)),
    )
