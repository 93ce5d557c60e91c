"""An area's list as files give it: what of it every format tells, whatever the format; plain values."""

from dataclasses import dataclass
from datetime import datetime

from alerts.domain.application import Application
from alerts.domain.stage import SiteStage
from alerts.domain.story import Story
from geo.area import Area

REFRESH_MINUTES = 15
"""How often a reader need ask: as long as a feed may be kept by whoever fetched it."""


@dataclass(frozen=True)
class Entry:
    """One application under the number that the page's list gives it, with the words that the list says of it.

    `id` is a URI (RFC 4151) that names its latest news and nothing else; `page` is its page here, a whole address;
    `deadline` and `where` are empty where there is nothing to say, and `licence` and `licence_url` where nobody said.
    """

    id: str
    number: int
    application: Application
    stage: SiteStage
    headline: str
    page: str
    status: str
    deadline: str
    where: str
    story: Story
    licence: str = ""
    licence_url: str = ""


@dataclass(frozen=True)
class Publication:
    """Who publishes a list, and as what. `id` is a URI that names the list in whatever language and format; `address`
    is that of this file, `next_address` that of the file with its next page or empty, both whole. `hub_url` is that of
    the WebSub hub which is told when this list changes, empty where none is. `updated_at` is when anything last
    changed that may be in it.
    """

    id: str
    address: str
    next_address: str
    site_name: str
    base_url: str
    language: str
    hub_url: str
    updated_at: datetime


@dataclass(frozen=True)
class AreaDocument:
    """One page of an area's list. `page` is that of the area, a whole address with the filters; `area` is None where
    the place is no geometry; `authorities` are the councils that decide there, as far as known; `total` counts what
    the list shows over all its pages, None where nobody counted.
    """

    title: str
    page: str
    area: Area | None
    authorities: frozenset[str]
    entries: tuple[Entry, ...]
    total: int | None
    is_cut: bool
