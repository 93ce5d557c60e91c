"""The Welsh catalogue: whole, with the same places in every sentence, and with the plurals that Welsh has."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from alerts.language import Language, ngettext, speaking
from alerts.language.catalogue import CATALOGUES

ROOT = Path(__file__).parents[3]
KEYWORDS = {**DEFAULT_KEYWORDS, "_": None, "later": None}
_PLACE = re.compile(r"%\(\w+\)s|%%|\{\w+\}|</?[a-z]+[^>]*>")


@pytest.fixture(scope="module")
def welsh() -> Catalog:
    with (CATALOGUES / "cy.po").open("rb") as file:
        return read_po(file, locale="cy", abort_invalid=True)


@pytest.fixture(scope="module")
def said_in_the_code() -> dict[str, set[str]]:
    """Every text marked for translation, by its first form, with the files that say it."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found: dict[str, set[str]] = {}
    for folder in ("alerts", "geo"):
        for path, _line, text, _comments, _context in extract_from_dir(
            ROOT / folder,
            [(pattern.removeprefix(f"{folder}/"), way) for pattern, way in methods],
            options,
            KEYWORDS,
        ):
            found.setdefault(text[0] if isinstance(text, tuple) else text, set()).add(f"{folder}/{path}")
    return found


def messages(catalogue: Catalog) -> Iterator[tuple[str, Message]]:
    for message in catalogue:
        if message.id:
            yield message.id[0] if isinstance(message.id, tuple) else message.id, message


def forms(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, (tuple, list)) else (message.string,)


def test_every_text_of_the_code_is_in_the_catalogue_and_no_other(
    welsh: Catalog, said_in_the_code: dict[str, set[str]]
) -> None:
    assert len(said_in_the_code) > 500
    known = {text for text, _message in messages(welsh)}
    assert sorted(set(said_in_the_code) - known) == [], "run `make texts`, then translate what is new"
    assert sorted(known - set(said_in_the_code)) == [], "run `make texts`"


def test_every_text_has_a_welsh_translation_that_nobody_has_to_check_again(welsh: Catalog) -> None:
    assert [text for text, message in messages(welsh) if message.fuzzy or not all(forms(message))] == []


def test_a_translation_has_the_same_places_and_the_same_markup_as_its_text(welsh: Catalog) -> None:
    for text, message in messages(welsh):
        for form in filter(None, forms(message)):
            theirs = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
            places = [sorted(_PLACE.findall(each)) for each in theirs]
            assert sorted(_PLACE.findall(form)) in places, (text, form)


def test_no_translation_brings_markup_that_its_text_does_not_have(welsh: Catalog) -> None:
    for text, message in messages(welsh):
        for form in forms(message):
            if "<" not in text:
                assert not set(form) & set('<>"&'), (text, form)


def test_a_count_has_the_six_forms_of_welsh(welsh: Catalog) -> None:
    assert welsh.num_plurals == 6
    plurals = [message for _text, message in messages(welsh) if isinstance(message.id, tuple)]
    assert len(plurals) >= 8
    assert {len(forms(message)) for message in plurals} == {6}


DAYS_LEFT = {
    0: "0 diwrnod ar ôl",
    1: "1 diwrnod ar ôl",
    2: "2 ddiwrnod ar ôl",
    3: "3 diwrnod ar ôl",
    6: "6 diwrnod ar ôl",
    7: "7 diwrnod ar ôl",
}
APPLICATIONS = {
    0: "0 cais cynllunio",
    1: "1 cais cynllunio",
    2: "2 gais cynllunio",
    3: "3 chais cynllunio",
    6: "6 chais cynllunio",
    7: "7 cais cynllunio",
    20: "20 cais cynllunio",
}


@pytest.mark.parametrize("days", DAYS_LEFT)
def test_days_are_counted_as_welsh_counts_them(days: int) -> None:
    with speaking(Language.WELSH):
        assert ngettext("{days} day left", "{days} days left", days).format(days=days) == DAYS_LEFT[days]
    assert ngettext("{days} day left", "{days} days left", 1) == "{days} day left"
    assert ngettext("{days} day left", "{days} days left", 2) == "{days} days left"


@pytest.mark.parametrize("count", APPLICATIONS)
def test_applications_are_counted_with_the_mutation_that_follows_the_number(count: int) -> None:
    with speaking(Language.WELSH):
        words = ngettext("{count} planning application", "{count} planning applications", count)
    assert words.format(count=count) == APPLICATIONS[count]
