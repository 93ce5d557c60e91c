"""The language that people are spoken to in: English as it is written here, Welsh from a catalogue.

Who speaks is set at the edges, a request or an e-mail to one person, by `speaking`; all below says its words
through `_`. A language is the context's own, so that two requests at once do not hear one another's.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum

from alerts.language.catalogue import catalogue


class Language(StrEnum):
    """What the site speaks, by the code that HTML and dates take."""

    ENGLISH = "en"
    WELSH = "cy"


_current: ContextVar[Language] = ContextVar("language", default=Language.ENGLISH)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Say everything within in this language."""
    before = _current.set(language)
    try:
        yield
    finally:
        _current.reset(before)


def spoken() -> Language:
    """The language that is spoken at the moment."""
    return _current.get()


def html_code() -> str:
    """What HTML calls the language spoken."""
    return "en-GB" if spoken() is Language.ENGLISH else str(spoken())


def _(text: str) -> str:
    """The text in the language spoken; as it stands where the catalogue does not have it."""
    return catalogue(spoken()).gettext(text) if text else ""


def ngettext(one: str, many: str, number: int) -> str:
    """The form of a text that goes with a number: Welsh has six of them, English two."""
    return catalogue(spoken()).ngettext(one, many, number)


def pgettext(context: str, text: str) -> str:
    """A short text whose translation depends on where it stands."""
    return catalogue(spoken()).pgettext(context, text)


def npgettext(context: str, one: str, many: str, number: int) -> str:
    """As `ngettext`, for a text whose translation depends on where it stands."""
    return catalogue(spoken()).npgettext(context, one, many, number)


def later(text: str) -> str:
    """Mark a text of a table for the catalogue; it is said through `_` when it is used."""
    return text
