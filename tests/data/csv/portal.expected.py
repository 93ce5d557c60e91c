"""What `portal.json` says, read by hand; an open data portal's export with the list under a name."""

from datetime import date

from alerts.domain.application import Decision, Status

FETCHED = 4

PROBLEMS = [("missing-reference", ""), ("bad-record", "")]

APPLICATIONS = {
    "DC/26/0401/FUL": {
        "reference": "DC/26/0401/FUL",
        "description": "Two dwellings",
        "address": "The Paddock, Church Lane",
        "application_type": "full",
        "application_type_raw": "Full Planning Application",
        "status": Status.UNDETERMINED,
        "status_raw": "Pending Consideration",
        "received_date": date(2026, 6, 2),
        "site": ("point", 529029, 185096),
    },
    "DC/26/0402/TPO": {
        "reference": "DC/26/0402/TPO",
        "description": "Oak: fell",
        "address": "1 Church Lane",
        "application_type": "consent-under-tpo",
        "application_type_raw": "Works to Trees",
        "status": Status.DETERMINED,
        "status_raw": "Application Permitted",
        "decision": Decision.GRANTED,
        "decision_raw": "Granted",
        "received_date": date(2026, 5, 11),
    },
}
