"""What one network may take from the API in a minute: so many requests, and so many rows in all of their answers."""

from dataclasses import dataclass
from math import ceil

from werkzeug.exceptions import TooManyRequests

from alerts.web.turnstile import Turnstile

WINDOW_S = 60


@dataclass(frozen=True)
class Budget:
    """Both limits; None for one that is not set. Rows are taken before they are looked for, so that any number of
    requests at once take no more than their share, and what did not come of them is given back.
    """

    requests: Turnstile | None
    rows: Turnstile | None

    def take_request(self, network: str) -> None:
        """Count one more request. Raises TooManyRequests."""
        if self.requests is not None:
            _take(self.requests, network, 1, "requests")

    def take_rows(self, network: str, count: int) -> None:
        """Count rows that may come of a request. Raises TooManyRequests."""
        if self.rows is not None and count:
            _take(self.rows, network, count, "rows")

    def give_back(self, network: str, count: int) -> None:
        if self.rows is not None and count:
            self.rows.give_back(network, count)

    def headers(self, network: str) -> dict[str, str]:
        """What is left of both, in the words of the draft on RateLimit headers."""
        limits = [(name, each) for name, each in (("requests", self.requests), ("rows", self.rows)) if each]
        if not limits:
            return {}
        return {
            "RateLimit-Policy": ", ".join(
                f'"{name}";q={each.a_minute};w={WINDOW_S}' for name, each in limits
            ),
            "RateLimit": ", ".join(f'"{name}";r={each.left(network)}' for name, each in limits),
        }


def _take(turnstile: Turnstile, network: str, weight: int, what: str) -> None:
    wait_s = turnstile.wait_s(network, weight)
    if wait_s:
        raise TooManyRequests(
            f"You may take {turnstile.a_minute:,} {what} a minute. Wait as Retry-After says, or take all of the"
            " register at once: the files at /data are made anew every night.",
            retry_after=ceil(wait_s),
        )
