"""What `feed.json` says, read by hand. Fields not named are absent; sites in whole metres."""

from datetime import date

FETCHED = 8

PROBLEMS = [("missing-reference", "306"), ("missing-key", ""), ("bad-record", "")]

APPLICATIONS = {
    # Half past eleven at night UTC in summer is the next day in London.
    "301": {
        "reference": "26/00301/HSE",
        "description": "Rear extension & porch.",
        "address": "14 Elder Road, London NW5 2AA",
        "postcode": "NW5 2AA",
        "received_date": date(2026, 6, 9),
        "url": "https://register.somewhere.example/301",
        "site": ("point", 529029, 185096),
    },
    # A number for an id, and only the page it came from for a link.
    "302": {
        "reference": "26/00302/FUL",
        "description": "New houses",
        "address": "Land at Long Road",
        "received_date": date(2026, 6, 9),
        "url": "https://register.somewhere.example/302",
        "site": ("boundary", 529032, 185095),
    },
    "303": {
        "reference": "26/00303/FUL",
        "description": "26/00303/FUL: The Hall",
        "address": "The Hall",
        "site": ("point", 529029, 185096),
        "notes": ("no-safe-link:url", "bad-date:received_date"),
    },
    "304": {
        "reference": "26/00304/FUL",
        "description": "26/00304/FUL: Mill Lane",
        "address": "Mill Lane",
        "site": ("point", 529029, 185096),
    },
    "305": {
        "reference": "26/00305/FUL",
        "description": "26/00305/FUL: Off Africa",
        "address": "Off Africa",
        "quarantine": "null-island",
        "notes": ("null-island:_georss",),
    },
}
