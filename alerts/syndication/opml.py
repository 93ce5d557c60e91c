"""Feeds as a list that feed readers take in one go (OPML 2.0)."""

from collections.abc import Iterable
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from alerts.syndication.xml_text import one_line


class Outline(NamedTuple):
    """One feed and the page that it is the feed of, both whole addresses."""

    title: str
    feed: str
    page: str


def write_opml(title: str, outlines: Iterable[Outline]) -> str:
    """The list as a document of XML. It says nothing of whose it is."""
    lines = (
        f'<outline type="rss" text={quoteattr(one_line(each.title))} title={quoteattr(one_line(each.title))}'
        f" xmlUrl={quoteattr(each.feed)} htmlUrl={quoteattr(each.page)}/>"
        for each in outlines
    )
    body = "\n".join(lines)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n'
        f"<head><title>{escape(one_line(title))}</title></head>\n<body>\n{body}\n</body>\n</opml>\n"
    )
