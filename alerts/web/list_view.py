"""The list of an area's page: what it shows, how many there are, and the ways to its other views and pages."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from alerts.domain.showing import View
from alerts.domain.watch_area import WatchArea
from alerts.language import _, later, ngettext
from alerts.services.area_list import MOST_LOOKED_AT, ON_A_PAGE, AreaList
from alerts.web.area_query import AreaQuery, showing_address
from alerts.web.listed import Item, item

_VIEWS = {
    View.NEWEST: later("Newest"),
    View.CLOSING: later("Closing soon"),
    View.DECIDED: later("Decided"),
}


@dataclass(frozen=True)
class Way:
    """A link of the page: to a view, or to another page of the list."""

    words: str
    path: str
    is_here: bool = False


@dataclass(frozen=True)
class ListView:
    """A page of the list with all its words. `reset` leads to the same view without filters, where there are any."""

    items: tuple[Item, ...]
    count: str
    nothing: str
    views: tuple[Way, ...]
    before: Way | None
    after: Way | None
    reset: Way | None


def list_view(found: AreaList, watch: WatchArea, query: AreaQuery, path: str, today: date) -> ListView:
    """The list at a path, the area's own without filters."""
    lines = enumerate(found.items, found.first_number)
    is_narrowed = query.showing.is_narrowed
    return ListView(
        items=tuple(item(number, each.application, today, watch, each.reach) for number, each in lines),
        count=_count_words(found),
        nothing=_nothing_words(query, found),
        views=tuple(_views(path, query)),
        before=_page(path, query, query.page - 1, _("Previous page")) if query.page > 1 else None,
        after=_page(path, query, query.page + 1, _("Next page")) if query.page < found.pages else None,
        reset=Way(_("Show all, without filters"), _bare(path, query)) if is_narrowed else None,
    )


def _count_words(found: AreaList) -> str:
    """`62 applications, here 51 to 62`."""
    count = f"{found.total:,}"
    words = (
        _("At least {count} applications").format(count=count)
        if found.is_cut
        else ngettext("{count} application", "{count} applications", found.total).format(count=count)
    )
    if found.total <= ON_A_PAGE or not found.items:
        return words
    last = found.first_number + len(found.items) - 1
    return _("{words}, here {first} to {last}").format(words=words, first=found.first_number, last=last)


def _nothing_words(query: AreaQuery, found: AreaList) -> str:
    if found.total:
        return _("The list has fewer pages than that.")
    if found.is_cut:
        return _(
            "None of the newest {count} applications here passes these filters. Choose days to look among older ones."
        ).format(count=f"{MOST_LOOKED_AT:,}")
    if query.showing.is_narrowed:
        return _("No application here passes these filters.")
    return {
        View.CLOSING: _("No application here can be commented on at the moment."),
        View.DECIDED: _("We know of no decision here yet."),
    }.get(
        query.showing.view,
        _(
            "Nothing that we know of has been applied for here. Ask for e-mails and we tell you when that changes."
        ),
    )


def _views(path: str, query: AreaQuery) -> Iterator[Way]:
    for view, words in _VIEWS.items():
        showing = replace(query.showing, view=view)
        yield Way(_(words), showing_address(path, showing), is_here=view is query.showing.view)


def _page(path: str, query: AreaQuery, number: int, words: str) -> Way:
    return Way(words, showing_address(path, query.showing, number))


def _bare(path: str, query: AreaQuery) -> str:
    """The same view without filters."""
    return showing_address(path, type(query.showing)(view=query.showing.view))
