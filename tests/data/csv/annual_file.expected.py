"""What `annual_file.csv` says, read by hand; CP850, semicolons, years of two digits, no line end at its end."""

from datetime import date

from alerts.domain.application import Decision, Status

FETCHED = 3

PROBLEMS: list[tuple[str, str]] = []

APPLICATIONS = {
    "22/00301/B": {
        "reference": "22/00301/B",
        "description": "Café terrace",
        "address": "1 The Quay",
        "status": Status.DETERMINED,
        "decision": Decision.GRANTED,
        "decision_raw": "PER",
        "received_date": date(2022, 3, 29),
        "decision_date": date(2022, 5, 3),
    },
    # A word that only the operator knows.
    "22/00302/B": {
        "reference": "22/00302/B",
        "description": "Demolition; new dwelling",
        "address": "2 The Quay",
        "status": Status.DETERMINED,
        "decision": Decision.OTHER,
        "decision_raw": "WOE",
        "received_date": date(2022, 4, 1),
    },
    "22/00303/B": {
        "reference": "22/00303/B",
        "description": "A wall",
        "address": "3 The Quay",
        "status": Status.DETERMINED,
        "decision": Decision.REFUSED,
        "decision_raw": "REF",
        "decision_date": date(2022, 5, 4),
        "notes": ("bad-date:received_date",),
    },
}
