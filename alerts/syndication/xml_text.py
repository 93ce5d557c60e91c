"""Text that XML 1.0 can hold: characters that have no place in it, however they are written, are left out; pure."""

import re

_ILLEGAL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What section 2.2 of XML 1.0 leaves out, and the control characters that it advises against."""


def legal(text: str) -> str:
    """The text without what no reader of XML would take."""
    return _ILLEGAL.sub("", text)


def one_line(text: str) -> str:
    """The same in one line, as titles are."""
    return " ".join(legal(text).split())
