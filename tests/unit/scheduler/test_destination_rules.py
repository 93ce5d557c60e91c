"""What an operator reads of an address that is not fetched: the host, and the rule that it breaks."""

import pytest

from scheduler.destination import destination_of, first_destination, redirected
from scheduler.errors import FetchFailed

NOBODY: frozenset[str] = frozenset()
FEED = "https://feed.example/page"


@pytest.mark.fault("F-08")
@pytest.mark.parametrize(
    ("location", "told"),
    [
        ("file:///etc/passwd", "feed.example: only http and https are fetched, not 'file' (bad-scheme)"),
        ("ftp://a.example/", "feed.example: only http and https are fetched, not 'ftp' (bad-scheme)"),
        (
            "gopher://a.example:70/",
            "feed.example: only http and https are fetched, not 'gopher' (bad-scheme)",
        ),
        ("data:text/plain,x", "feed.example: only http and https are fetched, not 'data' (bad-scheme)"),
        ("http://feed.example/", "feed.example: feed.example redirected from https to http (bad-scheme)"),
        (
            "http://169.254.169.254:80\\@example.com/",
            "feed.example: an address with a backslash or control character (bad-url)",
        ),
        (
            "https://ann:secret@a.example/",
            "feed.example: an address with a user name or password (bad-url)",
        ),
        ("https://a.example:6379/", "a.example: port 6379 is not 80, 443 or the feed's own (bad-url)"),
        ("https://127.1/", "127.1: not an address written in full (refused-address)"),
    ],
)
def test_a_redirect_that_is_not_followed_names_the_rule(location: str, told: str) -> None:
    with pytest.raises(FetchFailed) as failed:
        redirected(destination_of(FEED), location, FEED, NOBODY)
    assert str(failed.value) == told


@pytest.mark.fault("F-08")
def test_a_next_page_by_http_of_a_feed_by_https_names_the_rule() -> None:
    with pytest.raises(FetchFailed) as failed:
        first_destination("http://feed.example/next", FEED, NOBODY)
    assert str(failed.value) == "feed.example: http, where the feed is configured with https (bad-scheme)"
