"""What `uniform_download.csv` says, read by hand; a Hub download of a council with Idox Uniform, by its preset."""

from datetime import date

from alerts.domain.application import Decision, Status

FETCHED = 6

PROBLEMS = [("missing-key", ""), ("bad-row", "line 7")]

_PAGE = "https://planning.downshire.example/applicationDetails.do?activeTab=summary&keyVal="

APPLICATIONS = {
    # Not valid yet, and its longitude without a nought.
    "TK1AAASJ0HL00": {
        "reference": "26/00101/FUL",
        "description": "Single storey rear extension, first floor side extension",
        "application_type": "full",
        "application_type_raw": "FUL",
        "status": Status.UNDETERMINED,
        "status_raw": "INV",
        "received_date": date(2026, 6, 1),
        "url": f"{_PAGE}TK1AAASJ0HL00",
        "site": ("point", 529029, 185096),
    },
    "TK1BBBSJ0HL00": {
        "reference": "26/00102/CLU",
        "description": 'Certificate of lawfulness for use as a "House in Multiple Occupation"',
        "application_type": "ldc",
        "application_type_raw": "CLU",
        "status": Status.DETERMINED,
        "status_raw": "REF",
        "decision": Decision.REFUSED,
        "decision_raw": "REF",
        "received_date": date(2026, 4, 2),
        "valid_date": date(2026, 4, 3),
        "url": f"{_PAGE}TK1BBBSJ0HL00",
        "site": ("point", 530135, 182795),
    },
    # At the place of the one before it.
    "TK1CCCSJ0HL00": {
        "reference": "26/00103/TCA",
        "description": "Fell 1no. conifer",
        "application_type": "notice-trees-in-con-area",
        "application_type_raw": "TCA",
        "status": Status.DETERMINED,
        "status_raw": "NOB",
        "decision": Decision.NO_OBJECTION,
        "decision_raw": "NOB",
        "received_date": date(2026, 5, 12),
        "valid_date": date(2026, 5, 12),
        "url": f"{_PAGE}TK1CCCSJ0HL00",
        "site": ("point", 530135, 182795),
    },
    # Decided while its status lags; a day written as nobody declared it; metres and degrees side by side.
    "TK1DDDSJ0HL00": {
        "reference": "26/00104/FUL",
        "description": "A pond",
        "application_type": "full",
        "application_type_raw": "FUL",
        "status": Status.DETERMINED,
        "status_raw": "PDE",
        "decision": Decision.NO_OBJECTION,
        "decision_raw": "NOB",
        "valid_date": date(2026, 5, 12),
        "url": f"{_PAGE}TK1DDDSJ0HL00",
        "notes": ("bad-date:received_date", "neither-degrees-nor-grid:longitude"),
    },
}
