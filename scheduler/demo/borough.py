"""The demonstration borough: a register of made-up applications in which something happens; no clock, no network.

The same seed, opening time and calls always give the same register. Time is compressed: what takes a borough months
happens here in minutes, under the dates of today.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from math import cos, hypot, pi, sin
from random import Random

from scheduler.demo.events import Event, amended, decided, decision_of, touched, withdrawn
from scheduler.demo.inventions import invent_address, invent_proposal
from scheduler.demo.pace import Place
from scheduler.demo.plots import Plot
from scheduler.demo.record import Record

STOCK = 400
STOCK_DAYS = 300
MOST_RECORDS = 1_500
"""Beyond these the oldest closed applications leave the published extract, as they do in registers."""

_FIRST_PK = 700_001
_USUAL_DECISION_DAYS = (25, 95)
_WITHDRAWN_SHARE = 0.07
# Jitter keeps applications of one postcode apart; near a watched place the first stands in the middle of it.
_JITTER_M = 25.0
_AT_PLACE_M = 70.0
_NEAR_M = 100.0
_BOROUGH_ENDS_M = 1_000.0

_ANYWHERE = {Event.NEW: 30, Event.AMENDED: 15, Event.DECIDED: 27, Event.WITHDRAWN: 5, Event.TOUCHED: 23}
_NEAR = {Event.NEW: 45, Event.AMENDED: 20, Event.DECIDED: 25, Event.WITHDRAWN: 10}


class Borough:
    """The register as it stands. `opened_at` and every later `at` are London wall time without a zone."""

    def __init__(self, plots: Sequence[Plot], opened_at: datetime, seed: int = 1) -> None:
        if not plots:
            raise ValueError("a borough needs postcodes to stand on")
        self._plots = tuple(plots)
        # Nothing here is secret: what is wanted is the same borough for the same seed.
        self._chance = Random(f"demonstration borough {seed}")  # noqa: S311
        self._records: dict[int, Record] = {}
        self._next_pk = _FIRST_PK
        self._visited: set[Place] = set()
        self.last_uploaded = opened_at
        for days in sorted((self._chance.randint(1, STOCK_DAYS) for _ in range(STOCK)), reverse=True):
            self._add_to_stock(opened_at.date(), days)

    @property
    def records(self) -> tuple[Record, ...]:
        """All applications, the oldest first."""
        return tuple(self._records.values())

    def happen(self, at: datetime, near: Place | None) -> Event | None:
        """One event, near a place or anywhere; None where the place lies outside the borough."""
        if near is not None and self._metres_to(near) > _BOROUGH_ENDS_M:
            return None
        # Wall time stands still and goes back an hour in October; uploads only go forward.
        self.last_uploaded = max(at, self.last_uploaded + timedelta(milliseconds=1))
        is_first = near is not None and near not in self._visited
        event, record = (Event.NEW, None) if is_first else self._what_happens(near)
        if near is not None:
            self._visited.add(near)
        changed = self._new(near, is_first) if record is None else self._changed(event, record)
        self._records[changed.pk] = replace(changed, last_uploaded=self.last_uploaded)
        self._forget_oldest()
        return event

    @property
    def _today(self) -> date:
        return self.last_uploaded.date()

    def _what_happens(self, near: Place | None) -> tuple[Event, Record | None]:
        weights = _ANYWHERE if near is None else _NEAR
        event = self._chance.choices(list(weights), list(weights.values()))[0]
        within = [record for record in self._records.values() if near is None or _is_near(record, near)]
        fitting = [record for record in within if record.is_open or event is Event.TOUCHED]
        if event is Event.NEW or not fitting:
            return Event.NEW, None
        # Registers decide in the order of arrival, more or less.
        oldest = fitting[: max(8, len(fitting) // 3)] if event is Event.DECIDED else fitting
        return event, self._chance.choice(oldest)

    def _changed(self, event: Event, record: Record) -> Record:
        match event:
            case Event.AMENDED:
                return amended(record, self._chance, self._today)
            case Event.DECIDED:
                return decided(record, decision_of(record, self._chance), self._today)
            case Event.WITHDRAWN:
                return withdrawn(record, self._today)
            case _:
                return touched(record, self._today)

    def _new(self, near: Place | None, is_first: bool) -> Record:
        """An application that reaches the register some days after it was received, as they do."""
        valid_from = self._today - timedelta(days=self._chance.randint(0, 3))
        received = valid_from - timedelta(days=self._chance.randint(1, 5))
        if near is None:
            return self._invented(self._anywhere(), received, valid_from)
        easting, northing = near if is_first else self._jittered(*near, _AT_PLACE_M)
        plot = self._nearest((easting, northing))
        return self._invented(Plot(plot.postcode, easting, northing), received, valid_from)

    def _add_to_stock(self, today: date, days: int) -> None:
        received = today - timedelta(days=days)
        valid_from = min(today, received + timedelta(days=self._chance.randint(1, 6)))
        record = self._invented(self._anywhere(), received, valid_from)
        closed_on = valid_from + timedelta(days=self._chance.randint(*_USUAL_DECISION_DAYS))
        if closed_on < today and self._chance.random() < _WITHDRAWN_SHARE:
            record = withdrawn(record, closed_on)
        elif closed_on < today:
            record = decided(record, decision_of(record, self._chance), closed_on)
        self._records[record.pk] = record

    def _invented(self, site: Plot, received: date, valid_from: date) -> Record:
        proposal = invent_proposal(self._chance)
        pk = self._next_pk
        self._next_pk += 1
        return Record(
            pk=pk,
            reference=f"DEMO/{received.year}/{pk - _FIRST_PK + 1:04d}/{proposal.suffix}",
            application_type=proposal.application_type,
            description=proposal.description,
            address=invent_address(self._chance, site.postcode),
            easting=site.easting,
            northing=site.northing,
            registered=received,
            valid_from=valid_from,
            consultation_end=valid_from + timedelta(days=self._chance.choice((21, 24, 28))),
            status_changed=valid_from,
            last_uploaded=self.last_uploaded,
        )

    def _anywhere(self) -> Plot:
        plot = self._chance.choice(self._plots)
        return Plot(plot.postcode, *self._jittered(plot.easting, plot.northing, _JITTER_M))

    def _jittered(self, easting: float, northing: float, most_m: float) -> tuple[float, float]:
        reach, turn = self._chance.uniform(0, most_m), self._chance.uniform(0, 2 * pi)
        return easting + reach * cos(turn), northing + reach * sin(turn)

    def _nearest(self, place: Place) -> Plot:
        return min(self._plots, key=lambda plot: hypot(plot.easting - place[0], plot.northing - place[1]))

    def _metres_to(self, place: Place) -> float:
        plot = self._nearest(place)
        return hypot(plot.easting - place[0], plot.northing - place[1])

    def _forget_oldest(self) -> None:
        if len(self._records) > MOST_RECORDS:
            closed = (pk for pk, record in self._records.items() if not record.is_open)
            del self._records[next(closed, next(iter(self._records)))]


def _is_near(record: Record, place: Place) -> bool:
    return hypot(record.easting - place[0], record.northing - place[1]) <= _NEAR_M
