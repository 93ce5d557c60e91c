"""What holds on every address of the site, asked of the application's own table of routes."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from alerts.db.session import Database
from alerts.domain.links import Purpose
from alerts.web.letter_frame import LETTER_POLICY
from alerts.web.policy import FRAMED_POLICY, MAP_PARTS, TileService, content_policy
from tests.integration.web.people import Cast
from tests.integration.web.routes import Asked, asked

_WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE|REPLACE|CREATE|DROP|ALTER)", re.IGNORECASE)


def paths(app: Flask, cast: Cast, method: str) -> Iterator[tuple[Asked, str]]:
    """Every route that takes a method, with an address that it answers."""
    for each in asked(app, cast):
        if each.method == method:
            yield each, each.path


@pytest.mark.fault("W-01")
def test_no_form_is_taken_from_another_site_or_from_nowhere_but_the_one_click(
    app: Flask, bare_client: FlaskClient, cast: Cast
) -> None:
    found = list(paths(app, cast, "POST"))
    assert len(found) >= 8
    for _, path in found:
        fields = {"email": "a@example.org", "area": "ward:E05013658"}
        assert bare_client.post(path, data=fields).status_code == 403, path
        for site in ("cross-site", "same-site"):
            headers = {"Sec-Fetch-Site": site, "Origin": "https://evil.example"}
            assert bare_client.post(path, data=fields, headers=headers).status_code == 403, path
        foreign = {"Origin": "https://evil.example"}
        assert bare_client.post(path, data=fields, headers=foreign).status_code == 403, path
        one_click = bare_client.post(path, data={"List-Unsubscribe": "One-Click"})
        assert one_click.status_code == (200 if path.startswith(("/unsubscribe/", "/never/")) else 403), path


@pytest.mark.fault("W-02")
@pytest.mark.fault("U-07")
def test_looking_at_any_page_writes_nothing(
    app: Flask, client: FlaskClient, cast: Cast, database: Database
) -> None:
    written: list[str] = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def _trap(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if _WRITES.match(statement):
            written.append(statement)

    for _, path in paths(app, cast, "GET"):
        for ask in (client.get, client.head, client.options):
            assert ask(path, query_string={"q": "camden", "radius": "200"}).status_code < 500, path
    assert written == []


@pytest.mark.fault("W-04")
@pytest.mark.fault("W-12")
@pytest.mark.fault("W-25")
def test_every_answer_has_the_security_headers(app: Flask, client: FlaskClient, cast: Cast) -> None:
    for rule, path in paths(app, cast, "GET"):
        answer = client.get(path)
        policy = (
            LETTER_POLICY if rule.endpoint.endswith("letter_as_sent") and answer.status_code == 200 else None
        )
        if rule.rule.endswith("/widget"):
            policy = FRAMED_POLICY
        assert answer.headers["Content-Security-Policy"] == (
            policy or content_policy(rule.rule.split("/")[1])
        ), path
        frames = "" if policy == FRAMED_POLICY else "SAMEORIGIN" if policy == LETTER_POLICY else "DENY"
        assert answer.headers.get("X-Frame-Options", "") == frames, path
        assert answer.headers["X-Content-Type-Options"] == "nosniff", path
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin", path
        assert "geolocation=(self)" in answer.headers["Permissions-Policy"], path
        assert answer.headers["Referrer-Policy"] in ("no-referrer", "same-origin"), path
        assert "Set-Cookie" not in answer.headers, path
        if rule.rule.split("/")[1] in [*Purpose, "outbox", "admin"]:
            assert answer.headers["Referrer-Policy"] == "no-referrer", path
            assert answer.headers["Cache-Control"] == "no-store", path
            assert answer.headers["X-Robots-Tag"] == "noindex", path


def test_the_policy_lets_nothing_inline_and_nothing_from_elsewhere_in() -> None:
    for part in ("", "manage", *MAP_PARTS):
        policy = content_policy(part)
        assert "unsafe" not in policy
        assert "http" not in policy
        assert "blob:" not in policy
        for directive in (
            "default-src 'none'",
            "script-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ):
            assert directive in policy.split("; ")


def test_only_pages_with_a_map_may_ask_for_more_and_of_the_tile_service_alone() -> None:
    tiles = TileService("https://tiles.example.org:8443/base/{z}/{x}/{y}.png?key=1", "Example Tiles")
    assert "connect-src" not in content_policy("manage", tiles)
    assert "tiles.example.org" not in content_policy("manage", tiles)
    allowed = content_policy("areas", tiles).split("; ")
    assert "connect-src 'self' https://tiles.example.org:8443" in allowed
    assert "img-src 'self' data: https://tiles.example.org:8443" in allowed
    assert "worker-src 'self'" in allowed
    own = TileService("/tiles/{z}/{x}/{y}.png", "Ours")
    assert content_policy("areas", own) == content_policy("areas")


def test_no_page_has_a_style_or_a_script_of_its_own(app: Flask, client: FlaskClient, cast: Cast) -> None:
    for _, path in paths(app, cast, "GET"):
        answer = client.get(path)
        if answer.mimetype == "text/html":
            assert not re.search(
                r"<style|<script(?! type=\"module\" src=\"/static/[\w.-]+\"></script>)|\sstyle=|\son[a-z]+=",
                answer.text,
            ), path


def test_all_that_a_page_loads_comes_from_this_site(app: Flask, client: FlaskClient, cast: Cast) -> None:
    for _, path in paths(app, cast, "GET"):
        loaded = re.findall(
            r"<(?:img|link|iframe|source|script)[^>]*?(?:src|href)=\"([^\"]+)\"", client.get(path).text
        )
        foreign = [link for link in loaded if not link.startswith(("/", "http://alerts.example.org/"))]
        assert foreign == [], path
