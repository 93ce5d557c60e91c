"""The content security policy of each page: nothing inline, nothing from elsewhere, maps alone a little more; pure."""

from dataclasses import dataclass
from urllib.parse import urlsplit

MAP_PARTS = frozenset({"areas", "applications"})
"""The parts of the site whose pages may hold a map that moves, by the first word of their addresses."""

_ALWAYS = (
    "default-src 'none'",
    "style-src 'self'",
    "font-src 'self'",
    "script-src 'self'",
    "frame-src 'self'",
    "form-action 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
)

FRAMED_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' data:",
        "form-action 'none'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors *",
    )
)
"""The policy of the one page that other sites may show in a frame. It has no script and no form: whoever frames it
can make nobody press anything that matters.
"""


@dataclass(frozen=True)
class TileService:
    """Where the pictures under a map come from, `{z}/{x}/{y}` in the address, and what is said of their maker."""

    url: str
    attribution: str

    @property
    def origin(self) -> str:
        """The origin of the service as a policy names it; empty where it is the site's own."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def content_policy(part: str, tiles: TileService | None = None) -> str:
    """The policy for a page of a part of the site, `areas`; only a page with a map lets the tiles' origin in."""
    if part not in MAP_PARTS:
        return "; ".join((*_ALWAYS, "img-src 'self' data:"))
    origin = f" {tiles.origin}" if tiles and tiles.origin else ""
    return "; ".join(
        (*_ALWAYS, f"img-src 'self' data:{origin}", f"connect-src 'self'{origin}", "worker-src 'self'")
    )
