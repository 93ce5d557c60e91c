"""A state of a page that people can meet, for the tables of states: its address and what is done there."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.conftest import LiveSite
from tests.integration.web.people import Cast

USUAL, TROUBLED, UNREADY, STRICT, BROKEN = "usual", "troubled", "without a gazetteer", "strict", "broken"
"""Kinds of site: as it is, with feeds in trouble, without postcodes, where nothing may be done twice, out of order."""

CHANGED = "wards changed"
"""The ward that Alice watches was divided, another redrawn."""

ON_ITS_LINK = "the POST of the same address"
NOWHERE = "/nothing-here"

Way = Callable[[Page, LiveSite, Cast], None]


@dataclass(frozen=True)
class State:
    """`at` is an address, or is made of the cast; `then` is done there, and calls on the route `covers`, if any."""

    name: str
    at: str | Callable[[Cast], str]
    status: int = 200
    then: Way | None = None
    covers: str = ""
    site: str = USUAL

    def address(self, cast: Cast) -> str:
        return self.at if isinstance(self.at, str) else self.at(cast)
