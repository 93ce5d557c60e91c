"""A borough for the kill rig: its feed day by day, its people, and a naive oracle of who must be told what.

The oracle knows nothing of the service: people watch circles or the whole borough, and it measures with Pythagoras.
"""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from math import hypot

from alerts.cli.installation import Installation
from alerts.db import subscriptions
from alerts.domain.subscription import Frequency, Wishes
from alerts.domain.watch_area import parse_area_name
from alerts.services import areas, own_areas, subscribing
from geo.grid import to_lonlat
from tests.rig.feed import Asked
from tests.rig.feed_answers import Answer, json_answer

CAMDEN = "E09000007"
CENTRE = (528_500, 184_500)
NEW_A_DAY, AMENDED_A_DAY, DECIDED_A_DAY = 6, 4, 4
TICK = timedelta(hours=3)
"""Between two updates by the feed's own clock: a day of the rig's is longer than the time that polls read twice."""
EDGE_M = 0.1
"""The edge of a circle belongs to it, and a tenth of a metre is the edge."""

REST_DAYS = 3
"""An application has one change in so many days: an e-mail over that time then tells of each change by itself."""


@dataclass(frozen=True)
class Happened:
    """One change of one application, as the e-mail must tell it."""

    place: tuple[float, float]
    told_as: tuple[str, str, str]  # kind, reference, headline


@dataclass(frozen=True)
class Person:
    """Somebody who watches circles (easting, northing, metres), or the whole borough."""

    email: str
    circles: tuple[tuple[float, float, int], ...] = ()
    whole_borough: bool = False

    def watches(self, happened: Happened) -> bool:
        east, north = happened.place
        near = (hypot(east - x, north - y) <= metres + EDGE_M for x, y, metres in self.circles)
        return self.whole_borough or any(near)


@dataclass
class _Record:
    number: int
    place: tuple[float, float]
    description: str
    updated: datetime
    last_told_on: int = -99
    decision: str | None = None

    @property
    def reference(self) -> str:
        return f"2026/{self.number:04}/P"


@dataclass
class Borough:
    """The feed's records, moved on a day at a time by a seeded hand."""

    seed: int = 7
    records: list[_Record] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)
        self._day = 0
        self._clock = datetime.now(UTC) - timedelta(days=390)
        for _ in range(90):
            self._add("Rear extension known from the beginning")

    def next_day(self) -> Iterator[Happened]:
        """Some applications are new, some amended, some decided, many only touched by the back office."""
        self._day += 1
        rested = [record for record in self.records if record.last_told_on < self._day - REST_DAYS]
        undecided = [record for record in rested if record.decision is None]
        chosen = self._dice.sample(undecided, AMENDED_A_DAY + DECIDED_A_DAY)
        for record in chosen[:AMENDED_A_DAY]:
            record.description = f"Amended plans {self._dice.randrange(10**9)} for {record.number}"
            yield self._touched(record, "AMENDED")
        for record in chosen[AMENDED_A_DAY:]:
            record.decision = self._dice.choice(["Approved", "Refused"])
            yield self._touched(record, "DECIDED")
        for record in self._dice.sample(self.records, 10):
            record.updated = self._tick()
        for _ in range(NEW_A_DAY):
            record = self._add(f"New dormer {self._dice.randrange(10**9)}")
            record.last_told_on = self._day
            yield Happened(record.place, ("NEW", record.reference, record.description))

    def answer(self, asked: Asked) -> Answer:
        """The Datahub's `_search`: what was updated since, in the order of `last_updated`, from `search_after` on."""
        query = json.loads(asked.body)
        since = datetime.fromisoformat(query["query"]["bool"]["filter"][0]["range"]["last_updated"]["gte"])
        found = [record for record in self.records if record.updated >= since]
        hits = [self._hit(record) for record in sorted(found, key=lambda record: record.updated)]
        if after := query.get("search_after"):
            hits = [hit for hit in hits if hit["sort"] > after]
        total = {"value": len(hits), "relation": "eq"}
        return json_answer(
            {
                "timed_out": False,
                "_shards": {"failed": 0},
                "hits": {"total": total, "hits": hits[: query["size"]]},
            }
        )

    def _touched(self, record: _Record, kind: str) -> Happened:
        record.updated, record.last_told_on = self._tick(), self._day
        return Happened(record.place, (kind, record.reference, record.description))

    def _add(self, description: str) -> _Record:
        place = (CENTRE[0] + self._dice.uniform(-1500, 1500), CENTRE[1] + self._dice.uniform(-1500, 1500))
        record = _Record(len(self.records) + 1, place, description, self._tick())
        self.records.append(record)
        return record

    def _tick(self) -> datetime:
        self._clock += TICK
        return self._clock

    def _hit(self, record: _Record) -> dict[str, object]:
        place = to_lonlat(*record.place)
        key = f"Camden-{record.reference.replace('/', '_')}"
        source = {
            "id": key,
            "lpa_name": "Camden",
            "lpa_app_no": record.reference,
            "description": record.description,
            "status": record.decision or "Application Under Consideration",
            "decision": record.decision,
            "valid_date": f"{datetime.now(UTC):%d/%m/%Y}",
            "centroid": {"lon": place.lon, "lat": place.lat},
            "last_updated": f"{record.updated:%Y-%m-%dT%H:%M:%S.000Z}",
        }
        return {"_id": key, "_source": source, "sort": [int(record.updated.timestamp() * 1000), key]}


def people(count: int, seed: int = 11) -> tuple[Person, ...]:
    """So many people with one to three circles each, and one who watches the whole borough."""
    dice = random.Random(seed)

    def a_circle() -> tuple[float, float, int]:
        east, north = CENTRE[0] + dice.uniform(-1500, 1500), CENTRE[1] + dice.uniform(-1500, 1500)
        return east, north, dice.choice([300, 500, 800, 1200])

    return (
        Person("borough@example.org", whole_borough=True),
        *(
            Person(f"person{number}@example.org", tuple(a_circle() for _ in range(dice.randint(1, 3))))
            for number in range(count - 1)
        ),
    )


def enlist(installation: Installation, wanted: Sequence[Person], now: datetime) -> None:
    """Subscribe and confirm everybody, through the services that the site uses."""
    desk = subscribing.Desk(installation.mail_site, installation.identity, installation.timetable, now)
    for person in wanted:
        with installation.database.writing() as session:
            for name in _area_names(person):
                watch = areas.watch_area(session, installation.places, parse_area_name(name))
                known = subscriptions.find_or_add_subscriber(session, person.email, now)
                own_areas.watch_at_once(session, desk, known.id, watch, Wishes(frequency=Frequency.INSTANT))


def told_by(message: EmailMessage) -> list[tuple[str, str, str]]:
    """(kind, reference, headline) of every application that the text part of an e-mail tells of."""
    body = message.get_body(("plain",))
    assert body is not None
    found = []
    for block in body.get_content().replace("\r\n", "\n").split("-" * 60)[1:-1]:
        opening = " ".join(block.strip().partition("\n\n")[0].split())
        kind, _, sentence = opening.partition(": ")
        reference = next(
            line.partition(": ")[2] for line in block.splitlines() if line.startswith("Reference: ")
        )
        found.append((kind, reference, sentence.partition(", ")[0]))
    return found


def _area_names(person: Person) -> Iterator[str]:
    if person.whole_borough:
        yield f"authority:{CAMDEN}"
    for east, north, metres in person.circles:
        place = to_lonlat(east, north)
        yield f"circle:{place.lat:.6f},{place.lon:.6f}:{metres}"
