"""The outbox, the pages that only say something, the files for robots, and what the site needs to start."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from alerts.db.session import Database
from alerts.domain.links import PEOPLES
from alerts.mail.outbox_folder import OutboxFolderSender
from alerts.services.reception import take_in
from alerts.services.sending import Post, send_due
from alerts.web import assets, build_assets
from alerts.web.app import create_app
from alerts.web.assets import AssetsMissing, asset_names
from alerts.web.context import SiteContext
from tests.integration.web.neighbourhood import NOW, context_over
from tests.integration.web.people import Cast, reception_of

HOST = {"Host": "alerts.example.org"}


def test_the_outbox_shows_each_letter_with_both_parts_and_working_links(
    client: FlaskClient, context: SiteContext
) -> None:
    client.post("/subscriptions", data={"email": "dora@example.org", "area": "postcode:NW51TL:400"})
    assert context.outbox_dir is not None
    take_in(reception_of(context))
    sender = OutboxFolderSender(context.outbox_dir)
    send_due(Post(context.database, sender, context.site, context.identity, lambda: NOW))
    page = client.get("/outbox").text
    assert "dora@example.org" in page
    letter = page.split('href="/outbox/')[1].split('"')[0]
    shown = client.get(f"/outbox/{letter}").text
    assert f'src="/outbox/{letter}/html" sandbox=' in shown
    assert '<a href="http://alerts.example.org/confirm/' in shown
    framed = client.get(f"/outbox/{letter}/html")
    assert '<head><base target="_top">' in framed.text
    assert "sandbox" in framed.headers["Content-Security-Policy"]
    assert "script" not in framed.headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["..%2f..%2fetc%2fpasswd", "x.eml", "20261123T100000Z-x.eml"])
def test_the_outbox_opens_no_other_file(client: FlaskClient, name: str) -> None:
    assert client.get(f"/outbox/{name}").status_code == 404
    assert client.get(f"/outbox/{name}/html").status_code == 404


def test_where_mail_leaves_by_smtp_there_is_no_outbox(database: Database) -> None:
    site = create_app(context_over(database)).test_client()
    assert site.get("/outbox", headers=HOST).status_code == 404
    assert "/outbox" not in site.get("/", headers=HOST).text


def test_a_demonstration_says_so_on_every_page(database: Database, tmp_path: Path) -> None:
    site = create_app(context_over(database, tmp_path, is_demonstration=True)).test_client()
    for path in ("/", "/areas/postcode/NW51TL", "/applications/E09000007/2026/0123/P", "/about", "/nothing"):
        page = site.get(path, headers=HOST).text
        assert "Demonstration: these applications are invented." in page
        assert 'href="/outbox"' in page


def test_only_a_demonstration_says_that_it_is_one(client: FlaskClient) -> None:
    assert "Demonstration" not in client.get("/").text


def test_only_a_demonstration_says_on_its_about_page_what_it_does(
    client: FlaskClient, database: Database
) -> None:
    words = "lets most of them happen near the places that somebody here watches"
    demonstration = create_app(context_over(database, is_demonstration=True)).test_client()
    assert words in demonstration.get("/about", headers=HOST).text
    assert words not in client.get("/about").text


@pytest.mark.parametrize("path", ["/", "/about"])
def test_no_page_denies_that_a_council_runs_the_site(client: FlaskClient, path: str) -> None:
    page = client.get(path).text
    assert "Councils decide planning applications; comments go to them, through their own pages." in page
    assert "not a council" not in page
    assert "overnment website" not in page


def test_privacy_gives_the_days_that_the_service_keeps_to(client: FlaskClient) -> None:
    page = client.get("/privacy").text
    assert "a request that nobody confirms, 7 days" in page
    assert "Kept 30 days." in page
    assert "until you tell us otherwise" in page
    assert "No cookies, no trackers" in page


def test_security_txt_names_a_contact_and_runs_out(client: FlaskClient) -> None:
    answer = client.get("/.well-known/security.txt")
    assert answer.mimetype == "text/plain"
    assert answer.text.splitlines() == [
        "Contact: mailto:hello@alerts.example.org",
        "Expires: 2027-05-22T00:00:00Z",
        "Preferred-Languages: en",
        "Canonical: http://alerts.example.org/.well-known/security.txt",
        "Policy: http://alerts.example.org/security",
    ]
    assert answer.content_type == "text/plain; charset=utf-8"


def test_security_txt_is_good_for_half_a_year_whenever_it_is_asked_for(database: Database) -> None:
    for year in (2027, 2035):
        at = datetime(year, 2, 28, 23, 59, tzinfo=UTC)
        site = create_app(replace(context_over(database), clock=lambda at=at: at)).test_client()
        (expires,) = re.findall("Expires: (.*)", site.get("/.well-known/security.txt", headers=HOST).text)
        assert timedelta(days=179) < datetime.fromisoformat(expires) - at <= timedelta(days=180)


def test_its_policy_says_in_both_languages_whom_to_write_to(client: FlaskClient) -> None:
    for path in ("/security", "/cy/security"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert 'href="mailto:hello@alerts.example.org"' in answer.text
        assert "SECURITY.md" in answer.text
        assert f'href="{path}"' in client.get(path.replace("security", "about")).text


@pytest.mark.fault("W-30")
def test_robots_are_kept_from_links_in_mail_and_searches(client: FlaskClient, cast: Cast) -> None:
    lines = client.get("/robots.txt").text.splitlines()
    assert lines[0] == "User-agent: *"
    for purpose in PEOPLES:
        assert f"Disallow: /{purpose}" in lines
        assert client.get(cast.alice.link(purpose, about=1)).headers["X-Robots-Tag"] == "noindex"
    for path in ("search", "outbox", "links", "subscriptions", "check-your-inbox", "api/v1/"):
        assert f"Disallow: /{path}" in lines
    assert client.get("/search?q=x").headers["X-Robots-Tag"] == "noindex"
    assert client.get("/api/v1/applications").headers["X-Robots-Tag"] == "noindex"
    assert "X-Robots-Tag" not in client.get("/areas/ward/E05013658").headers
    assert "X-Robots-Tag" not in client.get("/api").headers


def test_built_files_may_be_kept_for_a_year(client: FlaskClient) -> None:
    for name in asset_names().values():
        answer = client.get(f"/static/{name}")
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_the_stylesheet_names_no_typeface_or_host_of_the_government() -> None:
    names = asset_names()
    css = (assets.BUILT / names["site.css"]).read_text(encoding="utf-8")
    assert "Atkinson Hyperlegible" in css
    assert "GDS Transport" not in css
    assert set(re.findall(r"url\(\"?([^\")]+)", css)) == {names["text-400.woff2"], names["text-700.woff2"]}
    assert "@import" not in css
    assert css.count("font-display:optional") == css.count("@font-face") == 2


def test_every_script_asks_only_for_files_of_ours_that_are_built() -> None:
    names = asset_names()
    scripts = {
        name: (assets.BUILT / built).read_text() for name, built in names.items() if name.endswith(".js")
    }
    assert {"maplibre.js", "maplibre-gl.js", "maplibre-gl-worker.js", "terra-draw.js"} <= set(scripts)
    for name, text in scripts.items():
        asked = re.findall(r"(?:\bfrom ?|\bimport ?\(?|\bnew URL\()[\"']([\w./-]+)[\"']", text)
        assert {path.removeprefix("./") for path in asked} <= set(names.values()), name
        assert all(path.startswith("./") for path in asked), name
        assert "sourceMappingURL" not in text, name
    assert f'"./{names["maplibre-gl-worker.js"]}"' in scripts["maplibre.js"]


def test_the_licences_of_the_scripts_go_with_them(client: FlaskClient) -> None:
    names = asset_names()
    assert "Terra Draw" in client.get(f"/static/{names['licences.txt']}").text
    assert "MapLibre contributors" in client.get(f"/static/{names['maplibre-gl.licence.txt']}").text


def test_a_script_is_sent_as_one(client: FlaskClient) -> None:
    assert client.get(f"/static/{asset_names()['maplibre.js']}").mimetype.endswith("/javascript")


def test_a_site_that_is_not_built_says_what_builds_it(tmp_path: Path) -> None:
    with pytest.raises(AssetsMissing, match="run `make install`"):
        asset_names(tmp_path)


def test_building_again_does_nothing() -> None:
    assert build_assets.build() is False


def test_building_without_sources_says_where_they_were_looked_for(tmp_path: Path) -> None:
    with pytest.raises(build_assets.CannotBuild, match=str(tmp_path)):
        build_assets.build(tmp_path, tmp_path / "built")


def test_a_changed_source_is_noticed(tmp_path: Path) -> None:
    before = build_assets.fingerprint(build_assets.SOURCES)
    (tmp_path / "package-lock.json").write_text("{}", encoding="utf-8")
    assert build_assets.fingerprint(tmp_path) != before


def test_the_lock_of_the_browser_files_names_no_registry() -> None:
    lock = (build_assets.SOURCES / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert "registry" not in lock


def test_behind_a_proxy_the_site_answers_as_before(database: Database) -> None:
    site = create_app(context_over(database, trusted_proxies=1)).test_client()
    headers = {**HOST, "X-Forwarded-For": "203.0.113.9", "X-Forwarded-Host": "evil.example"}
    assert site.get("/", headers=headers).status_code == 200
    assert "evil" not in site.get("/areas/ward/E05013658", headers=headers).text


def test_the_name_of_the_site_is_the_operators(database: Database) -> None:
    plain = context_over(database)
    site = create_app(replace(plain, site=replace(plain.site, name="Camden <Watch>"))).test_client()
    assert "Camden &lt;Watch&gt;" in site.get("/", headers=HOST).text
