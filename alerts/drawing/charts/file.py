"""A chart as a file of its own: on white, under its title and its sentence, over where its numbers come from."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from alerts.drawing.charts.palette import LIGHT, rules
from alerts.drawing.charts.paper import WIDE, Drawing, Paper, label, text_width
from alerts.drawing.elements import Attributes, Element, document, element, words
from alerts.drawing.raster import FAMILY, png_of

_EDGE, _LONGEST = 32.0, 600
_COLOURS, _APART = 64, 14
_TITLE = Paper("title", WIDE.width, 21)
_FOOT = Paper("foot", WIDE.width, 13)


class Caption(NamedTuple):
    """What is said around a chart that travels alone: of what it is, what it shows, and `source` a line each of where
    the numbers come from, under which licence, from which address and of which day. A `warning` stands under the title.
    """

    title: str
    said: str
    source: tuple[str, ...]
    warning: str = ""


def file_svg(drawn: Drawing, caption: Caption) -> str:
    """The chart as an SVG with its own style sheet, which needs nothing else."""
    y, head = _EDGE, []
    said = (
        (_TITLE, caption.title, "chart-strong"),
        (WIDE, caption.warning, "chart-strong"),
        (WIDE, caption.said, ""),
    )
    for paper, text, kind in (each for each in said if each[1]):
        made = list(_lines(text, paper, y, kind))
        head += made
        y += len(made) * paper.line_px + 8
    body = element("g", {"transform": f"translate({_EDGE:g} {y + 10:.0f})"}, drawn.parts)
    foot: list[Element] = []
    at = y + 10 + drawn.height + 22
    for text in caption.source:
        made = list(_lines(text, _FOOT, at, "chart-quiet"))
        foot += made
        at += len(made) * _FOOT.line_px
    return document(_root(caption, at + _EDGE * 0.6, (*head, body, *foot)))


def _root(caption: Caption, height: float, children: Sequence[Element]) -> Element:
    width = WIDE.width + 2 * _EDGE
    size: Attributes = {"width": width, "height": round(height)}
    attributes: Attributes = {
        "role": "img",
        "viewBox": f"0 0 {width:g} {height:.0f}",
        **size,
        "font-family": f"{FAMILY}, system-ui, sans-serif",
        "font-size": WIDE.type_px,
    }
    parts = (
        element("title", text=words(caption.title, _LONGEST)),
        element("desc", text=words(caption.said, _LONGEST)),
        element("style", text=rules(LIGHT)),
        element("rect", {"class": "chart-ground", **size}),
    )
    return element("svg", attributes, (*parts, *children))


def _lines(text: str, paper: Paper, top: float, kind: str) -> Iterator[Element]:
    for number, each in enumerate(wrapped(text, paper)):
        made = label(each, _EDGE, top + (number + 0.5) * paper.line_px, kind=kind)
        made.set("font-size", f"{paper.type_px:g}")
        yield made


def wrapped(text: str, paper: Paper) -> list[str]:
    """A text as lines that fit the paper; a word that is longer than a line is broken."""
    lines = [""]
    for word in words(text, _LONGEST).split():
        rest = word
        longer = f"{lines[-1]} {rest}".strip()
        if text_width(longer, paper) <= paper.width:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        while text_width(rest, paper) > paper.width:
            fits = next(n for n in range(len(rest), 0, -1) if text_width(rest[:n], paper) <= paper.width)
            lines[-1], rest = rest[:fits], rest[fits:]
            lines.append("")
        lines[-1] = rest
    return lines


def file_png(svg: str) -> bytes:
    """The same as pixels, two to each of the drawing's own; more colours than a map's, as pale lines count."""
    return png_of(svg, colours=_COLOURS, apart=_APART)
