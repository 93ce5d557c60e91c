"""The way of an application: which stages, in which order, and at which one it stands."""

from datetime import date

import pytest

from alerts.domain.application import Application, Decision, Status
from alerts.domain.stage_wording import stage_lines
from alerts.domain.stages import Progress, Stage, StageName, stages
from tests.factories import TODAY, an_application

DONE, NOW, EXPECTED = Progress.DONE, Progress.NOW, Progress.EXPECTED
RECEIVED, VALID, CONSULTATION, DECISION = (
    StageName.RECEIVED,
    StageName.VALID,
    StageName.CONSULTATION,
    StageName.DECISION,
)
JUNE = {day: date(2026, 6, day) for day in range(1, 31)}
"""Today is 10 June; the application was received on the 1st and valid on the 3rd."""


def standing(application: Application) -> list[tuple[StageName, Progress]]:
    return [(stage.name, stage.progress) for stage in stages(application, TODAY)]


@pytest.mark.parametrize(
    ("changed", "progress"),
    [
        ({"valid_date": None}, (DONE, NOW, EXPECTED, EXPECTED)),
        ({"valid_date": JUNE[11]}, (DONE, NOW, EXPECTED, EXPECTED)),
        ({"consultation_start_date": JUNE[11]}, (DONE, NOW, EXPECTED, EXPECTED)),
        ({"consultation_start_date": JUNE[10]}, (DONE, DONE, NOW, EXPECTED)),
        ({"consultation_end_date": JUNE[10]}, (DONE, DONE, NOW, EXPECTED)),
        ({"valid_date": None, "consultation_end_date": JUNE[12]}, (DONE, DONE, NOW, EXPECTED)),
        ({}, (DONE, DONE, NOW, EXPECTED)),
        ({"consultation_end_date": JUNE[9]}, (DONE, DONE, DONE, NOW)),
        ({"valid_date": date(2026, 5, 19)}, (DONE, DONE, DONE, NOW)),
    ],
)
def test_an_open_application_stands_at_one_stage(
    changed: dict[str, object], progress: tuple[Progress, ...]
) -> None:
    expected = list(zip((RECEIVED, VALID, CONSULTATION, DECISION), progress, strict=True))
    assert standing(an_application(**changed)) == expected


@pytest.mark.parametrize(
    ("changed", "names"),
    [
        (
            {"decision": Decision.GRANTED, "consultation_end_date": JUNE[20]},
            "received valid consultation decision",
        ),
        ({"decision_raw": "XQZ7"}, "received valid decision"),
        ({"status": Status.DETERMINED, "valid_date": None}, "received decision"),
        ({"withdrawn_date": JUNE[9]}, "received valid withdrawn"),
        ({"withdrawn_date": JUNE[9], "decision_raw": "Withdrawn"}, "received valid withdrawn"),
        ({"status": Status.RETURNED, "valid_date": None}, "received returned"),
        ({"decision_raw": "Refused", "appeal_raw": "Lodged"}, "received valid decision appeal"),
        ({"appeal_start_date": JUNE[9]}, "received valid appeal"),
    ],
)
def test_one_that_is_over_shows_what_it_went_through(changed: dict[str, object], names: str) -> None:
    assert [name for name, _ in standing(an_application(**changed))] == names.split()


@pytest.mark.parametrize(("changed", "progress"), [({}, NOW), ({"appeal_decision_raw": "Dismissed"}, DONE)])
def test_an_appeal_lasts_until_it_is_decided(changed: dict[str, object], progress: Progress) -> None:
    appealed = an_application(decision=Decision.REFUSED, appeal_start_date=JUNE[5], **changed)
    assert standing(appealed)[-1] == (StageName.APPEAL, progress)


def test_what_no_feed_says_is_marked_as_an_estimate() -> None:
    _, _, consultation, decision = stages(an_application(), TODAY)
    assert consultation == Stage(CONSULTATION, NOW, None, JUNE[24], is_estimate=True)
    assert decision == Stage(DECISION, EXPECTED, None, date(2026, 7, 29), is_estimate=True)
    said = stages(an_application(consultation_end_date=JUNE[24]), TODAY)[2]
    assert said == Stage(CONSULTATION, NOW, None, JUNE[24], is_estimate=False)


def test_major_development_has_thirteen_weeks_and_some_types_have_no_such_time() -> None:
    major = stages(an_application(is_major=True, application_type="full"), TODAY)[-1]
    assert major.until == date(2026, 9, 2)
    trees = stages(an_application(application_type="notice-trees-in-con-area"), TODAY)[-1]
    assert (trees.until, trees.is_estimate) == (None, False)


def test_an_estimate_is_no_longer_shown_when_it_is_decided() -> None:
    decided = stages(an_application(decision=Decision.GRANTED, decision_date=JUNE[8]), TODAY)
    assert all(not stage.is_estimate for stage in decided)
    assert decided[-1] == Stage(DECISION, DONE, until=JUNE[8])


def lines(application: Application) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(line.title, line.progress_words, line.says) for line in stage_lines(application, TODAY)]


def test_the_lines_of_an_open_application() -> None:
    application = an_application(consultation_start_date=JUNE[4], consultation_end_date=JUNE[12])
    assert lines(application) == [
        ("Received", "Done", ("Monday 1 June 2026",)),
        ("Valid", "Done", ("Wednesday 3 June 2026",)),
        ("Comments", "Now", ("From Thursday 4 June 2026", "Until Friday 12 June 2026", "2 days left")),
        ("Decision", "Expected", ("Usually by Wednesday 29 July 2026: our estimate",)),
    ]


def test_the_lines_say_where_a_feed_says_nothing() -> None:
    application = an_application(received_date=None, valid_date=None, application_type=None)
    assert lines(application) == [
        ("Received", "Done", ("The feed gives no date.",)),
        ("Valid", "Now", ("The council checks whether it has all that it needs.",)),
        ("Comments", "Expected", ("The feed gives no last day to comment.",)),
        ("Decision", "Expected", ()),
    ]
    estimated = lines(an_application())[2]
    assert estimated[2] == ("Until about Wednesday 24 June 2026: our estimate, see the council’s page",)


def test_the_lines_of_an_appeal() -> None:
    application = an_application(
        decision=Decision.REFUSED,
        decision_date=JUNE[4],
        appeal_raw="Lodged",
        appeal_start_date=JUNE[8],
    )
    assert lines(application)[-2:] == [
        ("Decision", "Done", ("Refused", "Thursday 4 June 2026")),
        ("Appeal", "Now", ("Lodged", "Began on Monday 8 June 2026")),
    ]
