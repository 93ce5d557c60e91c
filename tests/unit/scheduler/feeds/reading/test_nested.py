"""Records of objects within objects, laid flat."""

from scheduler.feeds.reading.nested import flattened, take_first
from scheduler.feeds.reading.payload import RepeatedNames
from scheduler.feeds.reading.record import Record
from scheduler.feeds.reading.words import read_text

BRANCHES = frozenset({"site", "site.address"})


def test_branches_are_opened_and_nothing_else_is() -> None:
    record = {
        "id": 1,
        "site": {"address": {"uprn": "7"}, "shape": {"type": "Point"}},
        "officer": {"name": "A"},
    }
    assert flattened(record, BRANCHES) == {
        "id": 1,
        "site.address.uprn": "7",
        "site.shape": {"type": "Point"},
        "officer": {"name": "A"},
    }


def test_a_branch_that_is_no_object_stays_what_it_is() -> None:
    assert flattened({"site": ["x"]}, BRANCHES) == {"site": ["x"]}
    assert flattened("x", BRANCHES) == "x"
    assert flattened({"id": 1, "site": None}, BRANCHES) == {"id": 1}


def test_a_name_twice_anywhere_makes_the_record_one_of_repeated_names() -> None:
    assert isinstance(flattened({"site": RepeatedNames({"a": 1})}, BRANCHES), RepeatedNames)
    assert isinstance(flattened(RepeatedNames({"a": 1}), BRANCHES), RepeatedNames)
    assert isinstance(flattened({"site.a": 1, "site": {"a": 2}}, BRANCHES), RepeatedNames)


def test_the_first_field_that_says_anything_counts_and_all_are_taken() -> None:
    record = Record({"a": " ", "b": ["x"], "c": "third", "d": "fourth"})
    assert take_first(record, ("a", "b", "c", "d"), read_text, "address") == "third"
    assert record.remaining == ()
    assert record.notes == ("unreadable:address",)
