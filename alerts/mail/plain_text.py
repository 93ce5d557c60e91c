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
    return without_gaps(wrapped_lines(text.strip())) + "\n"


def wrapped_lines(text: str) -> str:
    """The lines of a part of such a text, each for itself."""
    return "\n".join([_wrapped_line(line.rstrip()) for line in text.split("\n")])


def without_gaps(text: str) -> str:
    """The text with no more than one blank line anywhere."""
    return _BLANK_LINES.sub("\n\n", text)


def _wrapped_line(line: str) -> str:
    if len(line) <= LINE_LETTERS or _LINK.match(line):
        return line
    words = line.lstrip()
    lead = line[: len(line) - len(words)]
    further = lead + "  " if lead or _NAMED.match(line) else ""
    if lead.strip(" ") or " ".join(words.split()) != words:
        return _with_odd_spaces(words, lead, further)
    return _broken_at_spaces(words, lead, further)


def _broken_at_spaces(words: str, lead: str, further: str) -> str:
    """As many words as fit into each line: what textwrap does, where single spaces are all that parts the words."""
    lines, begin, room = [], 0, LINE_LETTERS - len(lead)
    while len(words) - begin > room:
        end = words.rfind(" ", begin, begin + room + 1)
        if end < 0:
            end = words.find(" ", begin)
            if end < 0:
                break
        lines.append(words[begin:end])
        begin, room = end + 1, LINE_LETTERS - len(further)
    lines.append(words[begin:])
    return lead + f"\n{further}".join(lines)


def _with_odd_spaces(words: str, lead: str, further: str) -> str:
    return textwrap.fill(
        words,
        LINE_LETTERS,
        initial_indent=lead,
        subsequent_indent=further,
        break_long_words=False,
        break_on_hyphens=False,
        replace_whitespace=False,
    )
