"""The text part of an e-mail: its lines broken at words, but for links, which stand whole."""

import re
import textwrap

LINE_LETTERS = 76
_LINK = re.compile(r"(?:https?://|mailto:|\{\{link:)\S*")
_NAMED = re.compile(r"[A-Z][a-z]+(?: [a-z]+)?: ")
_BLANK_LINES = re.compile(r"\n{3,}")


def wrapped(text: str) -> str:
    """Every line of prose at most 76 letters long where its words allow; never more than one blank line together.

    What follows a name (`Address: …`) is set in by two spaces from its second line on.
    """
    lines = (_wrapped_line(line.rstrip()) for line in text.strip().split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)) + "\n"


def _wrapped_line(line: str) -> str:
    if len(line) <= LINE_LETTERS or _LINK.match(line):
        return line
    lead = line[: len(line) - len(line.lstrip())]
    further = lead + "  " if lead or _NAMED.match(line) else ""
    return textwrap.fill(
        line.strip(),
        LINE_LETTERS,
        initial_indent=lead,
        subsequent_indent=further,
        break_long_words=False,
        break_on_hyphens=False,
        replace_whitespace=False,
    )
