"""XML of people's own files as a list of elements in their order, bounded in number and depth; pure."""

from typing import NamedTuple

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from geo.errors import ShapeReason, ShapeRefused

DEEPEST = 40
MOST_ELEMENTS = 12_000


class Element(NamedTuple):
    """An element once it has ended: its names from the root down, without namespaces, its attributes and its text."""

    path: tuple[str, ...]
    attributes: dict[str, str]
    text: str

    @property
    def name(self) -> str:
        return self.path[-1]


def read_xml(content: bytes) -> list[Element]:
    """All elements, each where it ends. Declarations of any kind are refused unread, as entities grow without end."""
    tree = _Tree()
    parser = DefusedXMLParser(target=tree, forbid_dtd=True)
    try:
        parser.feed(content)
        parser.close()
    except (DefusedXmlException, ParseError, LookupError, ValueError) as error:
        raise ShapeRefused(ShapeReason.NOT_XML) from error
    return tree.ended


class _Tree:
    """What the parser tells, put down as it comes."""

    def __init__(self) -> None:
        self.ended: list[Element] = []
        self._path: list[str] = []
        self._attributes: list[dict[str, str]] = []
        self._texts: list[list[str]] = []
        self._count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if len(self._path) >= DEEPEST or self._count > MOST_ELEMENTS:
            raise ShapeRefused(ShapeReason.NOT_XML)
        self._path.append(name.rpartition("}")[2])
        self._attributes.append(attributes)
        self._texts.append([])

    def data(self, text: str) -> None:
        if self._texts:
            self._texts[-1].append(text)

    def end(self, _name: str) -> None:
        text = "".join(self._texts.pop())
        self.ended.append(Element(tuple(self._path), self._attributes.pop(), text))
        self._path.pop()

    def close(self) -> None:
        """The parser asks for this; what was told is in `ended`."""
