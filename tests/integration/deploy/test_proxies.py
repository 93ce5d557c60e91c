"""The reverse proxies of the examples: what their text says everywhere, and what they do where they are installed."""

import http.client
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from alerts.db.session import Database
from alerts.db.tables import CounterRow
from alerts.domain.links import Purpose
from alerts.domain.signup_limits import counted_as
from alerts.mail.compose import MailSite
from alerts.mail.returned.bounds import LARGEST
from alerts.web.context import SiteContext
from alerts.web.guards import LARGEST_BODY, PERSONAL_PATHS
from tests.factories import a_database
from tests.integration.web.neighbourhood import KEY, context_over
from tests.rig.proxy import HOST, VISITOR, Proxy, caddy_before, nginx_before, served
from tests.rig.service import PROJECT

NGINX = (PROJECT / "deploy" / "nginx" / "planning-alerts.conf").read_text(encoding="utf-8")
CADDY = (PROJECT / "deploy" / "caddy" / "Caddyfile").read_text(encoding="utf-8")
FORGED = "203.0.113.9"
BEFORE = {"nginx": nginx_before, "caddy": caddy_before}
TOKEN = "QQAAAAAAAAABAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


def test_nginx_keeps_nothing_of_anybodys_own_pages() -> None:
    (named,) = re.findall(r"location ~ \^\(/cy\)\?/\(([a-z|]+)\)", NGINX)
    assert set(named.split("|")) == PERSONAL_PATHS - {"bounces", Purpose.SIGN_IN}
    assert set(Purpose) - {Purpose.SIGN_IN} <= set(named.split("|")), "signing in is below admin"


def test_nginx_overwrites_what_clients_say_of_themselves_and_passes_the_host_on() -> None:
    said = dict(re.findall(r"proxy_set_header (\S+) ([^;]+);", NGINX))
    assert said == {
        "Connection": '""',
        "Host": "$host",
        "X-Forwarded-For": "$remote_addr",
        "Forwarded": '""',
        "X-Real-IP": '""',
    }
    assert "$proxy_add_x_forwarded_for" not in NGINX


def test_the_log_of_nginx_has_no_whole_address() -> None:
    (form,) = re.findall(r"log_format planning_alerts '([^']+)'", NGINX)
    assert not re.search(r"\$(request|request_uri|uri|args|remote_addr|http_\w+|query_string)\b", form)
    logs = re.findall(r"(access_log|error_log) ([^;]+);", NGINX)
    assert [words for kind, words in logs if kind == "access_log"] == [
        "off",
        "/var/log/nginx/planning-alerts.log planning_alerts",
    ]
    assert all(words.endswith(" crit") for kind, words in logs if kind == "error_log")


def test_both_take_as_much_as_the_site_does() -> None:
    assert re.findall(r"client_max_body_size (\w+);", NGINX) == [
        f"{LARGEST_BODY // 1024}k",
        f"{LARGEST // 2**20}m",
    ]
    assert re.findall(r"max_size (\w+)", CADDY) == [f"{LARGEST // 2**20}MB", f"{LARGEST_BODY // 1024}KB"]


def test_caddy_overwrites_what_clients_say_of_themselves_and_logs_no_address() -> None:
    assert "header_up X-Forwarded-For {remote_host}" in CADDY
    assert "header_up -Forwarded" in CADDY
    assert re.findall(r"(?m)^\t+log\b", CADDY) == ["\tlog"]
    assert "exclude http.log.error http.handlers.reverse_proxy" in CADDY


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SiteContext]:
    folder = tmp_path_factory.mktemp("site")
    database = a_database(folder, ("camden",))
    site = MailSite(f"https://{HOST}", "Planning alerts", "Example Alerts CIC", "hello@alerts.example.org")
    yield context_over(database, folder / "outbox", trusted_proxies=1, site=site)
    database.engine.dispose()


@pytest.mark.fault("W-13")
@pytest.mark.parametrize(
    ("proxies", "said", "counted_under"),
    [
        (0, VISITOR, "127.0.0.1"),
        (1, VISITOR, VISITOR),
        (1, f"{FORGED}, {VISITOR}", VISITOR),
        (2, f"{FORGED}, {VISITOR}, 127.0.0.7", VISITOR),
    ],
)
def test_the_sites_own_server_hands_on_what_proxies_say_and_the_last_of_them_are_believed(
    database: Database, tmp_path: Path, proxies: int, said: str, counted_under: str
) -> None:
    """As a proxy talks to it: it took the header away once, so that everybody behind a proxy counted as one."""
    site = MailSite(f"https://{HOST}", "Planning alerts", "Example Alerts CIC", "hello@alerts.example.org")
    body, headers = form(email="alice@example.com", area="authority:E09000007")
    with served(context_over(database, tmp_path, trusted_proxies=proxies, site=site)) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.request("POST", "/subscriptions", body, {"Host": HOST, "X-Forwarded-For": said, **headers})
        assert connection.getresponse().status == 303
        connection.close()
    assert counted(database) == {counted_as("network", counted_under, KEY)}


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(
            name, marks=pytest.mark.skipif(shutil.which(name) is None, reason=f"{name} is not installed here")
        )
        for name in BEFORE
    ],
)
def proxy(request: pytest.FixtureRequest, context: SiteContext) -> Iterator[Proxy]:
    with BEFORE[request.param](context) as running:
        yield running


def form(**fields: str) -> tuple[bytes, dict[str, str]]:
    return urlencode(fields).encode(), {
        "Content-Type": "application/x-www-form-urlencoded",
        "Origin": f"https://{HOST}",
    }


def counted(database: Database) -> set[str]:
    with database.reading() as session:
        return set(session.scalars(select(CounterRow.key).where(CounterRow.key.startswith("network/"))))


@pytest.mark.fault("W-13")
def test_who_forges_forwarded_headers_counts_under_their_own_address(
    proxy: Proxy, context: SiteContext
) -> None:
    body, headers = form(email="alice@example.com", area="authority:E09000007")
    forged = {"X-Forwarded-For": f"{FORGED}, 10.0.0.1", "X-Real-IP": FORGED, "Forwarded": f"for={FORGED}"}
    answer = proxy.ask("/subscriptions", "POST", body, headers | forged)
    assert answer.status == 303
    assert answer.headers["Location"].startswith(("/", f"https://{HOST}/"))
    assert counted(context.database) == {counted_as("network", VISITOR, KEY)}


def test_the_sites_own_headers_come_through_once(proxy: Proxy) -> None:
    answer = proxy.ask("/about")
    assert answer.status == 200
    headers = {name.lower(): value for name, value in answer.headers.items()}
    assert headers["strict-transport-security"] == "max-age=31536000"
    assert "frame-ancestors" in headers["content-security-policy"]
    assert proxy.ask("/about", headers={"Accept-Encoding": "gzip"}).headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize("path", ["/metrics", "/readyz"])
def test_what_is_for_whoever_watches_is_not_shown_outside(proxy: Proxy, path: str) -> None:
    assert proxy.ask(path).status == 404
    assert proxy.ask("/healthz").status == 200


def test_a_body_that_the_site_would_refuse_is_refused_before_it(proxy: Proxy) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"https://{HOST}"}
    refused = proxy.ask("/areas/shape", "POST", b"a" * (LARGEST_BODY + 4096), headers)
    assert refused.status in (413, 502)  # the latter from Caddy before 2.7
    assert proxy.ask("/bounces", "POST", b"a" * (LARGEST_BODY + 4096), headers).status in (401, 403)


def test_a_drawn_area_fits_into_an_address_of_the_api(proxy: Proxy) -> None:
    answer = proxy.ask("/api/v1/applications?within=" + "1" * 7_900)
    assert answer.status == 400  # no area, and read to its end


@pytest.mark.fault("W-12")
def test_no_line_of_the_log_has_a_link_or_tells_where_somebody_watches(proxy: Proxy) -> None:
    for path in (
        f"/manage/{TOKEN}",
        f"/cy/confirm/{TOKEN}",
        "/areas/postcode/NW51TL?radius=400",
        "/search?q=NW51TL",
    ):
        proxy.ask(path, headers={"Referer": f"https://{HOST}/manage/{TOKEN}", "User-Agent": "NW51TL"})
    said = proxy.lines()
    assert TOKEN not in said
    assert "NW5" not in said
    assert VISITOR not in said


@pytest.mark.fault("W-25")
def test_what_is_anybodys_own_is_asked_anew_and_what_is_public_is_kept_by_nginx(proxy: Proxy) -> None:
    static = re.search(rb'href="(/static/[^"]+\.css)"', proxy.ask("/about").body)
    assert static is not None
    asked = [static[1].decode()] * 2 + [f"/manage/{TOKEN}"] * 2 + ["/about"] * 2
    for path in asked:
        proxy.ask(path)
    log = Path(proxy.folder / "planning-alerts.log")
    if not log.exists():
        pytest.skip("this proxy keeps nothing")
    kept = {(line.split()[3], line.split()[-1]) for line in log.read_text().splitlines()}
    assert ("/static", "HIT") in kept
    assert not any(part in ("/manage", "/about") and status == "HIT" for part, status in kept)
