"""One line an event, whatever stands in it, and nothing of a person in it."""

import io
import json
import logging
from typing import Any

import pytest

from alerts.cli.logs import OneLine, json_lines, with_context
from alerts.domain.masking import Mask
from alerts.log_context import saying

HOSTILE = "a\r\n2026-01-01 ERROR forged: \x1b[31mred\x07 \u202e\u2028 \x85end"
SECRET = "a secret of the tests"


def written(form: logging.Formatter, message: str, *values: object, error: Exception | None = None) -> str:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(form)
    handler.addFilter(lambda record: with_context(record) or True)
    logger = logging.Logger("tests")
    logger.addHandler(handler)
    logger.error(message, *values, exc_info=error)
    return stream.getvalue()


def logged(message: str, *values: object, error: Exception | None = None) -> str:
    return written(OneLine("%(levelname)s %(message)s%(context)s"), message, *values, error=error)


def as_json(message: str, *values: object, error: Exception | None = None) -> dict[str, Any]:
    said = written(json_lines(Mask([SECRET])), message, *values, error=error)
    assert said.count("\n") == 1
    assert said.isascii()
    return dict(json.loads(said))


def failure(words: str) -> Exception:
    recipient = "jane@example.org"
    try:
        raise ValueError(f"{words} {recipient}")
    except ValueError as error:
        return error


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


@pytest.mark.fault("W-28")
def test_in_json_an_event_is_one_document_that_says_what_was_said() -> None:
    event = as_json("the feed says %s", HOSTILE)
    assert event["event"] == f"the feed says {HOSTILE}"
    assert (event["level"], event["logger"]) == ("error", "tests")
    assert event["timestamp"].endswith("Z")


def test_what_is_said_beside_an_event_is_part_of_it() -> None:
    with saying(job="poll camden"), saying(feed="camden", page=3):
        assert logged("cut short") == "ERROR cut short (job=poll camden feed=camden page=3)\n"
        event = as_json("cut short")
    assert {name: event[name] for name in ("job", "feed", "page")} == {
        "job": "poll camden",
        "feed": "camden",
        "page": 3,
    }
    assert logged("over") == "ERROR over\n"


def test_what_is_said_beside_an_event_cannot_pass_for_the_event() -> None:
    with saying(event="another", level="info"):
        event = as_json("the event")
    assert (event["event"], event["level"]) == ("the event", "error")


@pytest.mark.fault("P-06")
def test_no_address_stands_in_a_message_a_context_or_a_traceback() -> None:
    with saying(to="bob@example.org"):
        said = logged("to %s", "alice@example.org", error=failure("not delivered to"))
        event = as_json("to %s", "alice@example.org", error=failure("not delivered to"))
    for text in (said, json.dumps(event)):
        assert "@" not in text
        assert text.count("(address)") >= 3
    assert "ValueError: not delivered to (address)" in said
    assert "ValueError: not delivered to (address)" in event["exception"]


@pytest.mark.fault("U-15")
def test_no_secret_of_the_settings_stands_in_any_event() -> None:
    event = as_json("signed in with %s", SECRET, error=failure(SECRET))
    assert SECRET not in json.dumps(event)
    assert "signed in with (secret)" in event["event"]
