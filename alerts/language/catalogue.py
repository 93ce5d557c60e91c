"""Reads the catalogue of a language once: gettext's own .po files, compiled in memory; nothing has to be built."""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

CATALOGUES = Path(__file__).parent / "catalogues"


@cache
def catalogue(language: str) -> NullTranslations:
    """The translations of a language; English needs none."""
    source = CATALOGUES / f"{language}.po"
    if not source.is_file():
        return NullTranslations()
    compiled = BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)
