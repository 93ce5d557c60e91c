"""Rows to the domain's values and back."""

from collections.abc import Mapping
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from alerts.db.tables import ApplicationRow, ChangeRow, SubscriptionRow, WatchAreaRow
from alerts.domain.application import (
    Application,
    ApplicationKey,
    Decision,
    Extent,
    Site,
    SitePrecision,
    Status,
    normalised_reference,
)
from alerts.domain.change import Change, ChangeKind, Difference
from alerts.domain.merging import Told
from alerts.domain.subscription import Frequency, Subscription, SubscriptionState, Wishes
from alerts.domain.watch_area import AreaKind, AreaName, WatchArea
from geo.area import Area

_SAME_IN_BOTH = (
    "feed",
    "feed_key",
    "authority",
    "reference",
    "description",
    "address",
    "postcode",
    "uprn",
    "application_type",
    "application_type_raw",
    "status_raw",
    "decision_raw",
    "received_date",
    "valid_date",
    "consultation_start_date",
    "consultation_end_date",
    "decision_date",
    "withdrawn_date",
    "appeal_raw",
    "appeal_start_date",
    "appeal_decision_raw",
    "appeal_decision_date",
    "is_major",
    "url",
    "quarantine",
)


_BETWEEN = ", "
"""What parts the postcodes of an area that has several."""


def application_from_row(row: ApplicationRow) -> Application:
    return Application(
        **{name: getattr(row, name) for name in _SAME_IN_BOTH},
        status=Status(row.status) if row.status else None,
        decision=Decision(row.decision) if row.decision else None,
        site=_site_from_row(row),
        extent=Extent(row.extent),
        notes=tuple(row.notes),
    )


def told_from_row(row: ApplicationRow) -> Told:
    """The application with the feed that each of its fields is from."""
    return Told(application_from_row(row), dict(row.sources))


def application_columns(application: Application) -> dict[str, Any]:
    """The columns of an application's row, but for its id and our own times."""
    site = application.site
    return {
        **{name: getattr(application, name) for name in _SAME_IN_BOTH},
        "reference_normalised": normalised_reference(application.reference),
        "status": application.status,
        "decision": application.decision,
        "latest_date": application.latest_date,
        "site": shapely.to_wkb(site.geometry) if site else None,
        "site_precision": site.precision if site else None,
        **box_columns(site.geometry if site else None),
        "extent": application.extent,
        "notes": list(application.notes),
    }


def box_columns(geometry: BaseGeometry | None, margin_m: float = 0.0) -> dict[str, float | None]:
    """The bounding box (EPSG:27700 metres) of a geometry, widened by a margin; None throughout for none."""
    if geometry is None:
        return dict.fromkeys(("minx", "miny", "maxx", "maxy"))
    minx, miny, maxx, maxy = geometry.bounds
    return {
        "minx": minx - margin_m,
        "miny": miny - margin_m,
        "maxx": maxx + margin_m,
        "maxy": maxy + margin_m,
    }


def change_from_row(row: ChangeRow) -> Change:
    differences = tuple(Difference(*difference) for difference in row.differences)
    return Change(ChangeKind(row.kind), differences, row.deadline, row.days_before)


def watch_area_from_row(row: WatchAreaRow) -> WatchArea:
    kind, _, rest = row.name.partition(":")
    followed = row.application_reference
    postcodes = postcodes_of(row.postcode)
    is_around_one = kind == AreaKind.POSTCODE and bool(postcodes)
    return WatchArea(
        name=AreaName(AreaKind(kind), rest),
        label=row.label,
        area=Area(shapely.from_wkb(row.core), row.margin_m) if row.core else None,
        postcode=postcodes[0] if is_around_one else None,
        authority=None if followed else row.authority,
        application=ApplicationKey(row.authority or "", followed) if followed else None,
        authorities=frozenset(row.authorities),
        vintage=row.vintage,
        postcodes=() if is_around_one else postcodes,
    )


def postcodes_of(stored: str | None) -> tuple[str, ...]:
    """The postcodes that the row of an area holds."""
    return tuple(stored.split(_BETWEEN)) if stored else ()


def watch_area_columns(watch: WatchArea) -> dict[str, Any]:
    core = watch.area.core if watch.area else None
    margin_m = watch.area.margin_m if watch.area else 0.0
    return {
        "name": str(watch.name),
        "kind": watch.name.kind,
        "label": watch.label,
        "core": shapely.to_wkb(core) if core is not None else None,
        "margin_m": margin_m,
        **box_columns(core, margin_m),
        "postcode": _BETWEEN.join(watch.own_postcodes) or None,
        "authority": watch.application.authority if watch.application else watch.authority,
        "application_reference": watch.application.reference if watch.application else None,
        "authorities": sorted(watch.authorities),
        "vintage": watch.vintage,
    }


def subscription_from_row(row: SubscriptionRow) -> Subscription:
    return Subscription(
        id=row.id,
        subscriber_id=row.subscriber_id,
        state=SubscriptionState(row.state),
        wishes=wishes_from_row(row),
        confirmed_at=row.confirmed_at,
        paused_until=row.paused_until,
    )


def wishes_from_row(row: SubscriptionRow) -> Wishes:
    return wishes_from_columns({name: getattr(row, name) for name in _WISHES})


def wishes_from_columns(columns: Mapping[str, Any]) -> Wishes:
    """What `wishes_columns` took apart."""
    return Wishes(
        frequency=Frequency(columns["frequency"]),
        changes=frozenset(ChangeKind(kind) for kind in columns["changes"]),
        types=frozenset(columns["types"]),
        include=tuple(columns["include"]),
        exclude=tuple(columns["exclude"]),
        remind_days=columns["remind_days"],
        hour=columns["digest_hour"],
        weekday=columns["digest_weekday"],
        only_major=columns["only_major"],
        constraints=frozenset(columns["constraint_kinds"]),
    )


def wishes_columns(wishes: Wishes) -> dict[str, Any]:
    return {
        "frequency": wishes.frequency,
        "changes": sorted(wishes.changes),
        "types": sorted(wishes.types),
        "include": list(wishes.include),
        "exclude": list(wishes.exclude),
        "remind_days": wishes.remind_days,
        "digest_hour": wishes.hour,
        "digest_weekday": wishes.weekday,
        "only_major": wishes.only_major,
        "constraint_kinds": sorted(wishes.constraints),
    }


_WISHES = tuple(wishes_columns(Wishes()))


def _site_from_row(row: ApplicationRow) -> Site | None:
    if row.site is None or row.site_precision is None:
        return None
    return Site(shapely.from_wkb(row.site), SitePrecision(row.site_precision))
