"""What `weekly_list.csv` says, read by hand; it is in CP850, with words and place in one field."""

from datetime import date

FETCHED = 3

PROBLEMS: list[tuple[str, str]] = []

APPLICATIONS = {
    "26/00201/B": {
        "reference": "26/00201/B",
        "description": "Conversion of shop to café The Old Bakery 14 Falkland Road London NW5 2AA",
        "postcode": "NW5 2AA",
        "received_date": date(2026, 6, 9),
        "url": "https://isle.example/planning?ref=26%2F00201%2FB",
    },
    "24/00032/GB": {
        "reference": "24/00032/GB",
        "description": "Replacement windows, £ 900 in all 2 Bay View, Castleport",
        "received_date": date(2024, 1, 26),
        "url": "https://isle.example/planning?ref=24%2F00032%2FGB",
    },
    "26/00203/B": {
        "reference": "26/00203/B",
        "description": "A garage The Half House, Glen Road",
        "received_date": date(2026, 6, 5),
        "url": "https://isle.example/planning?ref=26%2F00203%2FB",
    },
}
