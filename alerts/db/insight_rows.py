"""The few columns of an application that dashboards are counted from, read as the driver gives them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import shapely
from sqlalchemy import ColumnElement, Integer, Row, Select, String, case, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from alerts.db.area_lists import stage_is
from alerts.db.tables import ApplicationRow, ChangeRow
from alerts.db.within import is_public
from alerts.domain.application import SitePrecision
from alerts.domain.insight.register import NO_DAY, NO_PLACE, Column, day_number
from alerts.domain.insight.result import RESULTS, Result
from alerts.domain.insight.topic import topics_of
from alerts.domain.insight.types import type_number
from alerts.domain.stage import SiteStage

_T = ApplicationRow.__table__.c
_MOST_AMENDMENTS = int(np.iinfo(np.int16).max)
_MOST_M2 = int(np.iinfo(np.int32).max)

Raw = Row[Any]
Columns = dict[str, Column]


def after_id(session: Session, last_id: int, limit: int) -> Sequence[Raw]:
    """The public applications that follow an id."""
    return session.connection().execute(_rows().where(_T.id > last_id).order_by(_T.id).limit(limit)).all()


def of_ids(session: Session, ids: Sequence[int]) -> Sequence[Raw]:
    """Those of some applications that are public, by id."""
    return session.connection().execute(_rows().where(_T.id.in_(ids)).order_by(_T.id)).all()


def amendments(session: Session, ids: Sequence[int], *, is_range: bool = False) -> dict[int, int]:
    """How many amendments of each are in the public log: of these ids, or of all from the first to the last of them."""
    which = ChangeRow.application_id
    found = session.execute(
        select(which, func.count())
        .where(
            which.between(ids[0], ids[-1]) if is_range else which.in_(ids),
            ChangeRow.kind == "amended",
            ChangeRow.log_no.is_not(None),
        )
        .group_by(which)
    )
    return {row[0]: row[1] for row in found}


def columns_of(rows: Sequence[Raw], amended: dict[int, int], memo: "Memo") -> Columns:
    """Rows that were read, as columns of the register but for authorities' numbers and wards."""
    raw = dict(zip(_NAMES, zip(*rows, strict=True), strict=True))
    ids = np.array(raw["id"], dtype=np.int32)
    result = np.array(raw["result"], dtype=np.int8)
    days = {name: np.array([memo.days[day] for day in raw[name]], dtype=np.int32) for name in _DAYS}
    is_withdrawn = result == Result.WITHDRAWN
    left = np.where(days["withdrawn_date"] == NO_DAY, days["decision_date"], days["withdrawn_date"])
    came = np.where(days["received_date"] == NO_DAY, days["valid_date"], days["received_date"])
    topics = map(topics_of, raw["application_type"], raw["description"])
    eastings, northings, sizes = _sites(raw)
    return {
        "id": ids,
        "kind": np.array([memo.kinds[code] for code in raw["application_type"]], dtype=np.int8),
        "result": result,
        "major": np.array([-1 if each is None else int(each) for each in raw["is_major"]], dtype=np.int8),
        "topics": np.fromiter(topics, dtype=np.int16, count=len(rows)),
        "received": came,
        "valid": days["valid_date"],
        "decided": np.where(is_withdrawn, NO_DAY, days["decision_date"]).astype(np.int32),
        "withdrawn": np.where(is_withdrawn, left, NO_DAY).astype(np.int32),
        "ends": days["consultation_end_date"],
        "easting_cm": eastings,
        "northing_cm": northings,
        "size_m2": sizes,
        "amendments": np.array(
            [min(amended.get(each, 0), _MOST_AMENDMENTS) for each in raw["id"]], dtype=np.int16
        ),
    }


class _Days(dict[Any, int]):
    """The number of a day as the driver gives it: a text by SQLite, a date by PostgreSQL."""

    def __missing__(self, day: Any) -> int:
        number = day_number(date.fromisoformat(day) if isinstance(day, str) else day)
        self[day] = number
        return number


class _Kinds(dict[str | None, int]):
    def __missing__(self, code: str | None) -> int:
        number = self[code] = type_number(code)
        return number


class Memo:
    """What was worked out once, as it comes up in thousands of rows."""

    def __init__(self) -> None:
        self.days = _Days()
        self.kinds = _Kinds()


def _result() -> ColumnElement[int]:
    """As `Result` says: first whether withdrawn, then the decision, then whether it is over in another way."""
    is_decided = or_(
        _T.decision.is_not(None),
        _T.decision_raw.is_not(None),
        _T.decision_date.is_not(None),
        func.coalesce(_T.status, "") == "determined",
    )
    return case(
        (stage_is(SiteStage.WITHDRAWN), int(Result.WITHDRAWN)),
        *((_T.decision == decision, int(result)) for decision, result in RESULTS.items()),
        (is_decided, int(Result.UNREAD)),
        (stage_is(SiteStage.DECIDED), int(Result.ELSEWHERE)),
        else_=int(Result.PENDING),
    )


def _raw(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """As the driver gives it: to make dates of millions of texts takes longer than to read them."""
    return type_coerce(column, String)


_DAYS = ("received_date", "valid_date", "decision_date", "withdrawn_date", "consultation_end_date")
_IS_WIDE = or_(_T.site_precision == SitePrecision.BOUNDARY, _T.minx != _T.maxx, _T.miny != _T.maxy)
_COLUMNS: dict[str, ColumnElement[Any]] = {
    "id": _T.id,
    "authority": _T.authority,
    "application_type": _T.application_type,
    "description": _T.description,
    "result": type_coerce(_result(), Integer),
    "is_major": type_coerce(_T.is_major, Integer),
    **{name: _raw(_T[name]) for name in _DAYS},
    "first_noticed_at": _raw(_T.first_noticed_at),
    "minx": _T.minx,
    "miny": _T.miny,
    "wide_site": case((_IS_WIDE, _T.site)),
    "site_precision": _T.site_precision,
}
_NAMES = tuple(_COLUMNS)


def _rows() -> Select[Any]:
    return select(*_COLUMNS.values()).where(is_public())


def _sites(raw: dict[str, tuple[Any, ...]]) -> tuple[Column, Column, Column]:
    """The centre of each site in whole centimetres and the size of a published one in whole m²."""
    centres = np.array([raw["minx"], raw["miny"]], dtype=np.float64)
    sizes = np.zeros(len(raw["id"]))
    wide = [at for at, site in enumerate(raw["wide_site"]) if site is not None]
    if wide:
        sites = shapely.from_wkb([raw["wide_site"][at] for at in wide])
        middles = shapely.centroid(sites)
        centres[:, wide] = shapely.get_x(middles), shapely.get_y(middles)
        is_outline = np.array([raw["site_precision"][at] == SitePrecision.BOUNDARY for at in wide])
        sizes[wide] = np.where(is_outline, shapely.area(sites), 0)
    with np.errstate(invalid="ignore"):
        whole = np.where(np.isnan(centres), NO_PLACE, np.rint(centres * 100)).astype(np.int32)
    return whole[0], whole[1], np.minimum(np.rint(sizes), _MOST_M2).astype(np.int32)
