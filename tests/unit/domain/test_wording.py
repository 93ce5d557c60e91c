"""Plain words, the same on pages and in e-mails."""

from datetime import date

import pytest

from alerts.domain.application import Decision, Status
from alerts.domain.change import Change, ChangeKind, Difference
from alerts.domain.subscription import CHOICES_OF_CHANGE, Frequency
from alerts.domain.watch_area import AreaKind, AreaName, WatchArea
from alerts.domain.wording import (
    FREQUENCY_WORDS,
    KIND_CHOICES,
    KIND_WORDS,
    about_area,
    change_words,
    comments_had_closed,
    council_name,
    day_words,
    days_left_words,
    deadline_words,
    first_large,
    headline,
    kind_summary,
    status_words,
    type_words,
)
from tests.factories import TODAY, a_circle, a_ward, all_of, an_application, around_nw5, following


def test_a_day_is_written_out() -> None:
    assert day_words(date(2026, 12, 1)) == "Tuesday 1 December"
    assert day_words(date(2026, 12, 1), with_year=True) == "Tuesday 1 December 2026"


@pytest.mark.parametrize(
    ("days", "words"),
    [(-3, "closed"), (0, "today is the last day"), (1, "1 day left"), (2, "2 days left")],
)
def test_days_left_are_counted_in_words(days: int, words: str) -> None:
    assert days_left_words(days) == words


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, "Waiting for a decision"),
        ({"status": None}, "Registered"),
        ({"status": None, "status_raw": None}, "Not said"),
        ({"status": Status.RETURNED}, "Returned to the applicant"),
        ({"status": Status.DETERMINED}, "Decided"),
        ({"decision": Decision.REFUSED}, "Refused"),
        ({"decision": Decision.SPLIT}, "Partly granted, partly refused"),
        ({"decision": Decision.OTHER, "decision_raw": "Opinion issued"}, "Decided (Opinion issued)"),
        ({"decision_raw": "XQZ7"}, "Decided (XQZ7)"),
        ({"decision_date": date(2026, 6, 9)}, "Decided"),
        ({"decision": Decision.GRANTED, "withdrawn_date": date(2026, 6, 9)}, "Withdrawn"),
    ],
)
def test_a_status_is_said_in_plain_words_and_in_the_registers_where_we_know_none(
    changed: dict[str, object], words: str
) -> None:
    assert status_words(an_application(**changed)) == words


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"consultation_end_date": date(2026, 6, 26)}, "Comment by Friday 26 June, 16 days left"),
        ({"consultation_end_date": TODAY}, "Comment by Wednesday 10 June, today is the last day"),
        ({"consultation_end_date": date(2026, 6, 9)}, "Comments closed on Tuesday 9 June"),
        ({"consultation_end_date": date(2027, 1, 4)}, "Comment by Monday 4 January 2027, 208 days left"),
        ({"valid_date": None}, "See the council's page for the last day to comment"),
        ({"decision": Decision.REFUSED, "consultation_end_date": date(2026, 6, 26)}, None),
    ],
)
def test_the_last_day_to_comment_is_said_with_the_days_left(
    changed: dict[str, object], words: str | None
) -> None:
    assert deadline_words(an_application(**changed), TODAY) == words


@pytest.mark.parametrize(
    ("valid", "tense"), [(date(2026, 6, 3), "is Wednesday 24 June"), (date(2026, 5, 4), "was Monday 25 May")]
)
def test_an_estimate_is_marked_as_one(valid: date, tense: str) -> None:
    assert deadline_words(an_application(valid_date=valid), TODAY) == (
        f"See the council's page for the last day to comment. Our estimate {tense}: "
        "21 days after the application became valid"
    )


@pytest.mark.parametrize(
    ("end", "had_closed"),
    [(None, False), (date(2026, 6, 9), True), (TODAY, False), (date(2026, 6, 11), False)],
)
def test_comments_had_closed_if_their_last_day_was_before_the_day_on_which_we_noticed(
    end: date | None, had_closed: bool
) -> None:
    assert comments_had_closed(an_application(consultation_end_date=end), TODAY) is had_closed


def test_a_summary_counts_each_kind_in_a_fixed_order() -> None:
    kinds = [ChangeKind.DECIDED, ChangeKind.DEADLINE_NEAR, ChangeKind.NEW, ChangeKind.NEW]
    assert kind_summary(kinds) == "2 new, 1 decided, 1 closing soon"


def test_differences_are_shown_in_words_and_raw_words_win_over_codes() -> None:
    change = Change(
        ChangeKind.DECIDED,
        (
            Difference("consultation_end_date", None, "2026-07-01"),
            Difference("decision", None, "refused"),
            Difference("decision_raw", None, "Refused and Warning"),
            Difference("address", "14 Falkland Road", "16 Falkland Road"),
            Difference("a field of long ago", "x", "y"),
        ),
    )
    assert change_words(change) == (
        ("Last day to comment", "nothing", "Wednesday 1 July 2026"),
        ("Decision", "nothing", "Refused and Warning"),
        ("Address", "14 Falkland Road", "16 Falkland Road"),
    )


def test_every_kind_and_frequency_has_words() -> None:
    assert set(KIND_WORDS) == set(ChangeKind)
    assert set(KIND_CHOICES) == set(CHOICES_OF_CHANGE)
    assert set(FREQUENCY_WORDS) == set(Frequency)


@pytest.mark.parametrize(
    ("watch", "words"),
    [
        (around_nw5(), "within 400 m of NW5 1TL"),
        (WatchArea(AreaName(AreaKind.POSTCODE, "NW51TL:0"), "in NW5 1TL"), "in NW5 1TL"),
        (a_circle(), "within 400 m of your point"),
        (a_ward(), "in Kentish Town South ward, Camden"),
        (all_of(), "in Camden"),
        (WatchArea(AreaName(AreaKind.SHAPE, "0123abcd"), "the area you drew"), "in the area you drew"),
        (following(), "about application 2026/0123/P"),
    ],
)
def test_what_alerts_are_about_goes_on_from_the_word_alerts(watch: WatchArea, words: str) -> None:
    assert about_area(watch) == words


def test_only_the_first_letter_is_made_large() -> None:
    assert first_large("within 400 m of NW5 1TL") == "Within 400 m of NW5 1TL"
    assert first_large("") == ""


def test_a_long_description_is_cut_at_a_word() -> None:
    assert headline("A shed") == "A shed"
    assert headline("") == "No description given"
    assert headline("word " * 50) == "word " * 21 + "word …"


def test_a_type_is_said_plainly_or_as_the_register_has_it_or_not_at_all() -> None:
    assert type_words(an_application()) == "Householder: extending or altering a home"
    assert type_words(an_application(application_type=None)) == "Householder Application"
    assert type_words(an_application(application_type=None, application_type_raw=None)) == "Not given"


def test_a_council_without_a_name_goes_by_its_code() -> None:
    assert council_name("E09000007") == "Camden"
    assert council_name("E99999999") == "E99999999"
