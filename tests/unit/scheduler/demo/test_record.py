"""A record as Socrata writes it."""

from datetime import date, datetime

from scheduler.demo.record import Record

OPEN = Record(
    pk=700_401,
    reference="DEMO/2026/0401/P",
    application_type="Householder Application",
    description="[Demonstration] Rear extension",
    address="12 Demonstration Road, London, NW5 1TL",
    easting=528_721.4,
    northing=185_525.0,
    registered=date(2026, 11, 18),
    valid_from=date(2026, 11, 20),
    consultation_end=date(2026, 12, 11),
    status_changed=date(2026, 11, 20),
    last_uploaded=datetime.fromisoformat("2026-11-23T09:00:05.120000"),
)


def test_numbers_are_text_stamps_have_no_zone_and_empty_columns_are_left_out():
    assert OPEN.row("http://127.0.0.1:5001/records") == {
        "pk": "700401",
        "socrata_id": "1400803",
        "application_number": "DEMO/2026/0401/P",
        "development_address": "12 Demonstration Road, London, NW5 1TL",
        "development_description": "[Demonstration] Rear extension",
        "application_type": "Householder Application",
        "registered_date": "2026-11-18T00:00:00.000",
        "valid_from_date": "2026-11-20T00:00:00.000",
        "consultation_start_date": "2026-11-20T00:00:00.000",
        "consultation_end_date": "2026-12-11T00:00:00.000",
        "system_status": "Registered",
        "system_status_change_date": "2026-11-20T00:00:00.000",
        "easting": "528721",
        "northing": "185525",
        "latitude": "51.553937",
        "longitude": "-0.144723",
        "location": {"latitude": "51.553937", "longitude": "-0.144723"},
        "spatial_accuracy": "Demonstration: within 100 m of the postcode",
        "full_application": {"url": "http://127.0.0.1:5001/records/700401"},
        "last_uploaded": "2026-11-23T09:00:05.120",
    }
