"""ArcGIS, as York and many councils publish their applications: a layer asked page by page, or its Hub download.

No layer has a change date to be relied on, so that every poll reads the whole of it. It asks first how many rows
there are: a layer that is not whole would otherwise look as if most applications had gone.
"""

from datetime import date

from alerts.domain.precedence import Precedence
from scheduler.feeds.arcgis_answer import Features, read_count, read_features
from scheduler.feeds.arcgis_row import name_of, row_reader
from scheduler.feeds.arcgis_scope import (
    COUNT,
    Paging,
    count_request,
    is_download,
    page_request,
    paging_from,
)
from scheduler.feeds.arcgis_settings import ArcgisSettings
from scheduler.feeds.kind import Feed
from scheduler.feeds.reading.gathered import gather
from scheduler.feeds.reading.numbered_pages import mark_of
from scheduler.feeds.reading.record import Reading
from scheduler.feeds.reading.table import Table, read_table
from scheduler.page import Page, PageUnreadable
from scheduler.request import Request

name = "arcgis"
summary = "ArcGIS, such as York's: a layer of a FeatureServer, or a Hub download, by a map of columns"
precedence = Precedence.COUNCIL
needs_authority = True
settings_model = ArcgisSettings


def authorities(feed: Feed[ArcgisSettings]) -> frozenset[str]:
    """The one authority whose layer this is."""
    return frozenset({feed.authority} if feed.authority else ())


def first_request(feed: Feed[ArcgisSettings], cursor: str, today: date) -> Request:  # noqa: ARG001
    """Ask for the whole download, or how many rows the layer has, at the beginning as after a cut."""
    return Request(feed.url, tells_all=True) if is_download(feed) else count_request(feed, cursor)


def parse(feed: Feed[ArcgisSettings], request: Request, payload: bytes, today: date) -> Page:
    """The page in an answer; PageUnreadable for whatever is not one."""
    if is_download(feed):
        found = gather(readings(feed, payload, today))
        return found.page(next=None, cursor="", total=found.fetched)
    paging = paging_from(request.cursor)
    if request.step == COUNT or paging is None:
        return _begin(feed, paging, read_count(payload))
    return _read(feed, paging, payload, today)


def readings(feed: Feed[ArcgisSettings], payload: bytes, today: date) -> tuple[Reading, ...]:
    """How each row of a page was read; a count has none."""
    table = read_table(payload) if is_download(feed) else read_features(payload).table
    return _readings(feed, table, today)


def reread(feed: Feed[ArcgisSettings], record: dict[str, object], today: date) -> Reading:
    """How a record that was kept is read now."""
    return row_reader(feed, today)(record)


def _begin(feed: Feed[ArcgisSettings], cut: Paging | None, total: int) -> Page:
    """The page of a count. It leaves no cursor: should the page after it fail again, the next poll begins anew."""
    if total == 0:
        return Page(0, (), (), None, "", total)
    # Rows that were taken out have moved the others forward, past where the poll was cut off.
    goes_on = cut is not None and cut.total <= total and cut.offset < total
    paging = cut.model_copy(update={"total": total}) if cut is not None and goes_on else Paging(total=total)
    return Page(0, (), (), page_request(feed, paging), "", total)


def _read(feed: Feed[ArcgisSettings], paging: Paging, payload: bytes, today: date) -> Page:
    features = read_features(payload)
    rows = features.table.rows
    mark = mark_of(name_of(feed, row) for row in rows)
    following = paging.model_copy(update={"offset": paging.offset + len(rows), "mark": mark})
    _refuse_loop(features, paging, following)
    found = gather(_readings(feed, features.table, today))
    # A page that a server cut short does not always say so.
    if rows and (features.goes_on or following.offset < following.total):
        return found.page(page_request(feed, following), following.text())
    if following.offset < following.fewest:
        came = f"{following.offset:,} of {following.total:,} rows came"
        raise PageUnreadable("not-whole", f"{came}: ask the council, or read its Hub download instead")
    return found.page(None, "")


def _refuse_loop(features: Features, paging: Paging, following: Paging) -> None:
    if not features.table.rows and features.goes_on:
        raise PageUnreadable(
            "page-loop", f"no rows after {paging.offset:,}, and the server says that more come"
        )
    if paging.mark and following.mark == paging.mark:
        raise PageUnreadable("page-loop", f"the rows after {paging.offset:,} are those before it again")
    if following.offset > following.most:
        came = f"{following.offset:,} rows came where {following.total:,} were counted"
        raise PageUnreadable("page-loop", f"{came}, and there is no end to them")


def _readings(feed: Feed[ArcgisSettings], table: Table, today: date) -> tuple[Reading, ...]:
    if table.columns:  # a page without features names none
        table.require(feed.settings.needed_columns())
    return tuple(map(row_reader(feed, today), table.rows))
