"""Feeds that lead a poll in a circle."""

from dataclasses import replace

import pytest

from scheduler.loops import LoopGuard
from scheduler.page import PageUnreadable
from scheduler.request import Request

A = Request("https://feed.example/page", (("page", "1"),), step="page", cursor="one")
B = Request("https://feed.example/page", (("page", "2"),), step="page", cursor="two")
C = Request("https://feed.example/page", (("page", "3"),), step="page", cursor="three")
WATERMARK = Request("https://feed.example/moved", step="watermark")


@pytest.fixture
def guard() -> LoopGuard:
    return LoopGuard()


def looped() -> "pytest.RaisesExc[PageUnreadable]":
    return pytest.raises(PageUnreadable, match=r"^page-loop: ")


@pytest.mark.fault("F-15")
def test_a_page_that_leads_to_itself_is_a_loop(guard: LoopGuard) -> None:
    guard.seen(A)
    with looped():
        guard.seen(A)


@pytest.mark.fault("F-15")
def test_a_page_that_leads_back_to_an_earlier_one_is_a_loop(guard: LoopGuard) -> None:
    guard.seen(A)
    guard.seen(B)
    with looped():
        guard.seen(A)


@pytest.mark.fault("F-15")
def test_a_loop_is_told_although_the_cursor_counts_on(guard: LoopGuard) -> None:
    guard.seen(A)
    guard.seen(replace(A, cursor="two"))
    with looped():
        guard.seen(replace(A, cursor="three"))


def test_a_poll_may_start_over_once_where_the_feed_moved_under_it(guard: LoopGuard) -> None:
    for request in (A, B, replace(A, cursor="again one"), replace(B, cursor="again two")):
        guard.seen(request)
        guard.read(request, f"page {request.params}".encode(), True)


@pytest.mark.parametrize(
    "other",
    [
        replace(A, method="POST"),
        replace(A, url="https://feed.example/other"),
        replace(A, params=(("page", "10"),)),
        replace(A, body=b"{}"),
        replace(A, step="closing"),
    ],
    ids=["method", "url", "params", "body", "step"],
)
def test_requests_that_differ_in_anything_asked_are_no_loop(guard: LoopGuard, other: Request) -> None:
    guard.seen(A)
    guard.seen(other)


@pytest.mark.fault("F-15")
def test_the_same_records_for_another_page_are_a_loop(guard: LoopGuard) -> None:
    guard.read(A, b"[1, 2]", True)
    with looped():
        guard.read(B, b"[1, 2]", True)


@pytest.mark.fault("F-15")
def test_the_same_records_two_pages_on_are_a_loop(guard: LoopGuard) -> None:
    guard.read(A, b"[1, 2]", True)
    guard.read(B, b"[3, 4]", True)
    with looped():
        guard.read(C, b"[1, 2]", True)


def test_an_answer_without_records_may_come_as_often_as_it_likes(guard: LoopGuard) -> None:
    guard.read(WATERMARK, b"[]", False)
    guard.read(A, b"[]", False)
    guard.read(B, b"[]", False)


def test_steps_that_overlap_may_be_given_the_same_records(guard: LoopGuard) -> None:
    guard.read(replace(A, step="first week"), b"[1]", True)
    guard.read(replace(B, step="second week"), b"[1]", True)


def test_one_poll_does_not_know_what_another_asked() -> None:
    LoopGuard().seen(A)
    LoopGuard().seen(A)
