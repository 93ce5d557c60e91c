"""An area's list as its files tell it: gathered once from the stores, each item named, dated and put into words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from alerts.db.freshness import Freshness
from alerts.domain.paths import application_path, area_file_path, area_path
from alerts.domain.showing import Showing, View
from alerts.domain.story import Story
from alerts.domain.watch_area import AreaKind, WatchArea
from alerts.domain.wording import about_area
from alerts.language import Language, _, html_code, spoken
from alerts.services.area_list import ON_A_PAGE, area_items, area_list
from alerts.services.former_places import abolished_in
from alerts.services.listing import Listed
from alerts.services.publishing_rows import Origin
from alerts.services.stories import stories_of
from alerts.syndication.area_document import AreaDocument, Entry, Publication
from alerts.syndication.naming import item_id, list_id
from alerts.web.addresses import to
from alerts.web.area_query import MOST_PAGES, AreaQuery, showing_address
from alerts.web.context import SiteContext
from alerts.web.listed import item

_NEVER = datetime(2026, 1, 1, tzinfo=UTC)
_PUSHED = (AreaKind.WARD, AreaKind.AUTHORITY, AreaKind.CONSTRAINT)
"""Only of these the hub is told when they change, and only of whole ones in English."""


@dataclass(frozen=True)
class Gathered:
    """What of a list goes into a file. `total` is None where nobody counted."""

    items: tuple[Listed, ...]
    first_number: int
    has_more: bool
    total: int | None = None
    is_cut: bool = False


Gather = Callable[[Session, WatchArea, AreaQuery, date], Gathered]


def gather(session: Session, watch: WatchArea, query: AreaQuery, today: date) -> Gathered:
    """A page of the list."""
    found = area_items(session, watch, query.showing, today, query.page)
    return Gathered(found.items, (query.page - 1) * ON_A_PAGE + 1, found.has_more)


def gather_and_count(session: Session, watch: WatchArea, query: AreaQuery, today: date) -> Gathered:
    """The same with how many there are on all pages, for a map."""
    found = area_list(session, watch, query.showing, today, query.page)
    return Gathered(
        found.items, found.first_number, query.page < found.pages, found.total, is_cut=found.is_cut
    )


def gather_days(session: Session, watch: WatchArea, query: AreaQuery, today: date) -> Gathered:
    """For a calendar: what can be commented on, what closes first at the head, and after that what of the page of the
    list was decided or withdrawn, to be cancelled.
    """
    closing = replace(query, showing=replace(query.showing, view=View.CLOSING))
    first = gather(session, watch, closing, today)
    if query.showing.view is View.CLOSING:
        return first
    listed = gather(session, watch, query, today)
    over = tuple(each for each in listed.items if not each.application.is_open)
    return Gathered((*first.items, *over), listed.first_number, listed.has_more)


GATHERERS: Mapping[str, Gather] = {"geojson": gather_and_count, "ics": gather_days}
"""By the ending of the address; every other format has a page of the list."""


def area_heading(watch: WatchArea) -> str:
    """What the page of an area, and its files, are called."""
    return _("Planning applications {about}").format(about=about_area(watch))


def document_of(
    session: Session, context: SiteContext, watch: WatchArea, query: AreaQuery, found: Gathered
) -> AreaDocument:
    """The list in words."""
    stories = stories_of(session, found.items)
    return AreaDocument(
        title=_title(session, watch),
        page=whole(context, showing_address(area_path(watch.name), query.showing, query.page)),
        area=None if watch.authority is not None and watch.area is None else watch.area,
        authorities=watch.authorities,
        entries=tuple(
            _entry(context, watch, number, each, stories[each.id])
            for number, each in enumerate(found.items, found.first_number)
        ),
        total=found.total,
        is_cut=found.is_cut,
    )


def _title(session: Session, watch: WatchArea) -> str:
    """The heading; a ward or a council that is no more is said to be, wherever its list is read."""
    year = abolished_in(session, watch)
    heading = area_heading(watch)
    return _("{heading} (abolished in {year})").format(heading=heading, year=year) if year else heading


def publication_of(
    context: SiteContext, watch: WatchArea, query: AreaQuery, ending: str, found: Gathered, fresh: Freshness
) -> Publication:
    """Who publishes it, and where. A hub is named for what it is told of."""
    path = area_file_path(watch.name, ending)
    has_next = found.has_more and query.page < MOST_PAGES
    is_whole = query.showing == Showing() and query.page == 1
    is_pushed = is_whole and watch.name.kind in _PUSHED and spoken() is Language.ENGLISH
    return Publication(
        id=list_id(context.site.base_url, showing_address(area_path(watch.name), query.showing)),
        address=whole(context, showing_address(path, query.showing, query.page)),
        next_address=whole(context, showing_address(path, query.showing, query.page + 1)) if has_next else "",
        site_name=context.site.name,
        base_url=context.site.base_url,
        language=html_code(),
        hub_url=context.hub_url if is_pushed else "",
        updated_at=fresh.changed_at or _NEVER,
    )


def whole(context: SiteContext, path: str) -> str:
    """The whole address of a path of ours, in the language spoken."""
    return context.site.base_url + to(path)


def _entry(context: SiteContext, watch: WatchArea, number: int, listed: Listed, story: Story) -> Entry:
    application = listed.application
    line = item(number, application, context.today(), watch, listed.reach)
    origin = Origin(context.site.base_url, context.licences, context.is_demonstration)
    licence, licence_url = origin.licence_of(listed.feeds)
    return Entry(
        id=item_id(context.site.base_url, application, story),
        number=number,
        application=application,
        stage=line.stage,
        headline=line.headline,
        page=whole(context, application_path(application.key)),
        status=line.status_words,
        deadline=line.deadline,
        where=line.where,
        story=story,
        licence=licence or "",
        licence_url=licence_url or "",
    )
