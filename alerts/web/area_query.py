"""What the address of an area's page asks for: view, filters, page, and the wishes that the forecast is for.

Parameters: `show` (newest, closing, decided), `stage` (repeatable: open, decided, withdrawn), `types` and `constraints`
(repeatable), `include` and `exclude` (words), `major` (1), `from` and `to` (days), `page`, and as in the form to
subscribe `frequency`, `changes`, `remind_days`, `hour`, `weekday`. Others are ignored.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from urllib.parse import urlencode

from alerts.domain.showing import Showing, View
from alerts.domain.stage import SiteStage
from alerts.domain.subscription import Wishes
from alerts.language import _
from alerts.services.area_list import MOST_LOOKED_AT, ON_A_PAGE
from alerts.web.forms import (
    Fields,
    Typed,
    row_number,
    single,
    typed_subscription,
    wish_errors,
    wishes_of,
    written_day,
)

MOST_PAGES = MOST_LOOKED_AT // ON_A_PAGE
_OF_A_FORM = frozenset(field.name for field in fields(Typed))


@dataclass(frozen=True)
class AreaQuery:
    """What is asked for. `typed` are the fields of the form to subscribe as the address fills them in; `errors` says,
    by parameter, what cannot be understood: those then stand as if they were not there.
    """

    showing: Showing
    page: int
    typed: Typed
    wishes: Wishes
    errors: tuple[tuple[str, str], ...]


def area_query(given: Fields) -> AreaQuery:
    """Read a query. BadRequest where a parameter that has one value is given twice."""
    typed = replace(typed_subscription(given), email="")
    errors = wish_errors(typed)
    typed = replace(typed, **{name: getattr(Typed(), name) for name in errors if name in _OF_A_FORM})
    wishes = wishes_of(typed)
    since, until = _days(given, errors)
    showing = Showing(
        view=_view(single(given, "show", View.NEWEST), errors),
        stages=_stages(given.getlist("stage"), errors),
        types=wishes.types,
        include=wishes.include,
        exclude=wishes.exclude,
        only_major=wishes.only_major,
        constraints=wishes.constraints,
        since=since,
        until=until,
    )
    return AreaQuery(showing, _page(single(given, "page", "1"), errors), typed, wishes, tuple(errors.items()))


def showing_address(path: str, showing: Showing, page: int = 1) -> str:
    """The address, at a path that may have a query already, of what is shown."""
    asked = urlencode([*parameters(showing, page)])
    return f"{path}{'&' if '?' in path else '?'}{asked}" if asked else path


def parameters(showing: Showing, page: int = 1) -> Iterator[tuple[str, str]]:
    """The query of an address that shows this, a name and a value at a time."""
    if showing.view is not View.NEWEST:
        yield "show", showing.view
    yield from (("stage", stage) for stage in sorted(showing.stages))
    yield from (("types", code) for code in sorted(showing.types))
    for name, words in (("include", showing.include), ("exclude", showing.exclude)):
        if words:
            yield name, ", ".join(words)
    if showing.only_major:
        yield "major", "1"
    yield from (("constraints", kind) for kind in sorted(showing.constraints))
    for name, day in (("from", showing.since), ("to", showing.until)):
        if day is not None:
            yield name, day.isoformat()
    if page != 1:
        yield "page", str(page)


def _view(asked: str, errors: dict[str, str]) -> View:
    if asked in list(View):
        return View(asked)
    errors["show"] = _("Choose what to show: newest, closing or decided.")
    return View.NEWEST


def _stages(asked: list[str], errors: dict[str, str]) -> frozenset[SiteStage]:
    if set(asked) <= set(SiteStage):
        return frozenset(map(SiteStage, asked))
    errors["stage"] = _("Choose stages from the list: open, decided or withdrawn.")
    return frozenset()


def _days(given: Fields, errors: dict[str, str]) -> tuple[date | None, date | None]:
    since, until = (_day(single(given, name), name, errors) for name in ("from", "to"))
    if since is not None and until is not None and since > until:
        errors["to"] = _("The last day is before the first.")
        return None, None
    return since, until


def _day(text: str, name: str, errors: dict[str, str]) -> date | None:
    if not text.strip():
        return None
    try:
        return written_day(text)
    except ValueError:
        errors[name] = _("Enter a day, for example 24/12/2026.")
        return None


def _page(asked: str, errors: dict[str, str]) -> int:
    number = row_number(asked)
    if number is not None and 1 <= number <= MOST_PAGES:
        return number
    errors["page"] = _("Choose a page from 1 to {last}.").format(last=MOST_PAGES)
    return 1
