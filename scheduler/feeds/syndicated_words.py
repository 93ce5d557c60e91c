"""The words of a text that may hold HTML: tags go, scripts and styles with all they hold; nothing is ever rendered.

Not by the standard library's parser, which takes minutes over a hundred kilobytes of unclosed tags.
"""

import re
from collections.abc import Iterator

from scheduler.feeds.reading.words import clean_text, read_text

LONGEST_HTML = 100_000

# No branch reads on beyond the next "<", so that the time is in proportion to the length whatever the text.
_TAG = re.compile(
    r"""(?P<comment><!--)
      | <(?P<end>/?)(?P<name>[a-z][a-z0-9]*)\b(?:(?:[^<>"']|"[^"<]*"|'[^'<]*')*|[^<>]*)>
      | <[!?/][^<>]*>""",
    re.VERBOSE | re.IGNORECASE,
)
INLINE = frozenset(
    (
        "a",
        "abbr",
        "acronym",
        "b",
        "em",
        "font",
        "i",
        "mark",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "u",
    )
)
"""Tags that stand within a word: "<b>N</b>ew". All others end one: "…extension<br>Site: …"."""

WITHOUT_WORDS = frozenset({"head", "script", "style", "template"})


def read_words(raw: object) -> str:
    """One line of clean text without tags; numbers as written. FieldUnfit `unreadable` for anything else."""
    return without_tags(raw) if isinstance(raw, str) else read_text(raw)


def without_tags(text: str) -> str:
    """The words of a text: tags left out first, then entities read, once."""
    return clean_text("".join(_words(text[:LONGEST_HTML]))) if "<" in text else clean_text(text)


def _words(html: str) -> Iterator[str]:
    at, silent = 0, ""
    while tag := _TAG.search(html, at):
        if not silent:
            yield html[at : tag.start()]
        name = (tag["name"] or "").lower()
        at = _end_of_comment(html, tag.end()) if tag["comment"] else tag.end()
        if silent:
            silent = "" if tag["end"] and name == silent else silent
        elif name in WITHOUT_WORDS and not tag["end"]:
            silent = name
        if name and name not in INLINE:
            yield " "
    if not silent:
        yield html[at:]


def _end_of_comment(html: str, start: int) -> int:
    end = html.find("-->", start)
    return len(html) if end < 0 else end + len("-->")
