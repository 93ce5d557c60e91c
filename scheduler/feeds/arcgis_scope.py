"""What an ArcGIS feed asks its layer for, and the cursor that remembers how far a poll came."""

from urllib.parse import urlsplit, urlunsplit

from pydantic import BaseModel, ConfigDict, Field

from scheduler.feeds.arcgis_settings import AnswerFormat, ArcgisSettings
from scheduler.feeds.kind import Feed
from scheduler.request import Request

MOST_ROWS = 10_000_000
"""No council has had so many applications; a layer that says so counts without end."""

COUNT, PAGE = "count", "page"


class Paging(BaseModel):
    """A poll under way: how many rows the layer counted, how many have come, and the page before."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    total: int = Field(ge=0, le=MOST_ROWS)
    offset: int = Field(default=0, ge=0, le=2 * MOST_ROWS)
    mark: str = Field(default="", max_length=64)

    @property
    def fewest(self) -> int:
        """So many rows are a whole layer: a few may have gone while the poll was under way."""
        return self.total - self.total // 10

    @property
    def most(self) -> int:
        """More rows than this have not come in while the poll was under way."""
        return self.total + self.total // 10 + 10

    def text(self) -> str:
        return self.model_dump_json(exclude_defaults=True)


def paging_from(cursor: str) -> Paging | None:
    """The poll to go on with; None at the beginning of one, or where a cursor cannot be read."""
    try:
        return Paging.model_validate_json(cursor) if cursor else None
    except ValueError:
        return None


def is_download(feed: Feed[ArcgisSettings]) -> bool:
    """Whether the feed is a Hub download, one file, rather than a layer to be asked."""
    path = urlsplit(feed.url).path.lower()
    return feed.settings.format is AnswerFormat.CSV or path.endswith(".csv")


def count_request(feed: Feed[ArcgisSettings], cursor: str) -> Request:
    """Ask how many rows there are; an unchanged number says nothing of the rows, so that it does not tell all."""
    params = (("where", feed.settings.where), ("returnCountOnly", "true"), ("f", "json"))
    return Request(_query_url(feed.url), params, step=COUNT, cursor=cursor)


def page_request(feed: Feed[ArcgisSettings], paging: Paging) -> Request:
    """Ask for the rows after those that have come."""
    settings = feed.settings
    params = (
        ("where", settings.where),
        ("outFields", "*"),
        ("outSR", "4326"),
        ("f", settings.format),
        ("resultOffset", str(paging.offset)),
        ("resultRecordCount", str(settings.page_size)),
        ("orderByFields", settings.order),
    )
    return Request(_query_url(feed.url), params, step=PAGE, cursor=paging.text())


def _query_url(url: str) -> str:
    """The query of a layer whose address stands with or without it."""
    parts = urlsplit(url)
    layer = parts.path.rstrip("/").removesuffix("/query")
    return urlunsplit(parts._replace(path=f"{layer}/query"))
