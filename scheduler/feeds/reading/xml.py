"""An answer's bytes as a small tree of XML elements, read strictly; declarations of any kind are refused unread."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NoReturn
from xml.parsers.expat import errors

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from scheduler.feeds.reading.payload import refuse_error
from scheduler.feeds.reading.record import shortened
from scheduler.page import PageUnreadable

DEEPEST = 100
"""No feed of records nests further; XHTML within an entry comes nearest."""

MOST_ELEMENTS = 500_000

_SHOWN = 200
_BEGINNING = 2_000
_ASIDE = re.compile(r"<\?.*?\?>|<!--.*?-->", re.S)
_HTML = re.compile(r"\s*<(?:!doctype\s+html|html|head|body)\b", re.I)
_DECLARED = re.compile(rb"<\?xml[^>]*\bencoding\s*=", re.S)
_CUT_OFF = {
    errors.codes[errors.XML_ERROR_NO_ELEMENTS],
    errors.codes[errors.XML_ERROR_UNCLOSED_TOKEN],
    errors.codes[errors.XML_ERROR_PARTIAL_CHAR],
    errors.codes[errors.XML_ERROR_UNCLOSED_CDATA_SECTION],
}
_OTHER_LETTERS = {
    errors.codes[errors.XML_ERROR_UNKNOWN_ENCODING],
    errors.codes[errors.XML_ERROR_INCORRECT_ENCODING],
}


@dataclass(frozen=True, slots=True)
class Element:
    """One element as published. `name` has its namespace before it in braces, where it is in one."""

    name: str
    attributes: Mapping[str, str]
    content: list[str | Element]

    @property
    def local_name(self) -> str:
        """The name without its namespace."""
        return self.name.rpartition("}")[2]

    @property
    def children(self) -> Iterator[Element]:
        return (part for part in self.content if isinstance(part, Element))

    @property
    def text(self) -> str:
        """All text within, children's included, in its order."""
        return "".join(part if isinstance(part, str) else part.text for part in self.content)

    def child(self, name: str) -> Element | None:
        """The first child of this name."""
        return next((child for child in self.children if child.name == name), None)

    def __str__(self) -> str:
        return self.text


def read_xml(payload: bytes) -> Element:
    """The root element of an XML payload, in the encoding that it declares.

    Raises PageUnreadable: `empty`, `xml-entities` for any document type and so for every entity of its own, `html`,
    `error-answer` and `not-xml` for JSON, `bad-encoding`, `truncated`, `too-deep`, `too-large`, `not-xml`.
    """
    if not payload.removeprefix(codecs.BOM_UTF8).strip():
        raise PageUnreadable("empty", "the answer has no content")
    _refuse_other_forms(payload)
    parser = DefusedXMLParser(target=_Tree(), forbid_dtd=True)
    try:
        parser.feed(payload)
        root = parser.close()
    except DefusedXmlException:
        raise PageUnreadable(
            "xml-entities", "the answer declares a document type, which is not read"
        ) from None
    except ParseError as error:
        _refuse(payload, error)
    except (LookupError, ValueError) as error:
        raise PageUnreadable("bad-encoding", f"the letters cannot be read: {shortened(str(error))}") from None
    assert isinstance(root, Element)
    if root.local_name.lower() == "html":
        raise PageUnreadable("html", f"a web page in place of data: {_shown(root.text)}")
    return root


class _Tree:
    """Builds the tree while the parser reads, and stops where it grows beyond its bounds."""

    def __init__(self) -> None:
        self._open = [Element("", {}, [])]
        self._count = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._count += 1
        if len(self._open) > DEEPEST:
            raise PageUnreadable("too-deep", "elements within one another without end")
        if self._count > MOST_ELEMENTS:
            raise PageUnreadable("too-large", f"more than {MOST_ELEMENTS:,} elements")
        element = Element(name, attributes, [])
        self._open[-1].content.append(element)
        self._open.append(element)

    def end(self, name: str) -> None:  # noqa: ARG002
        self._open.pop()

    def data(self, text: str) -> None:
        self._open[-1].content.append(text)

    def close(self) -> Element:
        return next(self._open[0].children)


def _refuse_other_forms(payload: bytes) -> None:
    """PageUnreadable where a web page or JSON stands in place of XML."""
    start = payload[:_BEGINNING].decode("utf-8-sig", "replace")
    if _HTML.match(_ASIDE.sub("", start)):
        raise PageUnreadable("html", f"a web page in place of data: {_shown(start)}")
    if not start.lstrip().startswith(("{", "[")):
        return
    try:
        value = json.loads(payload)
    except (ValueError, RecursionError):
        value = None
    if isinstance(value, dict):
        refuse_error(value)
    raise PageUnreadable("not-xml", f"JSON in place of XML: {_shown(start)}")


def _refuse(payload: bytes, error: ParseError) -> NoReturn:
    if error.code in _OTHER_LETTERS or not (_DECLARED.search(payload[:_SHOWN]) or _is_unicode(payload)):
        raise PageUnreadable("bad-encoding", f"not in the encoding it should be in: {error}") from None
    if error.code in _CUT_OFF:
        raise PageUnreadable("truncated", f"the answer ends within an element: {error}") from None
    raise PageUnreadable("not-xml", str(error)) from None


def _is_unicode(payload: bytes) -> bool:
    """Whether the bytes are of the two encodings that need no declaration; a cut in mid-letter is no fault here."""
    is_utf16 = payload.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        codecs.getincrementaldecoder("utf-16" if is_utf16 else "utf-8")().decode(payload)
    except UnicodeDecodeError:
        return False
    return True


def _shown(text: str) -> str:
    return shortened(" ".join(text[:_SHOWN].split()))
