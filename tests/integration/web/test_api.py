"""The read API over HTTP: filters, paging, formats, caches, other sites, limits, and every error a problem detail."""

import json
from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from alerts.db import references
from alerts.db.change_log import publish
from alerts.db.session import Database
from alerts.db.tables import ApplicationRow, ChangeRow
from alerts.domain.licence import Licence
from alerts.web import guards
from alerts.web.app import create_app
from alerts.web.context import SiteContext
from tests.integration.web.neighbourhood import BASE_URL, CAMDEN, NOW, application, record

LIST = "/api/v1/applications"
OTHER_SITE = {"Origin": "https://street.example"}
EVERY = ["2026/1001/P", "2026/0999/T", "2026/0789/P", "2026/0456/L", "2026/0123/P"]
"""In the order in which they are given: noticed last, first."""


def shown(client: FlaskClient, query: str) -> list[str]:
    """The references on one page, which both formats give alike."""
    answer = client.get(f"{LIST}?{query}")
    assert answer.status_code == 200, answer.text
    as_json = client.get(f"{LIST}?{query}&format=json").json
    found = [each["properties"]["reference"] for each in answer.json["features"]]
    assert [each["reference"] for each in as_json["applications"]] == found
    return found


def is_problem(answer: TestResponse, status: int) -> bool:
    problem = json.loads(answer.get_data())
    return (
        answer.status_code == status == problem["status"]
        and answer.content_type == "application/problem+json"
        and set(problem) >= {"type", "title", "status", "detail"}
        and answer.headers["Access-Control-Allow-Origin"] == "*"
    )


@pytest.fixture
def bounded(context: SiteContext) -> FlaskClient:
    """The API with narrow limits, asked from elsewhere."""
    made = create_app(replace(context, api_requests_a_minute=5, api_rows_a_minute=500)).test_client()
    made.environ_base |= {"HTTP_HOST": BASE_URL.removeprefix("http://"), "REMOTE_ADDR": "192.0.2.7"}
    return made


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", EVERY),
        ("authority=E09000007", EVERY),
        ("authority=E09000019", []),
        ("authority=E09000019&authority=E09000007&stage=open", [EVERY[0], EVERY[3], EVERY[4]]),
        ("stage=withdrawn&stage=decided", [EVERY[1], EVERY[2]]),
        ("status=determined", [EVERY[2]]),
        ("decision=granted&decision=refused", [EVERY[2]]),
        ("type=lbc&type=full", [EVERY[2], EVERY[3]]),
        ("received_from=2026-08-03&received_to=2026-10-01", [EVERY[1], EVERY[2]]),
        ("valid_to=2026-08-10", [EVERY[2]]),
        ("decided_from=2026-11-02", [EVERY[2]]),
        ("q=caf%C3%A9", [EVERY[2]]),
        ("q=%22lime+tree%22", [EVERY[1]]),
        ("q=2026/0456/L", [EVERY[3]]),
        ("changed_since=2026-12-01T00:00:00Z", []),
        ("postcode=NW5+1TL&radius=0", [EVERY[1], EVERY[2], EVERY[3], EVERY[4]]),
        ("ward=E05013658", [EVERY[1], EVERY[2], EVERY[3], EVERY[4]]),
        ("ward=E05013661", []),
        ("circle=51.553924,-0.143863,5", [EVERY[4]]),
        ("bbox=-0.1439,51.5539,-0.1438,51.5540", [EVERY[4]]),
        ("bbox=-180,-90,180,90", EVERY[1:]),
        ("bbox=10,50,11,51", []),
        ("bbox=-0.15,51.5,-0.1,51.6&ward=E05013661", []),
        ("bbox=-0.15,51.5,-0.1,51.6&stage=open&q=extension", [EVERY[4]]),
    ],
)
def test_every_filter_that_is_given_has_to_hold(client: FlaskClient, query: str, found: list[str]) -> None:
    assert shown(client, query) == found


def test_an_area_holds_what_its_page_shows(client: FlaskClient) -> None:
    for query, page in (
        ("postcode=NW51TL&radius=150", "/areas/postcode/NW51TL.geojson?radius=150"),
        ("ward=E05013658", "/areas/ward/E05013658.geojson"),
        ("circle=51.5546,-0.1446,170", "/areas/circle/51.5546,-0.1446/170.geojson"),
    ):
        features = client.get(page).get_json(force=True)["features"]
        sites = {each["id"] for each in features if each["properties"]["role"] == "site"}
        assert sites
        assert {f"{CAMDEN}/{reference}" for reference in shown(client, query)} == sites


def test_a_polygon_and_an_area_drawn_here_hold_the_same(client: FlaskClient) -> None:
    square = {
        "type": "Polygon",
        "coordinates": [
            [[-0.146, 51.553], [-0.143, 51.553], [-0.143, 51.5545], [-0.146, 51.5545], [-0.146, 51.553]]
        ],
    }
    drawn = client.post("/areas/shape", data={"shape": json.dumps(square)})
    name = drawn.headers["Location"].rpartition("/")[2]
    found = shown(client, f"polygon={quote(json.dumps(square))}")
    assert found == ["2026/0123/P"]
    assert shown(client, f"shape={name}") == found
    answer = client.get(f"{LIST}?shape={name}")
    assert answer.cache_control.private
    assert not answer.cache_control.public


def test_a_page_leads_to_the_next_until_none_is_named_and_nothing_comes_twice(client: FlaskClient) -> None:
    address, found = f"{LIST}?limit=2", []
    for _ in range(3):
        answer = client.get(address)
        found += [each["properties"]["reference"] for each in answer.json["features"]]
        address = answer.json["next"]
        assert answer.headers.get("Link") == (f'<{address}>; rel="next"' if address else None)
    assert address is None
    assert found == EVERY


@pytest.mark.fault("W-23")
def test_a_cursor_goes_on_with_its_own_query_alone_but_with_any_limit_and_format(client: FlaskClient) -> None:
    cursor = client.get(f"{LIST}?stage=open&limit=1").json["next"].rpartition("cursor=")[2]
    for query in ("", "stage=decided", "stage=open&q=a", "stage=open&sort=changed"):
        assert is_problem(client.get(f"{LIST}?{query}&cursor={cursor}"), 400)
    assert is_problem(client.get(f"{LIST}?stage=open&cursor={cursor}&limit=1000000000"), 400)
    answer = client.get(f"{LIST}?limit=500&cursor={cursor}&stage=open&format=json")
    assert [each["reference"] for each in answer.json["applications"]] == [EVERY[3], EVERY[4]]


@pytest.mark.fault("W-23")
@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("limit=1000000000", "limit"),
        ("limit=-1", "limit"),
        ("offset=1000000000", "offset"),
        ("page=2", "page"),
        ("cursor=WzFd." + "A" * 43, "cursor"),
        ("limit=1&limit=2", "limit"),
        ("radius=100", "radius"),
        ("received_from=2026-06-02&received_to=2026-06-01", "received_to"),
        ("bbox=1,50,0,51", "bbox"),
        ("circle=0,0,100", "circle"),
        ("circle=51.5,-0.1,0", "circle"),
        ("polygon=%7B%7D", "polygon"),
        ("polygon=" + quote('{"type":"Polygon","coordinates":[[[0,51],[1,51],[1,52],[0,51]]]}'), "polygon"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(client: FlaskClient, query: str, named: str) -> None:
    answer = client.get(f"{LIST}?{query}")
    assert is_problem(answer, 400)
    assert list(answer.json["parameters"]) == [named]
    assert named in answer.json["detail"]


@pytest.mark.parametrize(
    "path",
    [
        "/api/nothing",
        "/api/",
        "/api/v1",
        "/api/v1/applications/",
        "/api/v1/applications/E09000007/2026/9999/P",
        "/api/v1/applications?authority=E09999999",
        "/api/v1/applications?ward=E05999999",
        "/api/v1/applications?postcode=ZZ99+9ZZ",
        "/api/v1/applications?shape=0123456789abcdef",
        "/api/v1/wards?authority=E09999999",
        "/api/v1/changes?authority=E09999999",
        "/cy/api/v1/nothing",
    ],
)
def test_what_there_is_not_is_a_problem_detail(client: FlaskClient, path: str) -> None:
    assert is_problem(client.get(path), 404)


def test_a_number_beyond_the_end_of_the_log_is_refused_as_what_follows_it_would_be_missed(
    client: FlaskClient, database: Database
) -> None:
    """A copy of the database that was put back has given fewer numbers than its readers know."""
    with database.writing() as session:
        record(session, [application("2026/0777/P"), application("2026/0778/P")], NOW)
        session.execute(update(ChangeRow).values(state="matched"))
        publish(session)
    at_the_end = client.get("/api/v1/changes?after=2")
    assert (at_the_end.json["position"], at_the_end.json["changes"]) == (2, [])
    beyond = client.get("/api/v1/changes?after=3")
    assert is_problem(beyond, 400)
    assert set(beyond.json["parameters"]) == {"after"}
    assert "beyond the end of the log, which is at 2" in beyond.json["detail"]


def test_other_errors_are_problem_details_too(client: FlaskClient, context: SiteContext) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        answer = client.open(LIST, method=method)
        assert is_problem(answer, 405)
        assert "GET" in answer.headers["Allow"]
    assert is_problem(client.post(LIST, data=b"x" * (guards.LARGEST_BODY + 1)), 413)
    assert is_problem(client.get(f"{LIST}?q={'a' * guards.LONGEST_QUERY_OF_PROGRAMS}"), 414)
    assert is_problem(client.get(f"{LIST}?q=a%00b"), 400)
    assert is_problem(client.get(LIST, headers={"Host": "elsewhere.example"}), 400)
    broken = create_app(replace(context, database=Database("sqlite:////nowhere/at/all.sqlite"))).test_client()
    broken.environ_base["HTTP_HOST"] = BASE_URL.removeprefix("http://")
    answer = broken.get(LIST)
    assert is_problem(answer, 503)
    assert int(answer.headers["Retry-After"]) > 0


def test_an_application_is_found_by_its_reference_and_by_the_one_it_had_before(
    client: FlaskClient, database: Database
) -> None:
    with database.writing() as session:
        row = session.get_one(ApplicationRow, 1)
        references.changed(session, row, "OLD/1", NOW)
    found = client.get("/api/v1/applications/E09000007/2026/0123/P?format=json")
    assert found.json["former_references"] == ["OLD/1"]
    assert found.json["longitude"] == -0.143863
    moved = client.get("/api/v1/applications/e09000007/OLD/1?format=json")
    assert (moved.status_code, moved.get_data()) == (301, b"")
    assert moved.headers["Location"] == f"{BASE_URL}/api/v1/applications/E09000007/2026/0123/P?format=json"
    feature = client.get("/api/v1/applications/E09000007/2026/0123/P")
    assert feature.content_type == "application/geo+json"
    assert feature.json["geometry"] == {"type": "Point", "coordinates": [-0.143863, 51.553924]}


def test_what_is_held_back_is_nowhere(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        session.get_one(ApplicationRow, 1).quarantine = "suspected-test"
    assert EVERY[4] not in shown(client, "")
    assert is_problem(client.get(f"/api/v1/applications/{CAMDEN}/{EVERY[4]}"), 404)
    assert client.get("/api/v1/authorities").json["authorities"][0]["applications"] == 4


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("", "application/geo+json"),
        ("*/*", "application/geo+json"),
        ("text/html,*/*;q=0.8", "application/geo+json"),
        ("application/json", "application/json"),
        ("application/json;q=0.5, application/geo+json", "application/geo+json"),
        ("application/geo+json;q=0.5, application/json", "application/json"),
        ("image/png", "application/geo+json"),
    ],
)
def test_the_format_is_what_is_asked_for(client: FlaskClient, accept: str, content_type: str) -> None:
    answer = client.get(LIST, headers={"Accept": accept} if accept else {})
    assert answer.content_type == content_type
    assert "Accept" in answer.vary


def test_an_answer_may_be_kept_for_a_minute_and_asked_for_again_only_where_it_changed(
    client: FlaskClient,
) -> None:
    answer = client.get(LIST)
    assert (answer.cache_control.public, answer.cache_control.max_age) == (True, 60)
    again = client.get(LIST, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.get_data()) == (304, b"")
    head = client.head(LIST)
    assert (head.status_code, head.get_data()) == (200, b"")
    assert head.headers["ETag"] == answer.headers["ETag"]


def test_pages_of_other_sites_may_read_it_all_without_a_cookie(client: FlaskClient) -> None:
    answer = client.get(LIST, headers=OTHER_SITE)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert {"Link", "ETag", "Retry-After", "RateLimit"} <= set(
        answer.headers["Access-Control-Expose-Headers"].split(", ")
    )
    preflight = client.options(
        LIST, headers=OTHER_SITE | {"Access-Control-Request-Method": "GET", "Sec-Fetch-Site": "cross-site"}
    )
    assert preflight.status_code == 200
    assert preflight.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "If-None-Match" in preflight.headers["Access-Control-Allow-Headers"]
    assert not {"Set-Cookie", "Access-Control-Allow-Credentials"} & {
        *answer.headers.keys(),
        *preflight.headers.keys(),
    }
    assert "Access-Control-Allow-Origin" not in client.get("/status", headers=OTHER_SITE).headers


@pytest.mark.fault("W-23")
def test_a_network_may_ask_so_often_a_minute_and_is_pointed_to_the_files(bounded: FlaskClient) -> None:
    answers = [bounded.get(f"{LIST}?limit=1") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert answers[0].headers["RateLimit"] == '"requests";r=4, "rows";r=499'
    assert answers[0].headers["RateLimit-Policy"] == '"requests";q=5;w=60, "rows";q=500;w=60'
    assert is_problem(answers[5], 429)
    assert 0 < int(answers[5].headers["Retry-After"]) <= 60
    assert "/data" in answers[5].json["detail"]
    other = bounded.get(LIST, environ_overrides={"REMOTE_ADDR": "192.0.2.8"})
    assert other.status_code == 200
    here = [bounded.get(LIST, environ_overrides={"REMOTE_ADDR": "127.0.0.1"}) for _ in range(9)]
    assert {answer.status_code for answer in here} == {200}


@pytest.mark.fault("W-23")
def test_rows_are_taken_before_they_are_looked_for_and_given_back_where_there_were_none(
    bounded: FlaskClient,
) -> None:
    assert bounded.get(f"{LIST}?limit=500").headers["RateLimit"] == '"requests";r=4, "rows";r=495'
    refused = bounded.get(f"{LIST}?limit=500")
    assert is_problem(refused, 429)
    assert "500 rows" in refused.json["detail"]
    assert bounded.get(f"{LIST}?limit=495").status_code == 200


@pytest.mark.fault("W-23")
def test_wrong_questions_are_counted_and_take_no_rows(bounded: FlaskClient) -> None:
    assert bounded.get(f"{LIST}?ward=E05999999&limit=500").status_code == 404
    assert bounded.get(f"{LIST}?limit=500").status_code == 200
    answers = [bounded.get(f"{LIST}?limit=0") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [400] * 3 + [429]


@pytest.mark.fault("W-05")
def test_nothing_typed_is_a_command(client: FlaskClient) -> None:
    names = ("q", "sort", "authority", "type", "cursor", "postcode", "bbox", "kind", "after")
    typed = (
        "'",
        "a' OR '1'='1",
        "1; DROP TABLE change; --",
        '"x" OR "y',
        "a*",
        "NEAR(a b)",
        "^a",
        "a]",
        "a%%",
        "a\\",
    )
    for path in (LIST, "/api/v1/changes"):
        for name in names:
            for value in typed:
                answer = client.get(f"{path}?{name}={quote(value)}")
                is_words = name == "q" and path == LIST and value != "'"
                assert answer.status_code == (200 if is_words else 400), (path, name, value)
    assert len(shown(client, "")) == 5


@pytest.mark.fault("W-03")
def test_hostile_words_come_back_as_they_were_and_are_no_page(
    client: FlaskClient, database: Database
) -> None:
    hostile = "</script><script>alert(1)</script>\u2028 \U0001f600 =1+1 \"'&<é"
    with database.writing() as session:
        record(session, [application("2026/2000/P<&>", description=hostile)], NOW)
    answer = client.get(f"{LIST}?limit=1")
    assert answer.json["features"][0]["properties"]["description"] == hostile
    assert answer.json["features"][0]["properties"]["page"].endswith(
        "/applications/E09000007/2026/2000/P%3C%26%3E"
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    one = client.get(answer.json["features"][0]["properties"]["api"].removeprefix(BASE_URL))
    assert one.json["properties"]["description"] == hostile
    refused = client.get(f"{LIST}?{quote(hostile)}=1&q=%ED%A0%80")
    assert refused.status_code == 400
    assert refused.content_type == "application/problem+json"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (f"{LIST}?authority=E09000099",
         "We know no council with the code E09000099. /api/v1/authorities lists those we read."),
        ("/api/v1/wards?authority=E09000099",
         "We know no council with the code E09000099. /api/v1/authorities lists those we read."),
        (f"{LIST}?ward=E05999999",
         "We know no ward with the code E05999999. /api/v1/wards?authority=E09000007 lists those of a council."),
    ],
)  # fmt: skip
def test_a_place_that_is_unknown_is_looked_up_in_the_api(client: FlaskClient, asked: str, words: str) -> None:
    answer = client.get(asked)
    assert is_problem(answer, 404)
    assert answer.json["detail"] == words


def test_the_licence_is_that_of_the_feed(client: FlaskClient, context: SiteContext) -> None:
    named = {"camden": Licence("Open Government Licence v3.0", "https://ogl.example/")}
    licensed = create_app(replace(context, licences=named)).test_client()
    licensed.environ_base["HTTP_HOST"] = BASE_URL.removeprefix("http://")
    found = licensed.get(f"{LIST}?limit=1").json["features"][0]["properties"]
    assert (found["licence"], found["licence_url"]) == (
        "Open Government Licence v3.0",
        "https://ogl.example/",
    )
    (council,) = licensed.get("/api/v1/authorities").json["authorities"]
    assert council["feeds"][0]["licence"] == "Open Government Licence v3.0"
    assert client.get(f"{LIST}?limit=1").json["features"][0]["properties"]["licence"] is None


def test_a_licence_is_not_said_of_what_another_feed_told(context: SiteContext, database: Database) -> None:
    with database.writing() as session:
        row = session.scalars(
            select(ApplicationRow).order_by(ApplicationRow.changed_at.desc()).limit(1)
        ).one()
        row.sources = {"address": "london"}
        reference = row.reference
    named = {"camden": Licence("Open Government Licence v3.0", "https://ogl.example/")}
    licensed = create_app(replace(context, licences=named)).test_client()
    licensed.environ_base["HTTP_HOST"] = BASE_URL.removeprefix("http://")
    found = licensed.get(f"/api/v1/applications/{CAMDEN}/{reference}").json["properties"]
    assert found["licence"] == "Open Government Licence v3.0; not stated for london"
    assert found["licence_url"] is None


def test_the_council_and_its_wards_are_listed(client: FlaskClient) -> None:
    (council,) = client.get("/api/v1/authorities").json["authorities"]
    assert (council["code"], council["name"], council["applications"]) == (CAMDEN, "Camden", 5)
    (feed,) = council["feeds"]
    assert (feed["state"], feed["last_success_at"]) == ("fine", (NOW - timedelta(minutes=10)).isoformat())
    wards = client.get(f"/api/v1/wards?authority={CAMDEN}").json["wards"]
    assert [(ward["name"], ward["geometry"]) for ward in wards] == [
        ("Highgate", None),
        ("Kentish Town North", None),
    ]
    outlined = client.get(f"/api/v1/wards?authority={CAMDEN}&geometry=1").json["wards"]
    assert {ward["geometry"]["type"] for ward in outlined} == {"Polygon"}
    assert client.get(wards[0]["api"].removeprefix(BASE_URL)).json["features"]
    assert client.get(wards[0]["page"].removeprefix(BASE_URL)).status_code == 200
