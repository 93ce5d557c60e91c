"""The language of a page is in its address alone: below `/cy` the site speaks Welsh, everywhere else English.

What a browser prefers and what it visited before change nothing, so that an address shows the same to everybody and
may be kept by any cache.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from alerts.language import Language, speaking, spoken

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from flask import Request

NAMES = {Language.ENGLISH: "English", Language.WELSH: "Cymraeg"}
"""What each language calls itself."""
PREFIXED = tuple(language for language in Language if language is not Language.ENGLISH)


class SpeakingByAddress:
    """Takes a language off the front of the path, and has the site speak it while it answers.

    The prefix moves to where WSGI keeps such things (SCRIPT_NAME): routes and guards see the address without it.
    """

    def __init__(self, site: "WSGIApplication") -> None:
        self._site = site

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        for language in PREFIXED:
            if path == f"/{language}" or path.startswith(f"/{language}/"):
                prefix = f"/{language}"
                below = {
                    "SCRIPT_NAME": environ.get("SCRIPT_NAME", "") + prefix,
                    "PATH_INFO": path.removeprefix(prefix) or "/",
                }
                with speaking(language):
                    return self._site(environ | below, start_response)
        with speaking(Language.ENGLISH):
            return self._site(environ, start_response)


class Version(NamedTuple):
    """The same page in a language: its code for HTML, what the language calls itself, and the page's address."""

    language: Language
    name: str
    address: str


ENGLISH_ALONE = "/admin"
"""The operators' pages are in one language."""


def versions(request: "Request") -> tuple[Version, ...]:
    """The page asked for in each language; none for an answer to a form, which has no address of its own."""
    if request.method not in ("GET", "HEAD") or request.path.startswith(ENGLISH_ALONE):
        return ()
    query = quote(request.query_string.decode("latin-1"), safe=_IN_QUERY)
    return _at(quote(request.path) + (f"?{query}" if query else ""))


def _at(rest: str) -> tuple[Version, ...]:
    return tuple(
        Version(each, NAMES[each], rest if each is Language.ENGLISH else f"/{each}{rest}")
        for each in Language
    )


_IN_QUERY = "%&=+;,/:?@!$'()*~"


def other_version(request: "Request", *, is_error: bool) -> Version | None:
    """The page in the language that is not spoken now. An error leads to the first page: its own address may be none
    of ours, or a link that must be shown to nobody.
    """
    if request.path.startswith(ENGLISH_ALONE):
        return None
    found = _at("/") if is_error else versions(request)
    return next((each for each in found if each.language is not spoken()), None)
