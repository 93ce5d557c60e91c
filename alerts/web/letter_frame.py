"""A letter's HTML by itself, for the frame in its page: it brings its looks, loads nothing and runs nothing."""

import base64
import re
from collections.abc import Iterable

from flask import Response, make_response

_PICTURE = re.compile(r'src="cid:([^"\s]+)"')
_LOOKS = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'self'; sandbox"
)
LETTER_POLICY = f"{_LOOKS} allow-popups allow-top-navigation-by-user-activation"
"""A letter may do nothing but look and lead elsewhere."""
DEAD_LETTER_POLICY = _LOOKS
"""A letter of somebody else's may only look."""


def framed(html: str, pictures: Iterable[tuple[str, bytes]], policy: str) -> Response:
    """The letter as an answer; `pictures` are those that it carries, by what it calls them."""
    answer = make_response(_with_pictures(html, dict(pictures)))
    answer.headers["Content-Security-Policy"] = policy
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    return answer


def _with_pictures(html: str, pictures: dict[str, bytes]) -> str:
    """The HTML with its pictures within it, as a browser does not look for them in the rest of an e-mail."""
    contents = {cid: base64.b64encode(content).decode() for cid, content in pictures.items()}

    def within(called: re.Match[str]) -> str:
        content = contents.get(called[1])
        return called[0] if content is None else f'src="data:image/png;base64,{content}"'

    return _PICTURE.sub(within, html)
