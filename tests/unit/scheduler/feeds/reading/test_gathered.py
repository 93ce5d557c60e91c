"""Readings of one page, sorted into applications and problems."""

import pytest

from alerts.domain.application import Application
from scheduler.feeds.reading.gathered import gather, read_record
from scheduler.feeds.reading.payload import RepeatedNames
from scheduler.feeds.reading.record import FieldReading, FieldUnfit, Reading, Record, RecordUnfit
from scheduler.page import Problem


def application(key: str, description: str = "A shed.") -> Application:
    return Application(feed="f", feed_key=key, authority="E09000007", reference=key, description=description)


def read(*outcomes: Application | Problem) -> tuple[Reading, ...]:
    return tuple(Reading("", outcome) for outcome in outcomes)


def unfit(raw: object) -> str:
    raise FieldUnfit("unreadable")


def test_applications_and_problems_are_told_apart_and_counted() -> None:
    wrong = Problem("missing-key", "no key")
    assert gather(read(application("1"), wrong, application("2")))[:3] == (
        3,
        (application("1"), application("2")),
        (wrong,),
    )


@pytest.mark.fault("C-01")
def test_a_repeat_that_says_the_same_is_counted_and_not_noted() -> None:
    found = gather(read(application("1"), application("1"), application("1")))
    assert (found.fetched, found.applications) == (3, (application("1"),))


@pytest.mark.fault("C-01")
def test_of_repeats_that_differ_the_last_is_taken_and_noted() -> None:
    (kept,) = gather(
        read(application("1", "One."), application("1", "Two."), application("1", "Two."))
    ).applications
    assert (kept.description, kept.notes) == ("Two.", ("conflicting-repeat",))


def test_a_record_that_cannot_be_read_is_a_problem_that_names_it() -> None:
    def build(record: Record) -> Application:
        raise RecordUnfit("missing-reference", "none")

    reading = read_record({"id": "A\x00\ud800 1"}, "id", build)
    assert reading.outcome == Problem("missing-reference", "none", "A 1")


@pytest.mark.fault("F-11")
def test_a_record_too_deep_to_be_read_is_a_problem_and_no_crash() -> None:
    def build(record: Record) -> Application:
        return build(record)

    reading = read_record({"id": "1"}, "id", build)
    assert isinstance(reading.outcome, Problem)
    assert (reading.outcome.reason, reading.outcome.record) == ("too-deep", "1")


@pytest.mark.fault("F-11")
def test_a_record_with_a_field_twice_is_not_read() -> None:
    def build(record: Record) -> Application:
        raise AssertionError("nobody can say which value was meant")

    outcome = read_record(RepeatedNames({"id": "1"}), "id", build).outcome
    assert isinstance(outcome, Problem)
    assert outcome.reason == "repeated-field"


def test_each_field_is_taken_once_and_the_rest_is_left_over() -> None:
    record = Record({"a": "1", "b": " ", "c": [1], "secret": "x", "new": 1})
    assert record.take("a", str, "a") == "1"
    assert record.take("b", str, "b") is None
    assert record.take("c", unfit, "letter") is None
    assert record.take("d", str, "d") is None
    assert record.take("", str, "not in this feed") is None
    record.pass_over(["secret"])
    assert record.taken == (
        FieldReading("a", "1", "1", "a"),
        FieldReading("b", " ", None, "b"),
        FieldReading("c", [1], None, "letter", "unreadable"),
        FieldReading("d", None, None, "d"),
    )
    assert [field.is_filled for field in record.taken] == [True, False, True, False]
    assert (record.notes, record.remaining) == (("unreadable:letter",), ("new",))
    assert record.remaining[0].raw == 1


@pytest.mark.parametrize(
    ("raw", "reason"), [(None, "missing-key"), ("  ", "missing-key"), ([1], "bad-field")]
)
def test_a_field_that_must_be_there_says_what_is_wrong_with_it(raw: object, reason: str) -> None:
    record = Record({"id": raw})
    with pytest.raises(RecordUnfit) as refused:
        record.require("id", unfit, "missing-key")
    assert refused.value.reason == reason
    assert [(field.name, field.raw, field.read_as, field.called) for field in record.taken] == [
        ("id", raw, None, "key")
    ]
