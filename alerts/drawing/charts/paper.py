"""What a chart is drawn on, and the words on it: their size, their room, that none runs over an edge; pure."""

from collections.abc import Iterable
from typing import NamedTuple

from alerts.drawing.elements import Attributes, Element, element, words

_LONGEST = 120
_ROOM = {**dict.fromkeys("ijlI.,:;'|!’ ", 0.31), **dict.fromkeys("mwMW%—@", 0.93)}
_DIGIT, _SMALL, _LARGE, _OTHER = 0.56, 0.56, 0.7, 1.0


class Paper(NamedTuple):
    """A width in pixels and the height of letters on it. A page shows the wide one no narrower than 580 px and the
    narrow one no narrower than 290, as a phone of 320 does, so that letters are at least 12 px high on either.
    """

    name: str
    width: float
    type_px: float

    @property
    def is_narrow(self) -> bool:
        return self.name == "narrow"

    @property
    def line_px(self) -> float:
        """The height of a line of words."""
        return round(self.type_px * 1.4)


WIDE = Paper("wide", 720, 15)
NARROW = Paper("narrow", 290, 13)


class Drawing(NamedTuple):
    """What is drawn, and how high it came to be."""

    paper: Paper
    height: float
    parts: tuple[Element, ...]


def text_width(text: str, paper: Paper) -> float:
    """The room that a text takes, rather too much than too little."""
    return sum(map(_room_of, text)) * paper.type_px


def _room_of(letter: str) -> float:
    if letter in _ROOM:
        return _ROOM[letter]
    if letter.isdigit():
        return _DIGIT
    if ord(letter) > 0x24F:
        return _OTHER
    return _LARGE if letter.isupper() else _SMALL


def fitted(text: str, room_px: float, paper: Paper) -> str:
    """A text as one line, cut with an ellipsis where it would be wider than its room."""
    line = words(text, _LONGEST)
    if text_width(line, paper) <= room_px:
        return line
    while line and text_width(f"{line}…", paper) > room_px:
        line = line[:-1]
    return f"{line.rstrip()}…" if line else ""


def label(
    text: str, x: float, y: float, *, anchor: str = "start", kind: str = "", about: str = "middle"
) -> Element:
    """Words at a place: `y` is the middle of their line, or its foot."""
    shift = "0.35em" if about == "middle" else "0"
    attributes: Attributes = {"x": x, "y": y}
    if shift != "0":
        attributes["dy"] = shift
    if anchor != "start":
        attributes["text-anchor"] = anchor
    if kind:
        attributes["class"] = kind
    return element("text", attributes, text=text)


def line(kind: str, x: float, y: float, *, to_x: float | None = None, to_y: float | None = None) -> Element:
    """A line straight across or straight down."""
    way = f"H{(to_x if to_x is not None else x):.1f}" if to_y is None else f"V{to_y:.1f}"
    return element("path", {"class": kind, "d": f"M{x:.1f} {y:.1f}{way}"})


def rect(kind: str, x: float, y: float, width: float, height: float) -> Element:
    """A rectangle; it is drawn even where it is too thin to be seen, as the value is there."""
    size: Attributes = {"x": x, "y": y, "width": max(width, 0), "height": max(height, 0)}
    return element("rect", {"class": kind, **size})


def hatched(kind: str, x: float, y: float, width: float, height: float, gap_px: float = 5) -> Element:
    """Slanting lines over a rectangle as one path, which needs no pattern with a name of its own."""
    steps = []
    reach = -height
    while reach < width:
        left, right = max(reach, 0), min(reach + height, width)
        if right > left:
            steps.append(
                f"M{x + left:.1f} {y + height - (left - reach):.1f}L{x + right:.1f} "
                f"{y + height - (right - reach):.1f}"
            )
        reach += gap_px
    return element("path", {"class": kind, "d": "".join(steps)})


def drawing(paper: Paper, height: float, parts: Iterable[Element]) -> Drawing:
    """A drawing of whole pixels in height."""
    return Drawing(paper, round(height), tuple(parts))
