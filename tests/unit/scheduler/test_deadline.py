"""Deadlines on a clock that is passed in."""

from scheduler.deadline import Deadline


def test_what_remains_shrinks_to_nothing_and_no_further() -> None:
    now = [100.0]
    deadline = Deadline.after(10, lambda: now[0])
    assert deadline.remaining_s() == 10.0
    now[0] = 109.5
    assert deadline.remaining_s() == 0.5
    now[0] = 200.0
    assert deadline.remaining_s() == 0.0


def test_a_socket_is_never_told_to_wait_for_nothing() -> None:
    assert Deadline(0.0, lambda: 1.0).socket_timeout_s() == 0.001


def test_a_shorter_time_within_a_deadline_ends_no_later_than_it() -> None:
    deadline = Deadline.after(10, lambda: 100.0)
    assert deadline.within(3).remaining_s() == 3.0
    assert deadline.within(30).remaining_s() == 10.0
