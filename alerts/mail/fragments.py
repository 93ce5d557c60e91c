"""Parts of e-mails that are rendered once for many people, with holes where each person has words of their own.

The name of a hole is made of chance, anew in each process, so that nothing that a feed says can be taken for one.
What is put into a hole is written as the renderer and the inliner would have written it there.
"""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from alerts.domain.links import Placeholder, without_placeholders
from alerts.mail.plain_text import wrapped_lines

_CHANCE = secrets.token_hex(16)
_HOLE = re.compile(rf"{_CHANCE}([a-z]+)\.")
_WILD = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff]")
"""What a parser of HTML may change, drop or refuse: words with these are rendered whole."""


class Hole(str):
    """Stands in a rendering for words that differ by person; `format` leaves it as it is."""

    __slots__ = ()

    def __format__(self, _spec: str) -> str:
        return str(self)


def hole(name: str) -> Hole:
    """A hole of this name, which is of small letters."""
    return Hole(f"{_CHANCE}{name}.")


@dataclass(frozen=True)
class Filling:
    """What goes into the holes, by their names: as text, as HTML."""

    text: dict[str, str] = field(default_factory=dict)
    html: dict[str, str] = field(default_factory=dict)

    def put(self, name: str, words: str) -> None:
        """Words, which may come from a feed or a person."""
        if not isinstance(words, Placeholder):
            words = without_placeholders(words)
        self.text[name] = words
        self.html[name] = _between_tags(words)

    def put_attribute(self, name: str, words: str) -> None:
        """Words that stand as the value of an attribute, and in the HTML alone."""
        self.text[name] = words
        self.html[name] = _in_an_attribute(without_placeholders(words))

    @property
    def is_wild(self) -> bool:
        """Whether any of it is not for sure what the whole rendering would make of it."""
        return _WILD.search("".join(self.text.values())) is not None


@dataclass(frozen=True)
class HtmlPart:
    """HTML with holes: what stands still and the names of holes, by turns."""

    pieces: tuple[str, ...]

    def filled(self, filling: Filling) -> str:
        return _filled(self.pieces, filling.html)


@dataclass(frozen=True)
class TextPart:
    """Plain text with holes: lines that stand still, broken already, and lines with holes in them, by turns."""

    still: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]

    def filled(self, filling: Filling) -> str:
        found = [self.still[0]]
        for line, after in zip(self.lines, self.still[1:], strict=True):
            found += (wrapped_lines(_filled(line, filling.text)), after)
        return "".join(found)


def html_part(html: str) -> HtmlPart:
    return HtmlPart(tuple(_HOLE.split(html)))


def text_part(text: str) -> TextPart:
    """The part of a text that ends where a line does, or is followed by the end of one."""
    still, lines = [""], list[tuple[str, ...]]()
    for number, line in enumerate(text.split("\n")):
        end_before = "\n" if number else ""
        pieces = tuple(_HOLE.split(line))
        if len(pieces) == 1:
            still[-1] += end_before + wrapped_lines(line)
        else:
            still[-1] += end_before
            lines.append(pieces)
            still.append("")
    return TextPart(tuple(still), tuple(lines))


def _filled(pieces: tuple[str, ...], words: Mapping[str, str]) -> str:
    found = list(pieces)
    found[1::2] = [words[name] for name in pieces[1::2]]
    return "".join(found)


def _between_tags(words: str) -> str:
    written = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return written.replace("\xa0", "&nbsp;")


def _in_an_attribute(words: str) -> str:
    return words.replace("&", "&amp;").replace("\xa0", "&nbsp;").replace('"', "&quot;")
