"""SVG elements, escaped whatever comes in: words, links and numbers written so that they stay inside."""

import re
from collections.abc import Iterable, Mapping
from xml.etree import ElementTree as ET

Element = ET.Element
Attributes = dict[str, str | float]

# What XML cannot hold, and the marks that turn the direction of the text after them.
_UNFIT = re.compile(
    "[^\\t\\n\\r\\x20-\\x7e\\x85\\xa0-\\ud7ff\\ue000-\\ufdcf\\ufdf0-\\ufffd\\U00010000-\\U0010fffd]"
    "|[\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]"
)
_LINK = re.compile(r"(?:#|/(?!/)|https?://)[!-~]*")
_LONGEST_LINK = 200


def element(
    tag: str,
    attributes: Mapping[str, str | float] | None = None,
    children: Iterable[Element] = (),
    text: str = "",
) -> Element:
    """An element of SVG with its attributes; numbers are written to a tenth."""
    written = {name: number(value) for name, value in (attributes or {}).items()}
    made = ET.Element(tag, written)
    made.extend(children)
    if text:
        made.text = text
    return made


def document(root: Element) -> str:
    """The text of a drawing, to stand in a page or alone."""
    root.set("xmlns", "http://www.w3.org/2000/svg")
    return ET.tostring(root, encoding="unicode")


def number(value: str | float) -> str:
    """A number to a tenth, without a needless point; a text as it is."""
    return value if isinstance(value, str) else f"{round(value, 1) + 0:g}"


def words(text: str, longest: int) -> str:
    """One line of a text, cut to a length, without what XML cannot hold."""
    # Bounded before it is searched: a label may be as long as a feed likes.
    line = " ".join(_UNFIT.sub("", text[: 4 * longest]).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def safe_link(link: str) -> str | None:
    """A link to this site, a fragment or an http(s) address; None for whatever else a link may be."""
    is_safe = len(link) <= _LONGEST_LINK and "\\" not in link and _LINK.fullmatch(link) is not None
    return link if is_safe else None
