"""How an application stands, from the words and codes of registers."""

import pytest

from alerts.domain.application import Decision, Status
from alerts.domain.vocabulary import Standing, standing


@pytest.mark.parametrize(
    ("status_raw", "decision_raw", "status", "decision"),
    [
        ("Application Received", None, Status.UNDETERMINED, None),
        ("Application Under Consideration", None, Status.UNDETERMINED, None),
        ("Registered", None, Status.UNDETERMINED, None),
        ("Approved", "PER", Status.DETERMINED, Decision.GRANTED),
        ("Approved", None, Status.DETERMINED, Decision.GRANTED),
        ("Approved", "GRAOD", Status.DETERMINED, Decision.GRANTED),
        (None, "GTD", Status.DETERMINED, Decision.GRANTED),
        ("Refused", "REF", Status.DETERMINED, Decision.REFUSED),
        ("REFUSED", None, Status.DETERMINED, Decision.REFUSED),
        ("Final Decision", "Granted", Status.DETERMINED, Decision.GRANTED),
        (
            "Final Decision",
            "Granted Subject to a Section 106 Legal Agreement",
            Status.DETERMINED,
            Decision.GRANTED,
        ),
        ("Final Decision", "Refused and Warning of Enforcement Action", Status.DETERMINED, Decision.REFUSED),
        ("Final Decision", "XYZ", Status.DETERMINED, None),
        ("Not Required", "Approved", Status.DETERMINED, Decision.NOT_REQUIRED),
        ("Unknown", "Not Required", Status.DETERMINED, Decision.NOT_REQUIRED),
        ("No Objection to Proposal (OBS only)", "NOOBJ", Status.DETERMINED, Decision.NO_OBJECTION),
        ("Objection Raised to Proposal (OBS only)", None, Status.DETERMINED, Decision.OBJECTION),
        ("Opinion Issued", None, Status.DETERMINED, Decision.OTHER),
        ("Withdrawn", "WDN", Status.WITHDRAWN, None),
        ("Registered", "Withdrawn", Status.WITHDRAWN, None),
        ("Withdrawn", "Approved", Status.WITHDRAWN, None),
        ("Returned", None, Status.RETURNED, None),
        ("Appeal In Progress", "Refused", Status.DETERMINED, Decision.REFUSED),
        ("Appeal in progress", "LW", Status.DETERMINED, None),
        ("Appeal Lodged", None, Status.UNDETERMINED, None),
        ("Registered", "Granted", Status.DETERMINED, Decision.GRANTED),
    ],
)
def test_words_of_certain_meaning_are_mapped_status_first(
    status_raw: str | None, decision_raw: str | None, status: Status, decision: Decision | None
) -> None:
    assert standing(status_raw, decision_raw) == Standing(status, decision)


@pytest.mark.parametrize(
    ("status_raw", "decision_raw"),
    [
        (None, None),
        ("", ""),
        ("Unknown", None),
        ("Lapsed", None),
        ("Superseded", None),
        ("Insufficient Fee", "NR"),
        (None, "GRTCA"),
        (None, "AC"),
        (None, "TO"),
        ("something new", "something else"),
        ("Granted in part", "Refusal recommended"),
        ("x" * 10_000, "y" * 10_000),
    ],
)
def test_words_and_codes_of_no_certain_meaning_stay_raw(
    status_raw: str | None, decision_raw: str | None
) -> None:
    assert standing(status_raw, decision_raw) == Standing(None, None)
