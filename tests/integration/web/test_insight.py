"""Dashboards over the neighbourhood: what they show, how they are sliced, kept, downloaded and cited."""

import csv
import io
import json
import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient
from shapely import box
from sqlalchemy import select, update

from alerts.db import boundaries, feeds, holds
from alerts.db.session import Database
from alerts.db.tables import ApplicationRow, ChangeRow
from alerts.web.app import create_app
from alerts.web.context import SiteContext
from geo.boundaries import Boundary, BoundaryKind
from tests.fakes import FiguresNotRead
from tests.integration.web.neighbourhood import (
    BASE_URL,
    CAMDEN,
    FEED,
    HERE,
    NOW,
    application,
    context_over,
    record,
)

COUNCIL, WARD = f"/insight/authority/{CAMDEN}", "/insight/ward/E05013658"
PAIR = f"?place=authority:{CAMDEN}&place=ward:E05013658"
INVENTED = "Demonstration: these applications are invented."
SVG_TEXT = "{http://www.w3.org/2000/svg}text"
HOST = {"Host": BASE_URL.partition("://")[2]}
HOSTILE = '=1+1"><script>alert(1)</script>'


def text_of(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.get_data(as_text=True)


def figures_of(page: str) -> dict[str, str]:
    """The headline numbers by their names."""
    found = re.findall(r"<dt>([^<]+)</dt><dd><span class=\"figures__number\">(?:<a [^>]+>)?([^<]+)", page)
    return dict(found)


def chart_rows(page: str, name: str) -> list[list[str]]:
    """The rows of a chart's table, as they stand in the page."""
    section = page.split(f'<section class="dash" id="{name}"')[1].split("</section>", maxsplit=1)[0]
    body = section.split("<tbody>")[1].split("</tbody>")[0]
    return [re.findall(r">([^<]*)</t[hd]>", row) for row in body.strip().splitlines()]


def csv_rows(client: FlaskClient, path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text_of(client, path), newline="")))


def test_a_dashboard_says_first_what_is_open_and_what_came(client: FlaskClient) -> None:
    page = text_of(client, COUNCIL)
    assert figures_of(page) == {
        "Open for comment now": "3",
        "Closing within 7 days": "1",
        "Received": "5",
        "Decided": "1",
        "Granted": "–",
        "Refused": "–",
        "Withdrawn": "1",
        "Median days to a decision": "–",
    }
    assert (
        "In Camden, from November 2024 to November 2026, the council received 5 applications and decided 1."
        in page
    )
    assert (
        "made 1 decision: too few to speak of shares. Besides, 1 was withdrawn: that is no decision." in page
    )


def test_every_chart_has_its_sentence_its_table_its_link_and_its_files(client: FlaskClient) -> None:
    page = text_of(client, f"{COUNCIL}?types=hh&from=2026-01")
    for name in (
        "months",
        "outcomes",
        "types",
        "timing",
        "wards",
        "ward-names",
        "hexagons",
        "trend",
        "season",
    ):
        section = page.split(f'<section class="dash" id="{name}"')[1].split("</section>")[0]
        assert 'class="govuk-body dash__said"' in section, name
        assert f'href="{COUNCIL}?types=hh&amp;from=2026-01#{name}"' in section, name
        assert f'href="{COUNCIL}/{name}.csv?types=hh&amp;from=2026-01"' in section, name


def test_the_sentences_of_a_ward_name_it(client: FlaskClient) -> None:
    page = text_of(client, f"{COUNCIL}?ward=E05013658")
    said = re.findall(r'class="govuk-body dash__said">([^<]*)', page)
    assert len(said) >= 6
    for sentence in said:
        assert "n Highgate ward, Camden" in sentence, sentence
    welsh = text_of(client, f"/cy{COUNCIL}?ward=E05013658")
    assert "n ward Highgate, " in welsh


def test_what_is_downloaded_is_what_the_table_says(client: FlaskClient) -> None:
    page = text_of(client, COUNCIL)
    for name in ("months", "outcomes", "types", "timing", "wards", "hexagons", "trend", "season"):
        shown = chart_rows(page, name)
        written = [list(row.values()) for row in csv_rows(client, f"{COUNCIL}/{name}.csv")]
        told = json.loads(text_of(client, f"{COUNCIL}/{name}.json"))
        assert len(shown) == len(written) == len(told["rows"]), name
        numbers = [[cell for cell in row if cell.isdigit()] for row in written]
        said = [[cell.replace(",", "") for cell in row if cell.replace(",", "").isdigit()] for row in shown]
        assert [each[-2:] for each in numbers] == [each[-2:] for each in said], name
        assert [[str(cell) for cell in row.values() if isinstance(cell, int)] for row in told["rows"]] == [
            [cell for cell in row if re.fullmatch(r"-?\d+", cell)] if name != "timing" else row[1:]
            for row in written
        ], name


def test_a_slice_narrows_every_number(client: FlaskClient) -> None:
    page = text_of(client, f"{COUNCIL}?types=lbc")
    assert figures_of(page)["Received"] == "1"
    assert "Listed building consent" in page
    assert sum(int(row["received"] or 0) for row in csv_rows(client, f"{COUNCIL}/months.csv?types=lbc")) == 1
    assert figures_of(text_of(client, f"{COUNCIL}?ward=E05013658"))["Received"] == "4"


@pytest.mark.parametrize("path", [COUNCIL, WARD, "/insight", "/insight/compare", "/cy" + COUNCIL])
def test_a_filter_that_cannot_be_is_said_beside_the_form(client: FlaskClient, path: str) -> None:
    page = text_of(client, f"{path}?colour=red&from=soon", 400)
    assert "“colour”" in page
    assert "2026-03" in page
    assert 'href="#slice-from"' in page


def test_a_file_of_a_filter_that_cannot_be_is_a_problem(client: FlaskClient) -> None:
    answer = client.get(f"{COUNCIL}/months.csv?colour=red")
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    assert "colour" in json.loads(answer.get_data())["parameters"]


@pytest.mark.parametrize(
    "path",
    [
        "/insight/authority/E09999999",
        "/insight/ward/E05999999",
        "/insight/shape/0123456789abcdef",
        f"{COUNCIL}/months.exe",
        f"{COUNCIL}/castles.csv",
        f"{COUNCIL}/answers/castles/2025",
        f"{COUNCIL}/answers/received/1900",
        f"{COUNCIL}/answers/received/2027",
        f"{COUNCIL}/answers/received/2025.exe",
        f"{WARD}/answers?year=soon",
    ],
)
def test_what_there_is_not_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_picture_comes_alone_and_brings_the_only_style_that_may_be(client: FlaskClient) -> None:
    answer = client.get(f"{COUNCIL}/months.svg")
    root = ET.fromstring(answer.get_data())
    policy = answer.headers["Content-Security-Policy"]
    assert answer.mimetype == "image/svg+xml"
    assert "sha256-" in policy
    assert "unsafe" not in policy
    said = " ".join(each.text or "" for each in root.iter("{http://www.w3.org/2000/svg}text"))
    assert f"{BASE_URL}{COUNCIL}" in said
    assert "as of Monday 23 November 2026" in said
    assert client.get(f"{COUNCIL}/months.png").get_data()[:4] == b"\x89PNG"


@pytest.mark.parametrize("path", [f"{COUNCIL}/months", f"/insight/compare/months{PAIR}"])
def test_a_file_of_a_demonstration_says_that_all_is_invented(database: Database, path: str) -> None:
    site = create_app(context_over(database, is_demonstration=True)).test_client()
    stem, _mark, query = path.partition("?")
    for ending in ("svg", "png", "csv", "json"):
        answer = site.get(f"{stem}.{ending}?{query}", headers=HOST)
        assert f"filename=demonstration-months.{ending}" in answer.headers["Content-Disposition"]
    root = ET.fromstring(site.get(f"{stem}.svg?{query}", headers=HOST).get_data())
    strong = [each.text for each in root.iter(SVG_TEXT) if each.get("class") == "chart-strong"]
    assert INVENTED in strong
    assert "published by" not in " ".join(each.text or "" for each in root.iter(SVG_TEXT))
    told = json.loads(site.get(f"{stem}.json?{query}", headers=HOST).text)
    assert told["is_demonstration"] is True
    assert INVENTED in told["source"]


def test_an_answer_of_a_demonstration_is_cited_as_invented(database: Database) -> None:
    site = create_app(context_over(database, is_demonstration=True)).test_client()
    page = site.get(f"{COUNCIL}/answers/received/2026", headers=HOST).text
    cited = page.split("How to cite this")[1].split("</p>")[0]
    assert INVENTED in cited
    written = site.get(f"{COUNCIL}/answers/received/2026.csv", headers=HOST)
    assert "filename=demonstration-received-2026.csv" in written.headers["Content-Disposition"]
    told = json.loads(site.get(f"{COUNCIL}/answers/received/2026.json", headers=HOST).text)
    assert (told["is_demonstration"], told["source"][0]) == (True, INVENTED)
    assert "published by" not in page


def test_a_number_leads_to_a_list_only_where_the_list_says_the_same(client: FlaskClient) -> None:
    page = text_of(client, COUNCIL)
    assert page.count("show=closing") == 1
    assert page.split("show=closing")[1].startswith('">3<')


def test_the_list_beside_an_answer_says_that_it_is_another(client: FlaskClient) -> None:
    page = text_of(client, f"{COUNCIL}/answers/received/2026")
    assert "Applications with news in 2026</a> (each by its latest day" in page


@pytest.mark.parametrize(
    ("query", "since", "until", "words"),
    [
        ("", "2024-11", "2026-11", "Two years up to today"),
        ("?from=2025-11&to=2026-10", "2025-11", "2026-10", "Last 12 months"),
        ("?from=2024-11&to=2026-11", "2024-11", "2026-11", "Two years up to today"),
    ],
)
def test_the_form_and_the_ways_say_which_months_are_shown(
    client: FlaskClient, query: str, since: str, until: str, words: str
) -> None:
    page = text_of(client, COUNCIL + query)
    assert re.findall(r'<input[^>]+type="month" value="([^"]+)"', page) == [since, until]
    months = page.split('aria-label="Months"')[1].split("</nav>")[0]
    assert re.findall(r'aria-current="page">([^<]+)', months) == [words]


def test_nothing_to_draw_is_no_picture(client: FlaskClient) -> None:
    assert client.get(f"{COUNCIL}/outcomes.svg?from=2020-01&to=2020-02").status_code == 404
    assert client.get(f"{COUNCIL}/outcomes.csv?from=2020-01&to=2020-02").status_code == 200


def test_a_page_is_kept_until_the_register_changes(client: FlaskClient, database: Database) -> None:
    for path in (
        COUNCIL,
        f"{COUNCIL}/months.csv",
        f"{COUNCIL}/answers",
        f"/insight/compare?place=authority:{CAMDEN}",
    ):
        answer = client.get(path)
        assert answer.cache_control.public, path
        assert answer.cache_control.max_age == 300, path
        again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.get_data()) == (304, b""), path
        other = client.get(f"/cy{path}", headers={"If-None-Match": answer.headers["ETag"]})
        assert other.status_code == 200, path


def test_a_page_is_made_anew_when_a_feed_falls_silent_or_is_held(
    client: FlaskClient, database: Database, context: SiteContext
) -> None:
    with database.writing() as session:
        feed = feeds.feed_row(session, FEED)
        assert feed is not None
        feed.last_success_at = NOW - timedelta(hours=23, minutes=55)
    first = client.get(COUNCIL)
    tag = {"If-None-Match": first.headers["ETag"]}
    assert client.get(COUNCIL, headers=tag).status_code == 304
    later = create_app(replace(context, clock=lambda: NOW + timedelta(minutes=10))).test_client()
    later.environ_base["HTTP_HOST"] = BASE_URL.removeprefix("http://")
    assert "we have not been able to read the applications of Camden" not in first.text
    answer = later.get(COUNCIL, headers=tag)
    assert answer.status_code == 200
    assert "we have not been able to read the applications of Camden" in answer.text
    with database.writing() as session:
        holds.grow(session, FEED, 3, "too many at once", NOW)
    answer = client.get(COUNCIL, headers=tag)
    assert answer.status_code == 200
    assert "We hold 3 changes of" in answer.text


def test_hostile_names_of_wards_stay_words(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        ground = box(HERE.x - 400, HERE.y - 400, HERE.x + 400, HERE.y + 400)
        boundaries.replace(session, [Boundary(BoundaryKind.WARD, "E05013658", HOSTILE, CAMDEN, 2026, ground)])
        record(session, [application("2026/7/P", description=HOSTILE, address=HOSTILE, is_major=True)], NOW)
    for path in (
        COUNCIL,
        WARD,
        f"{WARD}/answers",
        f"/insight/compare?place=ward:E05013658&place=authority:{CAMDEN}",
    ):
        page = text_of(client, path)
        assert "<script>alert" not in page, path
        assert "&lt;script&gt;" in page, path
    assert "<script" not in text_of(client, f"{COUNCIL}/ward-names.svg")


@pytest.mark.fault("W-19")
def test_a_ward_named_as_a_formula_is_a_text_in_the_file(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        ground = box(HERE.x - 400, HERE.y - 400, HERE.x + 400, HERE.y + 400)
        boundaries.replace(session, [Boundary(BoundaryKind.WARD, "E05013658", HOSTILE, CAMDEN, 2026, ground)])
    assert {row["name"] for row in csv_rows(client, f"{COUNCIL}/wards.csv")} == {f"'{HOSTILE}"}


def test_a_council_without_a_feed_says_so_and_counts_nothing(client: FlaskClient) -> None:
    page = text_of(client, "/insight/authority/E09000003")
    assert "No feed covers Barnet" in page
    assert "What would cover it" in page
    assert "We know of nothing that was received or decided in Barnet" in page


def test_the_first_page_of_figures_leads_to_a_place_by_its_name(client: FlaskClient) -> None:
    assert client.get("/insight?q=Camden").headers["Location"] == COUNCIL
    assert client.get("/cy/insight?q=Highgate").headers["Location"] == f"/cy{WARD}"
    choices = text_of(client, "/insight?q=NW5+1TL")
    assert f'href="{COUNCIL}"' in choices
    assert "We found no council and no ward like that." in text_of(client, "/insight?q=xyzzyx")


def test_where_one_council_is_covered_all_of_it_goes_by_its_name(
    client: FlaskClient, database: Database
) -> None:
    page = text_of(client, "/insight")
    assert '<h1 class="govuk-heading-l">Planning figures in Camden</h1>' in page
    assert "The one council covered" in page
    assert "ouncils covered" not in page
    with database.writing() as session:
        row = feeds.feed_row(session, FEED)
        assert row is not None
        row.is_enabled = False
    assert "councils covered</span>" not in text_of(client, "/insight")


def test_places_stand_beside_each_other_and_can_be_added_and_taken_away(client: FlaskClient) -> None:
    start = f"/insight/compare?place=authority:{CAMDEN}"
    added = client.get(f"{start}&add=Highgate").headers["Location"]
    assert added == "/insight/compare?place=authority%3AE09000007&place=ward%3AE05013658"
    page = text_of(client, added)
    assert "most were received in Camden, 5 applications; fewest in Highgate ward, Camden, 4." in page
    assert "Too few decisions are known to compare what was granted." in page
    assert 'href="/insight/compare?place=ward%3AE05013658"' in page
    rows = csv_rows(client, added.replace("compare?", "compare/months.csv?"))
    assert sum(int(row["received_1"] or 0) for row in rows) == 5
    assert sum(int(row["received_2"] or 0) for row in rows) == 4


def test_no_more_than_four_places_and_only_known_ones_are_compared(client: FlaskClient) -> None:
    many = "&".join(f"place=ward:E0501365{n}" for n in range(5))
    assert "At most 4 places can stand beside each other." in text_of(client, f"/insight/compare?{many}", 400)
    assert "names no place that can be compared" in text_of(client, "/insight/compare?place=castle:1", 400)


def test_an_answer_can_be_cited_and_shared(client: FlaskClient) -> None:
    path = f"{COUNCIL}/answers/received/2026"
    page = text_of(client, path)
    said = (
        "In Camden, the council received 5 applications in 2026 up to 23 November."
        " Of 2026, 7 months are missing from our record."
    )
    assert '<p class="answer__number">5</p>' in page
    assert f'<meta property="og:description" content="{said}">' in page
    assert f"“{said}” Planning alerts, {BASE_URL}{path}, Monday 23 November 2026." in page
    assert f'href="{COUNCIL}/answers/received/2025"' in page
    told = json.loads(text_of(client, f"{path}.json"))
    assert (told["answer"], told["number"], told["page"]) == (said, "5", BASE_URL + path)
    assert told["caveats"][0].startswith("Our record begins after these months")
    assert csv_rows(client, f"{path}.csv")[-1] == {
        "year": "2026", "count": "5", "of": "", "median_days": "", "months_missing": "7",
    }  # fmt: skip


def test_a_year_before_the_record_begins_has_no_number_anywhere(client: FlaskClient) -> None:
    path, said = f"{COUNCIL}/answers/received/1950", "In Camden, we know nothing of 1950."
    page = text_of(client, path)
    assert '<p class="answer__number">–</p>' in page
    assert f'<meta property="og:description" content="{said}">' in page
    assert f"“{said}” Planning alerts" in page
    assert "received no applications" not in page
    told = json.loads(text_of(client, f"{path}.json"))
    assert (told["answer"], told["number"], told["count"]) == (said, "–", None)
    assert told["caveats"]
    assert [row["count"] for row in csv_rows(client, f"{path}.csv")] == [""] * 3
    assert "received no applications" not in text_of(client, f"{COUNCIL}/answers?year=1950")


def test_a_period_before_the_record_begins_is_not_called_whole(client: FlaskClient) -> None:
    slice_ = "from=2001-01&to=2001-12"
    page = text_of(client, f"{COUNCIL}?{slice_}")
    assert "no month is missing" not in page.lower()
    assert "Data: we have no record of these months." in page
    compared = text_of(client, f"/insight/compare?place=authority:{CAMDEN}&place=ward:E05013658&{slice_}")
    assert "Data: no month is missing." not in compared
    assert "Too little is known of this period to compare what was received." in compared


@pytest.mark.parametrize("place", [COUNCIL, WARD])
def test_an_answer_leads_to_just_the_applications_that_it_counts(client: FlaskClient, place: str) -> None:
    page = text_of(client, f"{place}/answers/granted/2026")
    assert '<p class="answer__number">1</p>' in page
    (path,) = re.findall(r'href="(/api/v1/applications[^"]+)"', page)
    listed = json.loads(text_of(client, unescape(path)))["applications"]
    assert [each["reference"] for each in listed] == ["2026/0789/P"]
    # The API takes what touches a ward, the answer what has its centre there: the link must not say that they agree.
    words = "Applications that touch the ward" if place == WARD else "The applications counted"
    assert re.search(rf'href="/api/v1/[^"]+">{words}</a>', page)
    assert "/api/v1/" not in text_of(client, f"{place}/answers/extensions-refused/2026")


def test_an_answer_of_decisions_in_time_says_what_is_not_known_of_them(client: FlaskClient) -> None:
    words = "a later decision is not always a late one."
    path = f"{COUNCIL}/answers/decided-in-time/2026"
    assert words in text_of(client, path)
    assert words in text_of(client, f"{path}.json")
    assert words not in text_of(client, f"{COUNCIL}/answers/granted/2026")


@pytest.mark.parametrize("times", [1, 2])
def test_what_was_amended_once_is_not_amended_most_often(
    client: FlaskClient, database: Database, times: int
) -> None:
    for number in range(1, times + 1):
        amended = [application("2026/0123/P", description=f"A rear extension {number} m long")]
        with database.writing() as session:
            record(session, amended, NOW + timedelta(hours=number))
            session.execute(update(ChangeRow).values(log_no=ChangeRow.id, state="matched"))
    page = text_of(client, COUNCIL)
    assert ("We have seen none amended more than once." in page) == (times == 1)
    assert ("amended 2 times" in page) == (times == 2)


def test_the_list_of_answers_says_each_of_them(client: FlaskClient) -> None:
    page = text_of(client, f"{WARD}/answers?year=2026")
    assert page.count('class="govuk-heading-s"') >= 16
    assert "How many trees" not in page
    assert "we know of no decision about basements" in page


def test_a_drawn_area_has_figures_that_no_cache_shares(client: FlaskClient) -> None:
    x, y = 51.5546, -0.1446
    ring = [
        [y - 0.01, x - 0.01],
        [y + 0.01, x - 0.01],
        [y + 0.01, x + 0.01],
        [y - 0.01, x + 0.01],
        [y - 0.01, x - 0.01],
    ]
    drawn = client.post("/areas/shape", json={"type": "Polygon", "coordinates": [ring]})
    name = drawn.headers["Location"].rpartition("/")[2]
    assert f'href="/insight/shape/{name}"' in text_of(client, f"/areas/shape/{name}")
    answer = client.get(f"/insight/shape/{name}")
    assert figures_of(answer.get_data(as_text=True))["Received"] == "4"
    assert answer.cache_control.private
    assert answer.headers["X-Robots-Tag"] == "noindex"
    compared = f"place=authority:{CAMDEN}&place=shape:{name}"
    for path in (
        f"/insight/shape/{name}/months.csv",
        f"/insight/compare?{compared}",
        f"/cy/insight/compare?{compared}",
        f"/insight/compare/months.csv?{compared}",
        f"/insight/compare/months.svg?{compared}",
    ):
        answer = client.get(path)
        assert (answer.status_code, answer.cache_control.private) == (200, True), path
        assert not answer.cache_control.public, path
        assert answer.headers["X-Robots-Tag"] == "noindex", path
        assert '<link rel="alternate" hreflang' not in answer.text, path
    assert "X-Robots-Tag" not in client.get(f"/insight/compare?place=authority:{CAMDEN}").headers


def test_the_pages_of_areas_and_the_first_page_lead_to_the_figures(client: FlaskClient) -> None:
    assert f'href="{COUNCIL}"' in text_of(client, f"/areas/authority/{CAMDEN}")
    assert f'href="{WARD}"' in text_of(client, "/areas/ward/E05013658")
    assert 'href="/insight"' in text_of(client, "/")


def test_a_gap_is_said_beside_every_figure(client: FlaskClient) -> None:
    page = text_of(client, COUNCIL)
    for section in page.split('<section class="dash" id="')[1:]:
        name = section.partition('"')[0]
        if name in ("months", "outcomes", "types", "wards", "hexagons", "trend", "season"):
            assert "Data: " in section.split("</section>")[0], name


def test_what_was_held_back_since_the_numbers_were_read_is_no_longer_named(
    client: FlaskClient, database: Database
) -> None:
    with database.writing() as session:
        record(
            session, [application("2026/7777/P", description="A tower that stands out", is_major=True)], NOW
        )
    assert "A tower that stands out" in text_of(client, COUNCIL)
    with database.writing() as session:
        row = session.scalars(select(ApplicationRow).where(ApplicationRow.reference == "2026/7777/P")).one()
        row.quarantine = "suspected-test"
    assert "A tower that stands out" not in text_of(client, COUNCIL)


def test_figures_that_are_not_read_yet_ask_to_come_back(client: FlaskClient, context: SiteContext) -> None:
    vars(context)["insights"] = FiguresNotRead()
    answer = client.get(COUNCIL)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert "The figures are not ready yet" in answer.get_data(as_text=True)
