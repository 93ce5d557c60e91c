"""Benchmarks are run together: all of them, and none that is only a part of another."""

from benchmarks import plan


def test_every_file_that_can_be_run_is_run_and_its_parts_are_not() -> None:
    names = {each.name for each in plan.planned(in_full=False)}
    assert {"cells", "rehearsal", "search", "sending"} <= names
    assert not names & {"__main__", "plan", "register", "smtp_sink", "outbox"}


def test_sizes_are_given_only_to_benchmarks_that_there_are() -> None:
    names = {each.name for each in plan.planned(in_full=True)}
    assert set(plan._ARGUMENTS) <= names


def test_a_full_run_is_larger_than_the_usual_one() -> None:
    usual = {each.name: each.arguments for each in plan.planned(in_full=False)}
    in_full = {each.name: each.arguments for each in plan.planned(in_full=True)}
    assert (usual["search"], in_full["search"]) == (("100000",), ("1000000",))
    assert usual.keys() == in_full.keys()
