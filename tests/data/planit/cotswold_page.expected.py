"""What `cotswold_page.json` says, read by hand. Fields not named are absent; sites in whole metres."""

from datetime import date

from alerts.domain.application import Decision, Status

FETCHED = 11

PROBLEMS = [
    ("missing-reference", "Cotswold/no-reference"),
    ("unknown-authority", "Stroud/S.26/1/FUL"),
    ("bad-record", ""),
]

_COUNCILS_PAGE = "https://publicaccess.council.example/details?keyVal="
_PLANITS_PAGE = "https://www.planit.org.uk/planapplic/"

APPLICATIONS = {
    # "Trees" is either of two codes; "Not Available" is no decision.
    "26/01825/TCONR": {
        "authority": "E07000079",
        "reference": "26/01825/TCONR",
        "description": "T1 leyland cypress & T2 ash - Fell",
        "address": "The Old Mill Church Lane Evenlode, Moreton-In-Marsh",
        "postcode": "GL56 0NY",
        "application_type_raw": "Trees",
        "status": Status.UNDETERMINED,
        "status_raw": "Undecided",
        "received_date": date(2026, 5, 29),
        "valid_date": date(2026, 6, 1),
        "consultation_end_date": date(2026, 6, 22),
        "url": f"{_COUNCILS_PAGE}TX1",
        "site": ("point", 422138, 229055),
        "notes": ("no-decision-yet:decision",),
    },
    # A name without its area, coordinates the wrong way round, and no page of the council's.
    "26/00990/PNT": {
        "authority": "E07000079",
        "reference": "26/00990/PNT",
        "description": "Erection of a 15 m monopole",
        "address": "Land west of the A429",
        "application_type_raw": "Telecoms",
        "status": Status.DETERMINED,
        "status_raw": "Permitted",
        "decision": Decision.NOT_REQUIRED,
        "decision_raw": "Prior Approval Not Required",
        "received_date": date(2026, 4, 20),
        "decision_date": date(2026, 6, 5),
        "url": f"{_PLANITS_PAGE}26-00990-PNT",
        "site": ("point", 410866, 215065),
        "notes": ("swapped-coordinates:location_x",),
    },
    # Decided in words that we do not know, which PlanIt does.
    "26/01001/FUL": {
        "authority": "E07000079",
        "reference": "26/01001/FUL",
        "description": "Single storey rear extension",
        "address": "3 Dyer Street, Cirencester GL7 2PP",
        "postcode": "GL7 2PP",
        "uprn": "10012345",
        "application_type": "hh",
        "application_type_raw": "Householder",
        "status": Status.DETERMINED,
        "status_raw": "Conditions",
        "decision": Decision.GRANTED,
        "decision_raw": "Permitted with conditions",
        "received_date": date(2026, 3, 2),
        "valid_date": date(2026, 3, 4),
        "decision_date": date(2026, 5, 4),
        "url": f"{_COUNCILS_PAGE}TX3",
        "site": ("point", 402286, 202242),
        "notes": ("unreadable:location",),
    },
    # A link that is none: PlanIt's own stands in.
    "26/01100/OUT": {
        "is_major": True,
        "authority": "E07000079",
        "reference": "26/01100/OUT",
        "description": "Up to 40 dwellings",
        "address": "Manor Farm, South Cerney",
        "application_type": "outline",
        "application_type_raw": "Outline",
        "status": Status.DETERMINED,
        "status_raw": "Rejected",
        "decision": Decision.REFUSED,
        "decision_raw": "Refuse",
        "received_date": date(2026, 2, 2),
        "decision_date": date(2026, 6, 1),
        "url": f"{_PLANITS_PAGE}Cotswold/26-01100-OUT",
        "site": ("point", 403000, 202000),
        "notes": ("no-safe-link:url",),
    },
    # Another council's case; PlanIt's "Referred" says nothing, so the council's own status stands.
    "26/01200/CONSUL": {
        "is_major": True,
        "authority": "E07000079",
        "reference": "26/01200/CONSUL",
        "description": "Adjoining consultation - 120 dwellings at Land off Station Road, Shipston",
        "application_type_raw": "Other",
        "status": Status.UNDETERMINED,
        "status_raw": "Registered",
        "received_date": date(2026, 6, 2),
        "url": f"{_COUNCILS_PAGE}TX5",
        "site": ("point", 416523, 225813),
        "quarantine": "consultation-from-neighbour",
    },
    "26/01300/FUL": {
        "authority": "E07000079",
        "reference": "26/01300/FUL",
        "description": "Change of use to gym",
        "address": "Unit 2, Love Lane",
        "application_type_raw": "Full",
        "status": Status.WITHDRAWN,
        "status_raw": "Withdrawn",
        "url": f"{_COUNCILS_PAGE}TX6",
        "quarantine": "null-island",
        "notes": (
            "date-out-of-range:received_date",
            "bad-date:decision_date",
            "null-island:location",
        ),
    },
    # Twice on the page, once with its area in the name and once without: one application, and no conflict.
    "26/01301/LBC": {
        "authority": "E07000079",
        "reference": "26/01301/LBC",
        "description": "New fascia",
        "application_type": "advertising",
        "application_type_raw": "Advertising",
        "status": Status.UNDETERMINED,
        "status_raw": "Registered",
        "received_date": date(2026, 6, 3),
    },
}
