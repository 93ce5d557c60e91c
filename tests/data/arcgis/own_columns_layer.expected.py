"""What `own_columns_layer.json` says, read by hand; Esri's own form, with a council's own columns and words."""

from datetime import date

from alerts.domain.application import Decision, Status

FETCHED = 8

PROBLEMS = [("missing-reference", "n/a"), ("bad-record", ""), ("bad-record", "")]

APPLICATIONS = {
    # Placed in Web Mercator, as the whole answer says.
    "DC/26/0401": {
        "reference": "DC/26/0401",
        "description": "Two dwellings",
        "address": "The Paddock, Church Lane",
        "application_type": "full",
        "application_type_raw": "Full",
        "status": Status.UNDETERMINED,
        "status_raw": "Out to consultation",
        "received_date": date(2026, 6, 1),
        "consultation_end_date": date(2026, 6, 26),
        "site": ("point", 529029, 185096),
    },
    # Two squares of 100 m; without the hole in the first their centre would lie 2 m further west.
    "DC/26/0402": {
        "is_major": True,
        "reference": "DC/26/0402",
        "description": "Quarry",
        "address": "Church Lane",
        "application_type_raw": "Minerals",
        "status": Status.DETERMINED,
        "status_raw": "Closed",
        "decision": Decision.GRANTED,
        "decision_raw": "Permitted",
        "received_date": date(2026, 5, 12),
        "site": ("boundary", 529152, 185050),
    },
    # Metres of the Irish grid would lie in the Irish Sea if taken for ours.
    "DC/26/0403": {
        "reference": "DC/26/0403",
        "description": "A shed",
        "application_type": "full",
        "application_type_raw": "Full",
        "status": Status.DETERMINED,
        "status_raw": "Closed",
        "decision_raw": "Thrown out",
        "received_date": date(2026, 5, 12),
        "notes": ("unreadable:location",),
    },
    "DC/26/0404": {
        "reference": "DC/26/0404",
        "description": "A wall",
        "notes": ("bad-date:received_date", "not-a-number:location"),
    },
    "DC/26/0405": {
        "reference": "DC/26/0405",
        "description": "A path",
        "notes": ("malformed:boundary",),
    },
}
