"""One line an event, whatever stands in it."""

import io
import logging

import pytest

from alerts.cli.logs import OneLine

HOSTILE = "a\r\n2026-01-01 ERROR forged: \x1b[31mred\x07 \u202e\u2028 \x85end"


def logged(message: str, *values: object, error: Exception | None = None) -> str:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(OneLine("%(levelname)s %(message)s"))
    logger = logging.Logger("tests")
    logger.addHandler(handler)
    logger.error(message, *values, exc_info=error)
    return stream.getvalue()


@pytest.mark.fault("W-28")
def test_what_a_stranger_puts_into_an_event_adds_no_line_and_moves_no_cursor() -> None:
    said = logged("the feed says %s", HOSTILE)
    assert said == (
        "ERROR the feed says a\\r\\n2026-01-01 ERROR forged: \\x1b[31mred\\x07 \\u202e\\u2028 \\x85end\n"
    )


@pytest.mark.fault("W-28")
def test_the_lines_of_a_traceback_are_set_in() -> None:
    try:
        raise ValueError(HOSTILE)
    except ValueError as error:
        first, *rest = logged("it failed\nbadly", error=error).splitlines()
    assert first == "ERROR it failed\\nbadly"
    assert rest[0] == "  Traceback (most recent call last):"
    assert len(rest) >= 4
    assert all(line.startswith("  ") for line in rest)
    assert "\x1b" not in "".join(rest)


def test_plain_words_stay_as_they_are() -> None:
    assert logged("café ‘NW5 1TL’ costs %d €", 3) == "ERROR café ‘NW5 1TL’ costs 3 €\n"
