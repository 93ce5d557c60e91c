"""What `uniform_layer.json` says, read by hand; a layer of a council with Idox Uniform, by its preset."""

from datetime import date

from alerts.domain.application import Decision, Status

FETCHED = 10

PROBLEMS = [("missing-key", ""), ("missing-reference", "TK1HHHSJ0HL00"), ("bad-record", "")]

APPLICATIONS = {
    # Received as the clock of London struck the first of June, an hour before that of UTC.
    "TK1AAASJ0HL00": {
        "reference": "26/00101/FUL",
        "description": "Single storey rear extension & porch",
        "application_type": "full",
        "application_type_raw": "FUL",
        "status": Status.UNDETERMINED,
        "status_raw": "PCO",
        "received_date": date(2026, 6, 1),
        "valid_date": date(2026, 6, 8),
        "site": ("point", 529029, 185096),
    },
    # In two features, alike but for the object id; placed by its geometry alone.
    "TK1BBBSJ0HL00": {
        "reference": "26/00102/ADV",
        "description": "Display of 2no. fascia signs",
        "application_type": "advertising",
        "application_type_raw": "ADV",
        "status": Status.DETERMINED,
        "status_raw": "PER",
        "decision": Decision.GRANTED,
        "decision_raw": "PER",
        "received_date": date(2026, 4, 2),
        "valid_date": date(2026, 4, 2),
        "site": ("point", 530135, 182795),
    },
    "TK1CCCSJ0HL00": {
        "is_major": True,
        "reference": "26/00103/FULM",
        "description": "Erection of 33no. dwellings",
        "application_type": "full",
        "application_type_raw": "FULM",
        "status": Status.UNDETERMINED,
        "status_raw": "PDE",
        "received_date": date(2026, 5, 12),
        "valid_date": date(2026, 5, 12),
        "site": ("boundary", 529032, 185095),
    },
    # Codes that nobody has explained are shown as they are; valid in the year 9187.
    "TK1DDDSJ0HL00": {
        "reference": "26/00104/TCNOT",
        "description": "Installation of 1no. 9m high telegraph pole",
        "application_type_raw": "TCNOT",
        "status_raw": "XYZ",
        "decision_raw": "NOC",
        "received_date": date(2026, 5, 12),
        "site": ("point", 529153, 183427),
        "notes": ("date-out-of-range:valid_date",),
    },
    "TK1EEESJ0HL00": {
        "reference": "26/00105/TCA",
        "description": "Fell 1no. Lime tree in a Conservation Area",
        "application_type": "notice-trees-in-con-area",
        "application_type_raw": "TCA",
        "status": Status.WITHDRAWN,
        "status_raw": "WDN",
        "decision_raw": "WDN",
        "received_date": date(2026, 5, 12),
        "valid_date": date(2026, 5, 12),
        "site": ("point", 529029, 185096),
        "notes": ("unreadable:location",),
    },
    "TK1FFFSJ0HL00": {
        "reference": "26/00106/NONMAT",
        "description": "Non-material amendment to permitted application 24/01756/FUL",
        "application_type": "non-material-amendment",
        "application_type_raw": "NONMAT",
        "status": Status.UNDETERMINED,
        "status_raw": "INV",
        "received_date": date(2026, 6, 1),
        "quarantine": "null-island",
        "notes": ("null-island:longitude", "null-island:location", "null-island:easting"),
    },
}
