"""What `lga_file.csv` says, read by hand. Fields not named are absent; sites in whole metres."""

from datetime import date

from alerts.domain.application import Decision, Status

FETCHED = 10

PROBLEMS = [("missing-reference", ""), ("bad-row", "line 13")]

_DOWNSHIRE = "http://opendatacommunities.org/id/county-council/downshire"
_CASE = "https://planning.downshire.example/case?id="

APPLICATIONS = {
    f"{_DOWNSHIRE} 26/00101/FUL": {
        "reference": "26/00101/FUL",
        "description": "Erection of a classroom & canopy, costing £5,000",
        "address": "The Infant School, 14 Falkland Road, London, NW5 2AA",
        "postcode": "NW5 2AA",
        "uprn": "12130196",
        "application_type": "full",
        "application_type_raw": "FUL",
        "status": Status.UNDETERMINED,
        "status_raw": "Pending",
        "valid_date": date(2026, 6, 1),
        "consultation_start_date": date(2026, 6, 5),
        "consultation_end_date": date(2026, 6, 26),
        "url": f"{_CASE}101",
        "site": ("point", 529029, 185096),
    },
    # In two rows that differ; the later one counts.
    f"{_DOWNSHIRE} 26/00102/VAR": {
        "reference": "26/00102/VAR",
        "description": "Variation of condition 13",
        "address": "Flaxman Yard, Flaxman Terrace, WC1H 9JE",
        "postcode": "WC1H 9JE",
        "application_type": "s73",
        "application_type_raw": "VAR",
        "status": Status.DETERMINED,
        "status_raw": "Decided",
        "decision": Decision.GRANTED,
        "decision_raw": "Approve",
        "valid_date": date(2026, 4, 2),
        "decision_date": date(2026, 6, 8),
        "url": f"{_CASE}102",
        "site": ("point", 530135, 182795),
        "notes": ("conflicting-repeat",),
    },
    # No reference system: its size says that it is an easting.
    f"{_DOWNSHIRE} 26/00103/NMA": {
        "reference": "26/00103/NMA",
        "description": "Minor plant modification",
        "address": "60 Camden High Street",
        "application_type": "non-material-amendment",
        "application_type_raw": "NMA",
        "status": Status.DETERMINED,
        "status_raw": "Decided",
        "decision": Decision.REFUSED,
        "decision_raw": "Refuse",
        "valid_date": date(2026, 4, 3),
        "decision_date": date(2026, 6, 5),
        "url": f"{_CASE}103",
        "site": ("point", 529153, 183427),
        "notes": ("read-as-grid:longitude",),
    },
    f"{_DOWNSHIRE} 26/00104/CMA": {
        "reference": "26/00104/CMA",
        "description": "To continue to store woodchip",
        "address": "New Farm, Froyle Lane",
        "application_type_raw": "County Matter",
        "status": Status.WITHDRAWN,
        "status_raw": "Withdrawn",
        "decision_raw": "Approve",
        "valid_date": date(2026, 5, 6),
        "decision_date": date(2026, 6, 4),
        "url": f"{_CASE}104",
    },
    # No organisation: the reference alone is the key. Degrees where grid metres are declared.
    "26/00105/PA": {
        "reference": "26/00105/PA",
        "description": "Solar panels on the roof",
        "address": "The Depot",
        "application_type": "prior-approval",
        "application_type_raw": "Prior approval",
        "status": Status.DETERMINED,
        "status_raw": "Decided",
        "decision": Decision.NOT_REQUIRED,
        "decision_raw": "Prior not required",
        "valid_date": date(2026, 5, 7),
        "site": ("point", 529029, 185096),
        "notes": ("no-safe-link:url", "bad-date:decision_date", "read-as-degrees:easting"),
    },
    # Latitude and longitude change places.
    f"{_DOWNSHIRE} 26/00106/FUL": {
        "appeal_raw": "APP/1",
        "reference": "26/00106/FUL",
        "description": "A barn",
        "address": "Calf Lane",
        "application_type": "full",
        "application_type_raw": "FUL",
        "status": Status.DETERMINED,
        "status_raw": "Appealed",
        "decision": Decision.REFUSED,
        "decision_raw": "Refuse",
        "decision_date": date(2026, 6, 1),
        "url": f"{_CASE}106",
        "site": ("point", 529029, 185096),
        "notes": ("date-out-of-range:valid_date", "swapped-coordinates:longitude"),
    },
    f"{_DOWNSHIRE} 26/00108/FUL": {
        "reference": "26/00108/FUL",
        "description": "A pond",
        "address": "Rookery Farm",
        "application_type": "full",
        "application_type_raw": "FUL",
        "status": Status.UNDETERMINED,
        "status_raw": "Pending",
        "valid_date": date(2026, 5, 8),
        "url": f"{_CASE}108",
        "quarantine": "null-island",
        "notes": ("null-island:longitude",),
    },
}
