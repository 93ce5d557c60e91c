"""Cursors: nobody makes one up, changes one, or goes on with another query."""

import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.domain.register_query import Position
from alerts.web.api.cursor import CursorRefused, read_cursor, write_cursor

KEY = "a key of these tests"
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(st.builds(Position, st.integers(1, 2**31), st.none() | MOMENTS), st.text())
def test_a_position_comes_back_to_the_microsecond(position: Position, asked: str) -> None:
    assert read_cursor(write_cursor(position, asked, KEY), asked, KEY) == position


@pytest.mark.fault("W-23")
def test_a_cursor_is_refused_with_another_query_or_another_key() -> None:
    cursor = write_cursor(Position(7), '{"q":"loft"}', KEY)
    for asked, key in (('{"q":"lof"}', KEY), ("", KEY), ('{"q":"loft"}', KEY + "x")):
        with pytest.raises(CursorRefused):
            read_cursor(cursor, asked, key)


@pytest.mark.fault("W-23")
def test_a_cursor_is_refused_wherever_a_letter_of_it_is_changed_or_left_out() -> None:
    cursor = write_cursor(Position(7, datetime(2026, 6, 10, tzinfo=UTC)), "", KEY)
    for place, letter in enumerate(cursor):
        other = "A" if letter != "A" else "B"
        for changed in (cursor[:place] + other + cursor[place + 1 :], cursor[:place] + cursor[place + 1 :]):
            with pytest.raises(CursorRefused):
                read_cursor(changed, "", KEY)


@pytest.mark.fault("W-23")
@pytest.mark.parametrize(
    "forged", ["", ".", "WzFd", "WzFd.", ".WzFd", "WzFd." + "A" * 43, "é.é", "WzFd=.x", "\x00" * 50]
)
def test_what_is_no_cursor_is_refused_and_nothing_worse(forged: str) -> None:
    with pytest.raises(CursorRefused):
        read_cursor(forged, "", KEY)


@pytest.mark.fault("W-23")
def test_a_seal_of_another_position_does_not_open_this_one() -> None:
    ours = write_cursor(Position(7), "", KEY)
    forged = base64.urlsafe_b64encode(b"[1000000]").decode().rstrip("=") + ours[ours.index(".") :]
    with pytest.raises(CursorRefused):
        read_cursor(forged, "", KEY)
