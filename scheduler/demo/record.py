"""One application of the demonstration, and its row as Socrata writes rows."""

from dataclasses import dataclass
from datetime import date, datetime

from geo.grid import to_lonlat

Row = dict[str, object]

COLUMNS = {
    "consultation_start_date": "consultation_start_date",
    "consultation_end_date": "consultation_end_date",
}
"""What the feed has beyond Camden's columns: the `columns` that its settings need."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """An application as the register holds it. Days are London days, `last_uploaded` is London wall time.

    The point is a grid point (EPSG:27700 metres).
    """

    pk: int
    reference: str
    application_type: str
    description: str
    address: str
    easting: float
    northing: float
    registered: date
    valid_from: date
    consultation_end: date
    status_changed: date
    last_uploaded: datetime
    system_status: str = "Registered"
    decision_type: str | None = None
    decided_on: date | None = None

    @property
    def is_open(self) -> bool:
        return self.decision_type is None

    def row(self, records_url: str) -> Row:
        """The record in Socrata's wire format: numbers as text, stamps without a zone, no empty columns."""
        lon, lat = to_lonlat(self.easting, self.northing)
        latitude, longitude = f"{lat:.6f}", f"{lon:.6f}"
        columns: dict[str, object] = {
            "pk": str(self.pk),
            "socrata_id": str(2 * self.pk + 1),
            "application_number": self.reference,
            "development_address": self.address,
            "development_description": self.description,
            "application_type": self.application_type,
            "registered_date": _stamp(self.registered),
            "valid_from_date": _stamp(self.valid_from),
            "consultation_start_date": _stamp(self.valid_from),
            "consultation_end_date": _stamp(self.consultation_end),
            "system_status": self.system_status,
            "system_status_change_date": _stamp(self.status_changed),
            "decision_type": self.decision_type,
            "decision_date": _stamp(self.decided_on),
            "easting": f"{self.easting:.0f}",
            "northing": f"{self.northing:.0f}",
            "latitude": latitude,
            "longitude": longitude,
            "location": {"latitude": latitude, "longitude": longitude},
            "spatial_accuracy": "Demonstration: within 100 m of the postcode",
            "full_application": {"url": f"{records_url}/{self.pk}"},
            "last_uploaded": self.last_uploaded.isoformat(timespec="milliseconds"),
        }
        return {name: value for name, value in columns.items() if value is not None}


def _stamp(day: date | None) -> str | None:
    return None if day is None else f"{day.isoformat()}T00:00:00.000"
