"""What `camden_page.json` says, read by hand. Fields not named are absent; sites in whole metres."""

from datetime import date

from alerts.domain.application import Decision, Status

FETCHED = 8

PROBLEMS = [("missing-reference", "681005")]

_CAMDENS_PAGE = "https://planningrecords.camden.gov.uk/NECSWS/Redirection/redirect.aspx?linkid=EXDC&PARAM0="

APPLICATIONS = {
    "681001": {
        "reference": "2026/2101/P",
        "description": "Erection of single storey rear extension.",
        "address": "14 Falkland Road London NW5 2AA",
        "postcode": "NW5 2AA",
        "application_type": "hh",
        "application_type_raw": "Householder Application",
        "status": Status.UNDETERMINED,
        "status_raw": "Registered",
        "received_date": date(2026, 6, 1),
        "valid_date": date(2026, 6, 3),
        "url": f"{_CAMDENS_PAGE}681001",
        "site": ("point", 529029, 185096),
    },
    # In two rows, alike but for their row id.
    "681002": {
        "reference": "2026/2102/L",
        "description": "Internal alterations & new door to basement",
        "address": "26 Flaxman Terrace London WC1H 9JE",
        "postcode": "WC1H 9JE",
        "application_type": "lbc",
        "application_type_raw": "Listed Building Consent",
        "status": Status.DETERMINED,
        "status_raw": "Final Decision",
        "decision": Decision.GRANTED,
        "decision_raw": "Granted",
        "received_date": date(2026, 5, 2),
        "valid_date": date(2026, 5, 2),
        "decision_date": date(2026, 6, 8),
        "url": f"{_CAMDENS_PAGE}681002",
        "site": ("point", 530135, 182795),
    },
    "681003": {
        "reference": "2026/2103/T",
        "description": "REAR GARDEN: 1 x lime - fell.",
        "address": "60 Camden High Street London",
        "application_type": "notice-trees-in-con-area",
        "application_type_raw": "Notification of Intended Works to Tree(s) in a Conservation Area",
        "status": Status.WITHDRAWN,
        "status_raw": "Withdrawn",
        "received_date": date(2026, 5, 12),
        "valid_date": date(2026, 5, 12),
        "url": f"{_CAMDENS_PAGE}681003",
        "site": ("point", 529153, 183427),
    },
    "681004": {
        "appeal_raw": "Appeal Lodged",
        "reference": "2026/2104/P",
        "description": "",
        "address": "31 Hampstead High Street London NW3 2QG",
        "postcode": "NW3 2QG",
        "application_type": "s73",
        "application_type_raw": "Variation or Removal of Condition(s)",
        "status": Status.UNDETERMINED,
        "status_raw": "Appeal Lodged",
        "received_date": date(2026, 6, 2),
        "url": f"{_CAMDENS_PAGE}681004",
        "quarantine": "null-island",
        "notes": ("null-island:longitude", "null-island:easting"),
    },
    "681006": {
        "reference": "2026/2106/P",
        "description": "Test",
        "address": "Test Road London",
        "application_type": "full",
        "application_type_raw": "Full Planning Permission",
        "status": Status.UNDETERMINED,
        "status_raw": "Registered",
        "received_date": date(2026, 6, 2),
        "site": ("point", 525542, 184769),
        "quarantine": "suspected-test",
    },
    # A date in another form, one a thousand years off, and a coordinate that is no number beside one that is.
    "681007": {
        "reference": "2026/2107/P",
        "description": "Excavation of basement.",
        "address": "9 Gloucester Avenue London NW1 8AB",
        "postcode": "NW1 8AB",
        "application_type": "full",
        "application_type_raw": "Full Planning Permission",
        "status": Status.DETERMINED,
        "status_raw": "Final Decision",
        "decision": Decision.REFUSED,
        "decision_raw": "Refused and Warning of Enforcement Action to be Taken",
        "decision_date": date(2026, 6, 9),
        "site": ("point", 528689, 184146),
        "notes": ("bad-date:received_date", "date-out-of-range:valid_date", "not-a-number:longitude"),
    },
}
