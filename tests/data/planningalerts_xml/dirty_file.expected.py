"""What `dirty_file.xml` says, read by hand. Fields not named are absent; sites in whole metres."""

from datetime import date

FETCHED = 8

PROBLEMS = [
    ("missing-reference", ""),
    ("repeated-field", "26/0003/FUL"),
    ("bad-record", ""),
]

APPLICATIONS = {
    # An address in lines, and apostrophes escaped once and twice.
    "26/04182/TCA": {
        "reference": "26/04182/TCA",
        "description": "To crown reduce 1 x Catalpa tree to front of St John's 'Hall' by 25%.",
        "address": "35 Elder Road, London, SE24 0NS",
        "postcode": "SE24 0NS",
        "received_date": date(2026, 5, 6),
        "url": "https://planning.somewhere.example/detail.aspx?caseno=26/04182/TCA&tab=1",
    },
    # Cut at 255 characters, its postcode only in the address, its only link the one for comments.
    "2026/4910/P": {
        "reference": "2026/4910/P",
        "description": "Demolition of the garage and erection of a two storey side and rear extension with a "
        "dormer window to the rear roof slope, new boundary wall to the front garden, cycle store, bin store "
        "and replacement of all the windows with double glazed timber sash wind",
        "address": "Fitz House 355 Long Road London NW1 3AL",
        "postcode": "NW1 3AL",
        "received_date": date(2026, 5, 19),
        "consultation_start_date": date(2026, 5, 21),
        "consultation_end_date": date(2026, 6, 18),
        "url": "https://planning.somewhere.example/comment?ref=2026/4910/P",
        "site": ("point", 529029, 185096),
        "notes": ("description-truncated",),
    },
    # Nothing of it but its words is fit to read.
    "26/0004/FUL": {
        "reference": "26/0004/FUL",
        "description": "New café.",
        "address": "4 The Row, Somewhere",
        "quarantine": "null-island",
        "notes": (
            "no-safe-link:url",
            "bad-date:received_date",
            "date-out-of-range:consultation_end_date",
            "null-island:longitude",
        ),
    },
    # Twice in the file: the later counts.
    "26/0005/FUL": {
        "reference": "26/0005/FUL",
        "description": "Loft conversion with dormer.",
        "address": "5 The Row, Somewhere",
        "notes": ("conflicting-repeat",),
    },
}
