"""What `southwark_page.json` says, read by hand. Fields not named are absent; sites in whole metres."""

from datetime import date

from alerts.domain.application import Decision, Status

FETCHED = 10

PROBLEMS = [
    ("missing-reference", ""),
    ("bad-field", "26-00108-X"),
    ("repeated-field", "26-00110-X"),
    ("bad-record", ""),
]

APPLICATIONS = {
    # Received half an hour after midnight in London.
    "SWK-26-00101-HAPP": {
        "authority": "E09000028",
        "reference": "26-00101-HAPP",
        "description": "Rear dormer and rooflights",
        "address": "1 Long Lane, London, SE1 4PG",
        "postcode": "SE1 4PG",
        "uprn": "565512",
        "application_type": "hh",
        "application_type_raw": "pp.full.householder",
        "status": Status.UNDETERMINED,
        "status_raw": "in_assessment",
        "received_date": date(2026, 6, 1),
        "valid_date": date(2026, 6, 2),
        "consultation_start_date": date(2026, 6, 4),
        "consultation_end_date": date(2026, 6, 28),
        "url": "https://apply.council.example/26-00101-HAPP",
        "site": ("boundary", 532580, 179390),
    },
    # Degrees at the pole, metres in Southwark; the day of the decision before the instant it was entered.
    "SWK-26-00102-PA1A": {
        "authority": "E09000028",
        "reference": "26-00102-PA1A",
        "description": "Larger home extension",
        "address": "2 Grange Road, London, SE1 3BJ",
        "postcode": "SE1 3BJ",
        "application_type": "prior-approval",
        "application_type_raw": "pa.part1.classA",
        "status": Status.DETERMINED,
        "status_raw": "determined",
        "decision": Decision.NOT_REQUIRED,
        "decision_raw": "granted_not_required",
        "received_date": date(2026, 3, 2),
        "valid_date": date(2026, 3, 3),
        "decision_date": date(2026, 4, 20),
        "site": ("point", 533500, 179000),
        "notes": ("outside-great-britain:longitude",),
    },
    # No full reference, an empty boundary, degrees as text.
    "26-00103-LBC": {
        "authority": "E09000028",
        "reference": "26-00103-LBC",
        "description": "Repairs",
        "address": "3 Tooley Street, SE1 2UP",
        "postcode": "SE1 2UP",
        "application_type": "lbc",
        "application_type_raw": "listed",
        "status": Status.WITHDRAWN,
        "status_raw": "withdrawn",
        "withdrawn_date": date(2026, 6, 1),
        "site": ("point", 533508, 179780),
    },
    # A boundary of two pieces of land; a type that is none of MHCLG's for certain.
    "SWK-26-00104-X": {
        "appeal_raw": "Appeal dismissed",
        "appeal_decision_raw": "Appeal dismissed",
        "authority": "E09000028",
        "reference": "26-00104-X",
        "description": "Gravel",
        "application_type_raw": "pp.mineralExtraction",
        "status": Status.DETERMINED,
        "status_raw": "Appeal dismissed",
        "decision": Decision.REFUSED,
        "decision_raw": "refused",
        "site": ("boundary", 530015, 180005),
    },
    # Open Digital Planning's own form; valid a quarter past midnight in London; the boundary a bare geometry.
    "26-00105-TCA": {
        "authority": "E09000028",
        "reference": "26-00105-TCA",
        "description": "Lime: reduce by 2 m",
        "address": "5 Alscot Road, London SE1 3AW",
        "postcode": "SE1 3AW",
        "uprn": "200003",
        "application_type": "notice-trees-in-con-area",
        "application_type_raw": "wtt.notice",
        "status": Status.UNDETERMINED,
        "status_raw": "undetermined",
        "received_date": date(2026, 6, 1),
        "valid_date": date(2026, 6, 3),
        "consultation_start_date": date(2026, 6, 5),
        "consultation_end_date": date(2026, 6, 26),
        "site": ("boundary", 533790, 178200),
    },
    # The committee has the last word.
    "26-00106-FUL": {
        "is_major": False,
        "authority": "E09000028",
        "reference": "26-00106-FUL",
        "description": "Two flats",
        "application_type": "full",
        "application_type_raw": "pp.full.minor",
        "status": Status.DETERMINED,
        "status_raw": "determined",
        "decision": Decision.REFUSED,
        "decision_raw": "refused",
        "decision_date": date(2026, 6, 2),
        "quarantine": "null-island",
        "notes": ("null-island:longitude",),
    },
}
