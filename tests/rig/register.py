"""A council's register of any size that is published anew, behind a Socrata API: rows made as they are asked for."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.rig.feed import Asked, FeedRig
from tests.rig.feed_answers import Answer, json_answer

PATH = "/resource/aaaa-1111.json"
_AFTER = re.compile(r"pk > (\d+)")
_STREETS_APART = 0.00002


@dataclass
class GreatRegister:
    """Rows with the keys `first` to `first + count - 1`, received on one day; `uploads` counts its publications.

    They lie in a lattice over Kentish Town, twenty a row of houses.
    """

    first: int = 1
    count: int = 1_000
    received: date = date(2019, 5, 1)
    status: str = "Registered"
    uploads: int = 1

    def serve(self, rig: FeedRig, page_size: int = 1_000) -> str:
        """Answer on the rig; returns the feed's table for config.toml."""
        rig.on("GET", PATH, self._answer)
        return (
            '[[feeds]]\nname = "camden"\nkind = "socrata"\nauthority = "E09000007"\nevery = "1h"\n'
            f'url = "{rig.url}{PATH}"\npage_size = {page_size}\n'
        )

    def publish(self, **changed: Any) -> None:
        """Replace the whole register."""
        for name, value in changed.items():
            setattr(self, name, value)
        self.uploads += 1

    def _answer(self, asked: Asked) -> Answer:
        query = dict(asked.query)
        if query.get("$select", "").startswith("max("):
            return json_answer([{"max_last_uploaded": f"2026-01-01T00:00:00.{self.uploads:03}"}])
        after = _AFTER.search(query.get("$where", ""))
        begin = max(self.first, int(after[1]) + 1 if after else self.first)
        end = min(self.first + self.count, begin + int(query["$limit"]))
        return json_answer([self._row(number) for number in range(begin, end)])

    def _row(self, number: int) -> dict[str, Any]:
        return {
            "pk": str(number),
            "application_number": f"R/{number:08}/P",
            "development_description": f"Erection of a single storey rear extension to number {number}",
            "development_address": f"{number} Falkland Road, London",
            "application_type": "Householder Application",
            "system_status": self.status,
            "registered_date": f"{self.received.isoformat()}T00:00:00.000",
            "valid_from_date": f"{self.received.isoformat()}T00:00:00.000",
            "system_status_change_date": f"{date.today().isoformat()}T00:00:00.000",
            "longitude": str(round(-0.1415 + number % 20 * _STREETS_APART, 6)),
            "latitude": str(round(51.5505 + number // 20 % 50 * _STREETS_APART, 6)),
        }
