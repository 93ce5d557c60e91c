"""Where a request may go, and where a redirect may not lead."""

import pytest

from scheduler.destination import Destination, destination_of, first_destination, redirected
from scheduler.errors import FetchFailed, FetchReason

NOBODY: frozenset[str] = frozenset()
HTTPS_FEED = "https://feed.example/page"
HTTP_FEED = "http://feed.example/page"


def reason_of(url: str) -> FetchReason:
    with pytest.raises(FetchFailed) as failed:
        destination_of(url)
    return failed.value.reason


def test_an_address_is_read_in_one_canonical_way() -> None:
    assert destination_of(" HTTPS://Feed.Example.:443/a?q=1#top ") == Destination(
        "https://feed.example/a?q=1", "https", "feed.example", 443
    )
    assert destination_of("http://feed.example:8080") == Destination(
        "http://feed.example:8080", "http", "feed.example", 8080
    )
    assert destination_of("https://[2606:4700:0::1111]/") == Destination(
        "https://[2606:4700::1111]/", "https", "2606:4700::1111", 443
    )


@pytest.mark.fault("F-07")
@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f.1", "0177.0.0.1", "127.1", "1.2.3.4.5", "256.1.1.1", "0x"]
)
def test_a_number_that_only_the_c_library_takes_for_an_address_is_refused(host: str) -> None:
    assert reason_of(f"http://{host}/") is FetchReason.REFUSED_ADDRESS


@pytest.mark.fault("F-07")
def test_digits_in_circles_or_full_width_are_no_host() -> None:
    assert reason_of("http://①②⑦.⓪.⓪.①/") is FetchReason.BAD_URL
    assert reason_of("http://１２７.0.0.1/") is FetchReason.BAD_URL
    assert reason_of("http://127。0。0。1/") is FetchReason.BAD_URL


@pytest.mark.fault("F-08")
@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://feed.example/",
        "gopher://feed.example:70/",
        "data:text/plain,hello",
        "javascript:alert(1)",
        "//feed.example/",
        "feed.example/page",
        "",
    ],
)
def test_only_http_and_https_are_fetched(url: str) -> None:
    assert reason_of(url) is FetchReason.BAD_SCHEME


@pytest.mark.fault("F-08")
@pytest.mark.parametrize(
    ("url", "rule"),
    [
        ("http://169.254.169.254:80\\@example.com/", "backslash"),
        ("https://feed.example/\\evil", "backslash"),
        ("https://feed.example/a\r\nHost: evil", "control character"),
        ("https://feed\t.example/", "control character"),
        ("https://ann:secret@feed.example/", "user name or password"),
        ("https://@feed.example/", "user name or password"),
        ("https:///page", "not a plain host"),
        ("https://feed.example:/", "not a plain host"),
        ("https://[fe80::1%25eth0]/", "not a plain host"),
        ("https://[::1/", "cannot be read"),
        ("https://feed..example/", "not a host name"),
        ("https://-feed.example/", "not a host name"),
        (f"https://{'a.' * 130}example/", "not a host name"),
        ("https://feed.example:0/", "port 0 does not exist"),
        ("https://feed.example:65536/", "port 65536 does not exist"),
    ],
)
def test_an_address_that_could_be_read_in_two_ways_is_refused_by_its_rule(url: str, rule: str) -> None:
    with pytest.raises(FetchFailed, match=rule) as failed:
        destination_of(url)
    assert failed.value.reason is FetchReason.BAD_URL
    assert "secret" not in str(failed.value)


@pytest.mark.fault("F-08")
def test_a_feed_configured_with_https_never_goes_on_by_http() -> None:
    with pytest.raises(FetchFailed, match="configured with https"):
        first_destination("http://feed.example/next", HTTPS_FEED, NOBODY)
    with pytest.raises(FetchFailed, match="redirected from https to http"):
        redirected(destination_of(HTTPS_FEED), "http://feed.example/", HTTPS_FEED, NOBODY)


@pytest.mark.fault("F-08")
def test_a_feed_configured_with_http_that_reached_https_stays_there() -> None:
    upgraded = redirected(destination_of(HTTP_FEED), HTTPS_FEED, HTTP_FEED, NOBODY)
    assert (upgraded.scheme, upgraded.port) == ("https", 443)
    with pytest.raises(FetchFailed, match="redirected from https to http"):
        redirected(upgraded, HTTP_FEED, HTTP_FEED, NOBODY)


@pytest.mark.fault("F-08")
def test_another_port_is_reached_only_where_the_operator_configured_it() -> None:
    odd = "https://feed.example:8443/page"
    assert first_destination(odd, odd, NOBODY).port == 8443
    assert (
        redirected(destination_of(odd), "/elsewhere", odd, NOBODY).url
        == "https://feed.example:8443/elsewhere"
    )
    for refused in ("https://feed.example:8444/", "https://other.example:8443/", "https://feed.example:22/"):
        with pytest.raises(FetchFailed, match="is not 80, 443 or the feed's own"):
            redirected(destination_of(odd), refused, odd, NOBODY)
    with pytest.raises(FetchFailed, match="is not 80, 443 or the feed's own"):
        first_destination("https://feed.example:22/next", HTTPS_FEED, NOBODY)


def test_a_listed_host_is_reached_by_http_on_any_port_from_a_feed_that_is_listed() -> None:
    feed = "http://127.0.0.1:8001/page"
    allowed = frozenset({"127.0.0.1"})
    assert redirected(destination_of(feed), "http://127.0.0.1:8002/", feed, allowed).port == 8002


def test_a_listed_port_opens_no_other_port_of_its_host() -> None:
    feed = "http://127.0.0.1:8001/page"
    with pytest.raises(FetchFailed, match="port 8002"):
        redirected(destination_of(feed), "http://127.0.0.1:8002/", feed, frozenset({"127.0.0.1:8001"}))


@pytest.mark.fault("F-06")
def test_a_feed_of_the_internet_cannot_lead_to_a_listed_host() -> None:
    allowed = frozenset({"gis.council.internal"})
    for location in ("https://gis.council.internal/", "//gis.council.internal/"):
        with pytest.raises(FetchFailed, match="open only to feeds that live there") as failed:
            redirected(destination_of(HTTPS_FEED), location, HTTPS_FEED, allowed)
        assert failed.value.reason is FetchReason.REFUSED_ADDRESS
    with pytest.raises(FetchFailed, match="open only to feeds that live there"):
        first_destination("https://gis.council.internal/next", HTTPS_FEED, allowed)


@pytest.mark.parametrize("entry", ["::1", "[::1]", "[::1]:8001"])
def test_an_ipv6_host_may_be_listed_with_and_without_brackets(entry: str) -> None:
    assert destination_of("http://[0:0::1]:8001/").is_listed(frozenset({entry}))


def test_a_relative_redirect_stays_on_its_host() -> None:
    here = destination_of("https://feed.example/a/b?q=1")
    assert redirected(here, "../c", HTTPS_FEED, NOBODY).url == "https://feed.example/c"


def test_a_redirect_in_raw_utf_8_is_understood() -> None:
    location = "/Königsweg".encode().decode("latin-1")
    assert redirected(destination_of(HTTPS_FEED), location, HTTPS_FEED, NOBODY).url == (
        "https://feed.example/Königsweg"
    )


def test_an_unreadable_redirect_names_the_host_that_sent_it() -> None:
    with pytest.raises(FetchFailed, match=r"^feed\.example: "):
        redirected(destination_of(HTTPS_FEED), "mailto:a@b", HTTPS_FEED, NOBODY)


@pytest.mark.parametrize(
    ("url", "is_own"),
    [
        ("https://feed.example/elsewhere", True),
        ("https://feed.example:8443/", False),
        ("http://feed.example/", False),
        ("https://sub.feed.example/", False),
    ],
)
def test_only_the_same_host_and_port_share_an_origin(url: str, is_own: bool) -> None:
    assert destination_of(url).shares_origin(destination_of(HTTPS_FEED)) is is_own


def test_a_hosts_own_https_shares_the_origin_of_its_http() -> None:
    assert destination_of(HTTPS_FEED).shares_origin(destination_of(HTTP_FEED))
