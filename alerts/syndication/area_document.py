"""An area's list as files give it: what of it every format tells, whatever the format; plain values."""

from dataclasses import dataclass

from alerts.domain.application import Application
from alerts.domain.stage import SiteStage
from geo.area import Area


@dataclass(frozen=True)
class Entry:
    """One application under the number that the page's list gives it, with the words that the list says of it.

    `page` is its page here, a whole address; `deadline` and `where` are empty where there is nothing to say.
    """

    number: int
    application: Application
    stage: SiteStage
    headline: str
    page: str
    status: str
    deadline: str
    where: str


@dataclass(frozen=True)
class AreaDocument:
    """One page of an area's list. `page` is that of the area, a whole address with the filters; `area` is None where
    the place is no geometry; `total` counts what the list shows over all its pages.
    """

    title: str
    page: str
    area: Area | None
    entries: tuple[Entry, ...]
    total: int
    is_cut: bool
