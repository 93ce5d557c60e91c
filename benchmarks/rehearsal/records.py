"""One invented application in the shape of PlanIt's records, as its register shows it at a moment."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

import numpy as np

from benchmarks.rehearsal.registers import NEVER, Registers

_WORKS = (
    ("Householder Application", "Small", "Erection of a {a} storey rear extension"),
    ("Householder Application", "Small", "Loft conversion with a {a} dormer to the rear roof slope"),
    ("Householder Application", "Small", "Demolition of a garage and erection of a {a} side extension"),
    ("Full Planning Permission", "Medium", "Change of use of the {a} floor from shop to dwelling"),
    ("Full Planning Permission", "Large", "Erection of {n} dwellings with {a} access and parking"),
    ("Listed Building Consent", "Small", "Internal alterations to the {a} floor of a listed building"),
    ("Works to Trees in a Conservation Area", "Small", "T{n} sycamore: {a} crown reduction; T2 ash: fell"),
    ("Advertisement Consent", "Small", "Display of {n} {a} illuminated fascia signs"),
    (
        "Approval of Details Reserved by Condition",
        "Small",
        "Details of materials under condition {n}, {a} phase",
    ),
)
_KINDS = ("single", "double", "first", "ground", "second", "upper", "lower", "new", "shared")
_STREETS = (
    "Church",
    "Station",
    "Mill",
    "High",
    "Park",
    "Victoria",
    "Green",
    "School",
    "Chapel",
    "Queen",
    "Manor",
)
_ENDS = ("Road", "Street", "Lane", "Close", "Avenue", "Drive", "Terrace", "Way")
_STATES = ("Permitted", "Conditions", "Conditions", "Conditions", "Rejected")


class Council(NamedTuple):
    """What the records of one authority have in common."""

    code: str
    name: str


def record(
    registers: Registers, row: int, council: Council, postcode: str, lonlat: tuple[float, float], now: float
) -> dict[str, Any]:
    """Row `row` as it stands at `now`, seconds of the epoch."""
    words = int(registers.words[row])
    kind, size, works = _WORKS[words % len(_WORKS)]
    published, changed = float(registers.published[row]), last_changed(registers, row, now)
    description = works.format(a=_KINDS[words // 16 % len(_KINDS)], n=2 + words // 256 % 30)
    is_amended, is_decided = registers.amended[row] <= now, registers.decided[row] <= now
    is_withdrawn = registers.withdrawn[row] <= now
    state = (
        "Withdrawn" if is_withdrawn else _STATES[words // 64 % len(_STATES)] if is_decided else "Undecided"
    )
    reference = f"26/{int(registers.number[row]):06}/{'HSE' if size == 'Small' else 'FUL'}"
    street = f"{_STREETS[words // 512 % len(_STREETS)]} {_ENDS[words // 8192 % len(_ENDS)]}"
    lon, lat = lonlat
    has_point = bool(registers.has_point[row])
    return {
        "name": f"{council.name}/{reference}",
        "uid": reference,
        "reference": None,
        "area_name": council.name,
        "scraper_name": council.name,
        "address": f"{1 + words // 1024 % 180} {street}, invented for a rehearsal, {postcode}",
        "postcode": postcode,
        "description": description + (" (amended plans received)" if is_amended else ""),
        "app_size": size,
        "app_state": state,
        "app_type": "Full",
        "start_date": _day(published - 4 * 86_400),
        "consulted_date": _day(published),
        "decided_date": _day(float(registers.decided[row])) if is_decided else None,
        "location": {"type": "Point", "coordinates": [lon, lat]} if has_point else None,
        "location_x": lon if has_point else None,
        "location_y": lat if has_point else None,
        "url": f"https://register.example/{council.code}/details?activeTab=summary&keyVal={reference}",
        "link": f"https://aggregator.example/planapplic/{council.code}/{reference}",
        "last_changed": _stamp(changed),
        "last_different": _stamp(changed),
        "last_scraped": _stamp(changed),
        "other_fields": {
            "applicant_name": "See source",
            "agent_name": "See source",
            "case_officer": "See source",
            "application_type": kind,
            "n_comments": words % 7,
            "n_documents": words % 23,
            "ward_name": "Invented",
            "parish": "Invented",
            "docs_url": f"https://register.example/{council.code}/documents?keyVal={reference}",
            "comment_url": f"https://register.example/{council.code}/comment?keyVal={reference}",
            "date_received": _day(published - 4 * 86_400),
            "date_validated": _day(published),
            "comment_date": _day(float(registers.comments_close[row])),
            "target_decision_date": _day(published + 56 * 86_400),
        },
    }


def last_changed(registers: Registers, row: int, now: float) -> float:
    moments = (
        registers.published[row],
        registers.amended[row],
        registers.decided[row],
        registers.withdrawn[row],
    )
    return float(max(moment for moment in moments if moment <= now))


def changed_at(registers: Registers, rows: slice, now: float) -> np.ndarray:
    """When each row of a register last changed before `now`; NEVER for what has not appeared."""
    latest = registers.published[rows].copy()
    for moments in (registers.amended[rows], registers.decided[rows], registers.withdrawn[rows]):
        latest = np.where(moments <= now, np.maximum(latest, moments), latest)
    return np.where(registers.published[rows] <= now, latest, NEVER)


def page(records: list[dict[str, Any]], first: int, total: int, size: int) -> bytes:
    answer = {
        "from": first,
        "to": first + len(records) - 1,
        "total": total,
        "pg_sz": size,
        "records": records,
    }
    return json.dumps(answer).encode()


def _day(moment: float) -> str:
    return (date(1970, 1, 1) + timedelta(days=int(moment // 86_400))).isoformat()


def _stamp(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
