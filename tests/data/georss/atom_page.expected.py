"""What `atom_page.xml` says, read by hand. Fields not named are absent; sites in whole metres."""

from datetime import date

FETCHED = 4

PROBLEMS = [("missing-reference", "tag:somewhere.example,2026:204")]

_TAG = "tag:somewhere.example,2026"

APPLICATIONS = {
    # Half past eleven at night UTC in summer is the next day in London.
    f"{_TAG}:201": {
        "reference": "26/00201/HSE",
        "description": "Single storey rear extension. At 3 Mill Lane",
        "received_date": date(2026, 6, 9),
        "url": "https://register.somewhere.example/201",
        "site": ("boundary", 529032, 185095),
    },
    f"{_TAG}:202": {
        "reference": "26/00202/FUL",
        "description": "From shop to café & bar",
        "received_date": date(2026, 6, 9),
        "site": ("point", 529029, 185096),
    },
    # The first place is in a system that is not read, the second is good.
    f"{_TAG}:203": {
        "reference": "26/00203/FUL",
        "description": "Somewhere in a system we do not know",
        "site": ("point", 529029, 185096),
        "notes": ("unknown-crs:location",),
    },
}
