"""What no address of the site may do, tried on each of them: the routes come from the application itself."""

import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from alerts.domain.links import PEOPLES
from alerts.web import guards
from alerts.web.app import create_app
from alerts.web.assets import BUILT
from alerts.web.context import SiteContext
from alerts.web.policy import FRAMED_POLICY
from tests.integration.web.neighbourhood import BASE_URL
from tests.integration.web.people import Cast
from tests.integration.web.routes import SAFE, Asked, asked

HOST = BASE_URL.removeprefix("http://")
TOLD = {"application": "E09000007:2026/0123/P", "fault": "elsewhere"}
OWN_PROOF = "/bounces"
"""What proves itself by a secret of its own instead of by where it came from."""


def unsafe(app: Flask, cast: Cast) -> list[Asked]:
    return [each for each in asked(app, cast) if each.method not in SAFE]


def looking(app: Flask, cast: Cast) -> list[Asked]:
    return [each for each in asked(app, cast) if each.method == "GET"]


def is_guarded(answer: TestResponse) -> bool:
    """Whether an answer has all that a browser must be told."""
    headers = answer.headers
    policy = headers.get("Content-Security-Policy", "")
    return (
        "default-src 'none'" in policy
        and ("frame-ancestors 'none'" in policy or is_for_frames(answer))
        and headers.get("X-Content-Type-Options") == "nosniff"
        and headers.get("Referrer-Policy") in ("no-referrer", "same-origin")
        and "Permissions-Policy" in headers
        and bool(headers.get("Cache-Control"))
        and headers.get("Strict-Transport-Security") == "max-age=31536000"
    )


def is_for_frames(answer: TestResponse) -> bool:
    """Whether an answer is the one page that other sites may show, which can be asked for nothing but looks."""
    is_it = answer.request.path.endswith("/widget")
    return is_it and answer.headers["Content-Security-Policy"] == FRAMED_POLICY


@pytest.fixture
def strict(context: SiteContext) -> FlaskClient:
    """A browser on the site as it is over https, with nothing said of where its forms come from."""
    secure = replace(context, site=replace(context.site, base_url=f"https://{HOST}"))
    made = create_app(secure).test_client()
    made.environ_base["HTTP_HOST"] = HOST
    return made


@pytest.mark.fault("W-01")
def test_every_unsafe_method_of_every_route_refuses_what_came_from_elsewhere_or_nowhere(
    app: Flask, bare_client: FlaskClient, cast: Cast
) -> None:
    found = unsafe(app, cast)
    assert {each.method for each in found} == {"POST"}
    for each in found:
        if each.path.startswith(OWN_PROOF):
            continue
        for headers in (
            {},
            {"Origin": "null"},
            {"Origin": "https://evil.example"},
            {"Origin": f"{BASE_URL}.evil.example"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site", "Origin": BASE_URL},
        ):
            answer = bare_client.post(each.path, data={"csrf_token": "x"}, headers=headers)
            assert answer.status_code == 403, (each, headers)


@pytest.mark.fault("W-04")
def test_every_answer_of_every_route_has_the_security_headers_whatever_its_status(
    app: Flask, strict: FlaskClient, cast: Cast
) -> None:
    own = {"Sec-Fetch-Site": "same-origin"}
    answers = [
        ("/search", strict.get("/search?q=NW5 1TL")),
        ("/reports", strict.post("/reports", data=TOLD, headers=own)),
    ]
    for each in asked(app, cast):
        if each.method == "GET":
            answers.append((each.path, strict.get(each.path)))
            answers.append((each.path, strict.get(each.path, headers={"Host": "evil.example"})))
            answers.append((each.path, strict.put(each.path, headers=own)))
        elif each.method == "POST":
            large = b"x" * (guards.LARGEST_BODY + 1)
            answers.append((each.path, strict.post(each.path)))
            answers.append((each.path, strict.post(each.path, headers=own, data=large)))
    assert [path for path, answer in answers if not is_guarded(answer)] == []
    assert {200, 303, 400, 403, 404, 405, 413} <= {answer.status_code for _, answer in answers}


@contextmanager
def every_view_broken(app: Flask) -> Iterator[None]:
    """Each view of the site fails with a secret in what it says."""

    def broken(**_: object) -> str:
        raise RuntimeError("SELECT secret FROM /srv/hidden.py")

    kept = dict(app.view_functions)
    app.view_functions.update(dict.fromkeys(kept, broken))
    yield
    app.view_functions.update(kept)


@pytest.mark.fault("W-29")
@pytest.mark.fault("W-04")
@pytest.mark.fault("W-28")
def test_an_error_on_any_route_shows_a_mark_and_nothing_of_what_lies_behind(
    app: Flask, client: FlaskClient, cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    with every_view_broken(app), caplog.at_level(logging.DEBUG):
        for each in asked(app, cast):
            if each.method in ("OPTIONS", "HEAD"):
                continue
            caplog.clear()
            answer = client.open(f"{each.path}?secret-query=1", method=each.method)
            assert answer.status_code == 500, each
            assert "Something went wrong on our side" in answer.text
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            for secret in ("SELECT", "hidden", "Traceback", "RuntimeError", "secret-query"):
                assert secret not in answer.text, each
            (mark,) = re.findall(r'(?:quote <strong>|"mark": ")(\w+)', answer.text)
            assert mark in caplog.text
            assert "secret-query" not in caplog.text
            if "<token>" in each.rule:
                assert max(each.path.split("/"), key=len) not in caplog.text


@pytest.mark.fault("W-09")
def test_no_address_answers_to_another_name_or_speaks_of_one(
    app: Flask, client: FlaskClient, cast: Cast
) -> None:
    for each in looking(app, cast):
        for host in ("evil.example", f"{HOST}@evil.example", f"{HOST}:80@evil.example", f"evil.example:{80}"):
            answer = client.get(each.path, headers={"Host": host})
            assert answer.status_code == 400, (each, host)
            assert "evil" not in answer.text
        forwarded = client.get(
            each.path,
            headers={
                "X-Forwarded-Host": "evil.example",
                "X-Forwarded-Proto": "gopher",
                "X-Forwarded-Prefix": "/evil.example",
                "X-Original-Url": "//evil.example",
                "Forwarded": "host=evil.example",
            },
        )
        assert "evil.example" not in forwarded.text, each
        assert "evil" not in forwarded.headers.get("Location", "")


ELSEWHERE = (
    "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https:evil.example",
    "https://evil.example", "/%09/evil.example", "/\t/evil.example", "javascript:alert(1)", "data:text/html,x",
    "http:/evil.example", "//evil.example/%2f..", "/.evil.example", "//%65vil.example", "evil.example",
    "//127.0.0.1@evil.example", "/%5cevil.example", "/%2f/evil.example", "?//evil.example", "%0d%0aLocation:evil",
)  # fmt: skip


@pytest.mark.fault("W-10")
def test_no_redirect_leads_away_from_here(app: Flask, client: FlaskClient, cast: Cast) -> None:
    def is_ours(answer: TestResponse) -> bool:
        return re.fullmatch(r"/(?![/\\])[^\\\r\n\t]*", answer.headers.get("Location", "/")) is not None

    names = ("next", "url", "return", "q", "area", "application", "place", "to")
    for each in looking(app, cast):
        redirects = client.get(each.path, query_string={"q": "NW5 1TL"}).location is not None
        for value in ELSEWHERE if redirects else ELSEWHERE[:1]:
            fields = dict.fromkeys(names, value)
            assert is_ours(client.get(each.path, query_string=fields)), (each, value)
    for path in ("/subscriptions", "/links", "/reports", "/areas/shape"):
        for value in ELSEWHERE:
            assert is_ours(client.post(path, data=dict.fromkeys(names, value))), (path, value)
    for value in ELSEWHERE:
        for path in (value, f"/cy{value}", f"/areas{value}", f"/{value}"):
            answer = client.get("/", environ_overrides={"PATH_INFO": path})
            assert is_ours(answer), path


CLIMBING = (
    "../../../etc/passwd", "..%2f..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/etc/passwd", "....//....//etc/passwd",
    "/etc/passwd", "%00/etc/passwd", "C:\\windows\\win.ini", "..\\..\\secret", "%252e%252e%252fetc%252fpasswd",
    "../app.py", "..%c0%af..%c0%afetc/passwd",
)  # fmt: skip

_opened: list[str] | None = None


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if _opened is not None and event == "open" and isinstance(arguments[0], str):
        _opened.append(arguments[0])


@contextmanager
def files_opened() -> Iterator[list[str]]:
    """Which files are opened meanwhile; the hook stays, as Python lets none be taken away, but notes no more."""
    global _opened
    sys.addaudithook(_note)
    _opened = found = []
    yield found
    _opened = None


@pytest.mark.fault("W-11")
def test_no_address_climbs_out_of_its_folder(app: Flask, client: FlaskClient, cast: Cast) -> None:
    beginnings = {
        each.path[: each.path.index("<")] if "<" in each.path else each.path.rpartition("/")[0] + "/"
        for each in looking(app, cast)
        if each.rule.count("<")
    }
    assert "/static/" in beginnings
    with files_opened() as opened:
        for beginning in sorted(beginnings):
            for climb in CLIMBING:
                answer = client.get(beginning + climb)
                assert answer.status_code in (301, 302, 308, 400, 401, 404, 429), beginning + climb
                assert "root:" not in answer.text
    strange = [name for name in opened if "passwd" in name or "win.ini" in name or name.endswith("app.py")]
    assert strange == []
    assert not any(name.startswith("/etc") for name in opened)
    assert BUILT.is_dir()


@pytest.mark.fault("W-13")
def test_a_network_that_asks_for_too_much_waits_and_cannot_choose_what_it_counts_as(
    context: SiteContext,
) -> None:
    client = create_app(replace(context, pages_a_minute=5)).test_client()
    client.environ_base["HTTP_HOST"] = HOST

    def ask(path: str, peer: str, number: int) -> TestResponse:
        forged = {"X-Forwarded-For": f"198.51.100.{number}", "X-Real-Ip": f"198.51.100.{number}"}
        return client.get(path, headers=forged, environ_overrides={"REMOTE_ADDR": peer})

    answers = [ask("/search?q=camden", f"2001:db8:1:2::{number:x}", number) for number in range(7)]
    assert [answer.status_code == 429 for answer in answers] == [False] * 5 + [True] * 2
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 12
    assert "Too many requests" in answers[-1].text
    assert ask("/cy/search?q=camden", "2001:db8:1:2::1", 1).status_code == 429
    for path in ("/healthz", "/privacy", "/robots.txt"):
        assert ask(path, "2001:db8:1:2::1", 1).status_code == 200, path
    assert ask("/", "2001:db8:1:3::1", 1).status_code == 200
    assert [ask("/", "127.0.0.1", number).status_code for number in range(9)] == [200] * 9


@pytest.mark.fault("W-13")
def test_behind_a_proxy_of_ours_the_network_is_the_one_that_it_saw(context: SiteContext) -> None:
    client = create_app(replace(context, pages_a_minute=2, trusted_proxies=1)).test_client()

    def ask(forwarded: str) -> int:
        headers = {"Host": HOST, "X-Forwarded-For": forwarded}
        return client.get("/", headers=headers).status_code

    assert [ask(f"6.6.6.{number}, 203.0.113.9") for number in range(3)] == [200, 200, 429]
    assert ask("203.0.113.9, 203.0.113.10") == 200


@pytest.mark.fault("U-15")
@pytest.mark.fault("P-06")
@pytest.mark.fault("W-28")
def test_no_line_of_the_log_holds_an_address_or_a_token(
    app: Flask, client: FlaskClient, cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    fields = {"email": "dora@secret.example", "area": "postcode:NW51TL:400"}
    tokens = set()
    with caplog.at_level(logging.DEBUG):
        for each in asked(app, cast):
            if "<token>" in each.rule:
                tokens.add(each.path.split("/")[2])
            if each.method in ("GET", "POST"):
                sent = {"data": fields} if each.method == "POST" else {"query_string": fields}
                agent = {
                    "User-Agent": "evil\x1b[31m agent",
                    "Referer": "https://evil.example/dora@secret.example",
                }
                client.open(each.path, method=each.method, headers=agent, **sent)
    assert len(tokens) >= 5
    for secret in (*tokens, "secret.example", "alice@", "evil", "NW51TL"):
        assert secret not in caplog.text


@pytest.mark.fault("W-25")
@pytest.mark.parametrize(
    "ending", ["", ";x.css", "%3bx.css", "/x.css", "/..%2fx.css", "?x.css", "%00.css", ".css"]
)
def test_nobody_elses_copy_of_a_personal_page_is_kept_whatever_follows_its_address(
    client: FlaskClient, cast: Cast, ending: str
) -> None:
    for purpose in PEOPLES:
        path = cast.alice.link(purpose, about=1)
        for asked_for in (path, path.replace(f"/{purpose}/", f"/{str(purpose).upper()}/"), f"/{path}"):
            answer = client.get("/", environ_overrides={"PATH_INFO": asked_for + ending})
            shows_something = answer.status_code == 200
            assert not shows_something or answer.headers["Cache-Control"] == "no-store", asked_for
            assert "public" not in answer.headers["Cache-Control"]


@pytest.mark.fault("W-26")
@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/reports", TOLD | {"words": "x"}),
        ("/links", {"email": "dora@example.org"}),
        ("/subscriptions", {"email": "dora@example.org", "area": "ward:E05013658"}),
    ],
)
def test_a_field_of_any_form_given_twice_is_refused(
    client: FlaskClient, path: str, fields: dict[str, str]
) -> None:
    for name, value in fields.items():
        answer = client.post(path, data={**fields, name: [value, value]})
        assert answer.status_code == 400, name
        assert "is given more than once" in answer.text
