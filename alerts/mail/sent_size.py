"""How large an e-mail is once it is on its way, its links filled in and its parts encoded."""

import quopri
import re

_PLACEHOLDER = re.compile(r"\{\{link:((?:[a-z]{2}/)?[a-z]+):\d+:\d+\}\}")
_TOKEN_LETTERS = 74
_ADDRESS_LETTERS = len("/cy/unsubscribe/")
_AS_THEY_ARE = bytes([*b"\t\n", *range(32, 127)]).replace(b"=", b"")
_LEAST_OF_A_LINE = 72


def sent_bytes(parts: tuple[str, ...], base_url: str) -> int:
    """The bytes of these parts in quoted-printable, in which each `=` of HTML takes three."""
    longest = rf"{base_url}/\1/{'t' * _TOKEN_LETTERS}"
    filled = (_PLACEHOLDER.sub(longest, part) for part in parts)
    return sum(len(quopri.encodestring(part.encode("utf-8", "replace"))) for part in filled)


def surely_fit(parts: tuple[str, ...], base_url: str, most: int) -> bool:
    """Whether the parts are no larger than so many bytes, as far as that can be told without encoding them: where
    this says no, they may still be.
    """
    size = sum(_no_less_than(part.encode("utf-8", "replace")) for part in parts)
    links = sum(part.count("{{link:") for part in parts)
    size += links * (len(base_url) + _ADDRESS_LETTERS + _TOKEN_LETTERS)
    return size + 3 * (size // _LEAST_OF_A_LINE + 1) <= most


def _no_less_than(part: bytes) -> int:
    """At least the bytes of a part but for its soft line ends: at the end of a line a space, too, or a lone full stop
    takes three.
    """
    return len(part) + 2 * (len(part.translate(None, _AS_THEY_ARE)) + part.count(b"\n") + 1)
