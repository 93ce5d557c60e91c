"""The entries of an RSS or Atom document as rows by name, and the places that GeoRSS and W3C's words give them."""

from functools import partial
from typing import NamedTuple

from scheduler.feeds.georss_gml import where_in
from scheduler.feeds.reading.places import Degrees, Located, as_given, locate
from scheduler.feeds.reading.record import FieldUnfit, Record, shortened
from scheduler.feeds.reading.xml import Element
from scheduler.feeds.syndicated_entry import EntryNames
from scheduler.feeds.syndicated_places import point_in, polygon_in
from scheduler.feeds.syndicated_words import INLINE, WITHOUT_WORDS
from scheduler.page import PageUnreadable

_ATOM = "http://www.w3.org/2005/Atom"
_PREFIXES = {
    _ATOM: "atom:",
    "http://www.georss.org/georss": "georss:",
    "http://www.w3.org/2003/01/geo/wgs84_pos#": "geo:",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/terms/": "dcterms:",
    "http://purl.org/rss/1.0/modules/content/": "content:",
}
_PEOPLE = ("author", "contributor", "dc:contributor", "dc:creator", "dcterms:contributor", "dcterms:creator")
_OTHER = ("category", "comments", "enclosure", "source", "atom:link", "rights", "dc:publisher", "dc:rights")

RSS = EntryNames(
    keys=("guid", "link"),
    links=("link",),
    title="title",
    texts=("description", "content:encoded"),
    dates=("pubDate", "dc:date", "atom:published", "atom:updated"),
    unread=(*_PEOPLE, *_OTHER),
)
ATOM = EntryNames(
    keys=("id", "link"),
    links=("link",),
    title="title",
    texts=("summary", "content"),
    dates=("published", "updated"),
    unread=(*_PEOPLE, *_OTHER),
)

_WHOLE = frozenset({"georss:where", "geo:Point"})


class Entries(NamedTuple):
    """The rows of a document, and what its format calls their parts."""

    names: EntryNames
    rows: tuple[dict[str, object], ...]


def entries_of(root: Element) -> Entries:
    """The entries of RSS 2.0 or Atom 1.0; PageUnreadable `unexpected-shape` for any other root."""
    if root.name == f"{{{_ATOM}}}feed":
        found = [child for child in root.children if child.name == f"{{{_ATOM}}}entry"]
        return Entries(ATOM, tuple(_row(entry, _ATOM) for entry in found))
    channel = root.child("channel") if root.name == "rss" else None
    if channel is None:
        shown = shortened(" ".join(root.text[:200].split()))
        raise PageUnreadable(
            "unexpected-shape", f"RSS 2.0 or Atom 1.0 was expected, not <{root.local_name[:50]}>: {shown}"
        )
    return Entries(RSS, tuple(_row(item, "") for item in channel.children if item.name == "item"))


def located(record: Record) -> Located:
    """Where an entry says its land is: a boundary first, then points."""
    places = [
        record.take("georss:polygon", partial(polygon_in, "georss:polygon"), "boundary"),
        record.take("georss:where", partial(where_in, "georss:where"), "location"),
        record.take("georss:point", partial(point_in, "georss:point"), "location"),
        record.take("geo:Point", _w3c_point, "location"),
        _pair(record),
    ]
    return locate([place for place in places if place is not None])


def _pair(record: Record) -> Degrees:
    latitude = record.take("geo:lat", as_given, "latitude")
    return Degrees("geo:long", record.take("geo:long", as_given, "longitude"), latitude)


def _w3c_point(raw: object) -> Degrees:
    parts = {part.local_name: part.text for part in raw.children} if isinstance(raw, Element) else {}
    if not {"lat", "long"} <= parts.keys():
        raise FieldUnfit("unreadable")
    return Degrees("geo:Point", parts["long"], parts["lat"])


def _row(entry: Element, own: str) -> dict[str, object]:
    """What stands in an entry by name; what stands there twice as a list, for its field to refuse."""
    row: dict[str, object] = {}
    for child in entry.children:
        name = _name(child, own)
        if own and name == "link":
            row["link"] = row.get("link") or _alternate(child)
        else:
            row[name] = [row[name], _value(name, child)] if name in row else _value(name, child)
    return row


def _name(element: Element, own: str) -> str:
    """A name with its usual prefix; the namespace itself stands before it, in braces, where it has none."""
    namespace = element.name.rpartition("}")[0].removeprefix("{")
    if namespace == own:
        return element.local_name
    return _PREFIXES[namespace] + element.local_name if namespace in _PREFIXES else element.name


def _alternate(link: Element) -> str | None:
    is_page = link.attributes.get("rel", "alternate") == "alternate"
    return link.attributes.get("href") if is_page else None


def _value(name: str, element: Element) -> object:
    return element if name in _WHOLE else _words(element)


def _words(element: Element) -> str:
    """The text of an element; that of XHTML with a space where its own words end."""
    if not any(element.children):
        return element.text
    return "".join(part if isinstance(part, str) else _spaced(part) for part in element.content)


def _spaced(element: Element) -> str:
    if element.local_name in WITHOUT_WORDS:
        return " "
    space = "" if element.local_name in INLINE else " "
    return f"{space}{_words(element)}{space}"
