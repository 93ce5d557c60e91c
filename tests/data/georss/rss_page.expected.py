"""What `rss_page.xml` says, read by hand. Fields not named are absent; sites in whole metres."""

from datetime import date

FETCHED = 7

PROBLEMS = [("missing-reference", "news-1"), ("missing-key", "")]

_REGISTER = "https://register.somewhere.example"

APPLICATIONS = {
    # Half past eleven at night GMT in summer is the next day in London.
    "reg-101": {
        "reference": "26/00101/HSE",
        "description": "Erection of single storey extension & porch. Materials to match.",
        "address": "14 Elder Road, London NW5 2AA",
        "postcode": "NW5 2AA",
        "received_date": date(2026, 6, 2),
        "url": f"{_REGISTER}/26/00101/HSE",
        "site": ("point", 529029, 185096),
    },
    # A boundary comes before a point.
    "https://register.somewhere.example/id/102": {
        "reference": "26/00102/FUL",
        "description": "New houses",
        "address": "Land at Long Road",
        "received_date": date(2026, 6, 2),
        "site": ("boundary", 529032, 185095),
        "notes": ("no-safe-link:url",),
    },
    # Without a guid the link is the key. British Summer Time is no zone of RFC 822, and written all the same.
    f"{_REGISTER}/26/00103/LBC": {
        "reference": "26/00103/LBC",
        "description": "Internal alterations",
        "address": "The Hall",
        "received_date": date(2026, 6, 2),
        "url": f"{_REGISTER}/26/00103/LBC",
        "site": ("point", 529029, 185096),
    },
    # Metres in an order that nobody declared are no place.
    "reg-104": {
        "reference": "26/00104/FUL",
        "description": "26/00104/FUL: Elsewhere",
        "address": "Elsewhere",
        "notes": ("bad-date:received_date", "not-degrees:location"),
    },
    "reg-105": {
        "reference": "26/00105/FUL",
        "description": "26/00105/FUL: Mill Lane",
        "address": "Mill Lane",
        "site": ("point", 529029, 185096),
    },
}
