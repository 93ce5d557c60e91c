"""`/data`: the files of open data by their names, their pages and the catalogue."""

import csv
import gzip
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, RDF, XSD

from alerts.db.session import Database
from alerts.domain.licence import Licence
from alerts.domain.nightly import Nightly
from alerts.services.publishing import Press, make_files
from alerts.services.publishing_overview import FilesPlace
from alerts.services.publishing_rows import Origin
from alerts.syndication.manifest import Manifest
from alerts.web.app import create_app
from tests.integration.web.neighbourhood import BASE_URL, context_over

MADE_AT = datetime(2026, 6, 11, 1, 15, tzinfo=UTC)
OGL = Licence("Open Government Licence v3.0", "https://licence.example/3")
SPDX = Namespace("http://spdx.org/rdf/terms#")
CSV, CAMDEN_CSV = "/data/applications.csv", "/data/E09000007/applications.csv"


def made(
    database: Database, folder: Path, at: datetime = MADE_AT, *, is_demonstration: bool = False
) -> Manifest:
    origin = Origin(BASE_URL, {"camden": OGL}, is_demonstration)
    return make_files(Press(database, folder, origin, lambda: at))


def files_of(folder: Path) -> FilesPlace:
    return FilesPlace(folder, Nightly(time(2, 15), ZoneInfo("Europe/London")))


def a_browser(database: Database, folder: Path | None, **changed: object) -> FlaskClient:
    files = files_of(folder) if folder else None
    app = create_app(context_over(database, None, files=files, licences={"camden": OGL}, **changed))
    client = app.test_client()
    client.environ_base["HTTP_HOST"] = BASE_URL.removeprefix("http://")
    return client


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "open-data"


@pytest.fixture
def manifest(database: Database, folder: Path) -> Manifest:
    return made(database, folder)


@pytest.fixture
def site(database: Database, folder: Path, manifest: Manifest) -> Iterator[FlaskClient]:
    with a_browser(database, folder) as client:
        yield client


def test_every_file_is_there_under_its_name_and_open_to_all(
    site: FlaskClient, manifest: Manifest, folder: Path
) -> None:
    for entry in manifest.files:
        answer = site.get(f"/data/{entry.name}")
        assert answer.status_code == 200, entry.name
        assert answer.data == (folder / "current" / entry.name).read_bytes()
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert answer.headers["ETag"] == f'"{entry.sha256[:32]}"'
        assert answer.headers["Last-Modified"] == "Thu, 11 Jun 2026 01:15:00 GMT"
        assert "Content-Encoding" not in answer.headers


def test_no_cache_gives_the_sums_of_one_night_with_the_files_of_another(site: FlaskClient) -> None:
    for name in (
        "applications.csv",
        "E09000007/applications.parquet",
        "SHA256SUMS",
        "files.json",
        "catalog.jsonld",
    ):
        answer = site.get(f"/data/{name}")
        assert sorted(answer.headers["Cache-Control"].split(", ")) == ["no-cache", "public"], name
        known = site.get(f"/data/{name}", headers={"If-None-Match": answer.headers["ETag"]})
        assert (known.status_code, known.data) == (304, b""), name
        assert sorted(known.headers["Cache-Control"].split(", ")) == ["no-cache", "public"], name


def test_a_file_says_what_it_is_and_what_it_is_called(site: FlaskClient) -> None:
    told = {name: site.get(f"/data/{name}").headers for name in (
        "applications.csv", "applications.csv.gz", "applications.geojson", "applications.jsonl",
        "E09000007/applications.parquet",
    )}  # fmt: skip
    assert [headers["Content-Type"] for headers in told.values()] == [
        "text/csv; charset=utf-8; header=present", "application/gzip", "application/geo+json", "application/jsonl",
        "application/vnd.apache.parquet",
    ]  # fmt: skip
    assert [headers["Content-Disposition"].partition("filename=")[2] for headers in told.values()] == [
        "applications.csv", "applications.csv.gz", "applications.geojson", "applications.jsonl",
        "E09000007-applications.parquet",
    ]  # fmt: skip
    assert 'rel="describedby"' in told["applications.csv"]["Link"]


def test_a_part_of_a_file_can_be_asked_for_and_what_is_known_is_not_sent(site: FlaskClient) -> None:
    whole = site.get(CSV)
    part = site.get(CSV, headers={"Range": "bytes=10-19", "If-Range": whole.headers["ETag"]})
    assert (part.status_code, part.data) == (206, whole.data[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(whole.data)}"
    assert site.get(CSV, headers={"If-None-Match": whole.headers["ETag"]}).status_code == 304
    assert site.get(CSV, headers={"If-Modified-Since": whole.headers["Last-Modified"]}).status_code == 304
    assert site.get(CSV, headers={"Range": "bytes=99999999-"}).status_code == 416


@pytest.mark.fault("W-11")
@pytest.mark.parametrize(
    "name",
    [
        "../alerts.sqlite", "..%2falerts.sqlite", "%2e%2e/alerts.sqlite", "....//alerts.sqlite", "/etc/passwd",
        "E09000007/../applications.csv", "E09000007/", "applications", "nothing.csv", "C:\\boot.ini",
        "E09000007/applications.csv/", "files.json/..", ".lock", "changes/../files.json",
    ],
)  # fmt: skip
def test_no_address_becomes_a_path(site: FlaskClient, name: str) -> None:
    assert site.get(f"/data/{name}").status_code == 404


def test_before_the_first_night_it_says_so(database: Database, folder: Path) -> None:
    site = a_browser(database, folder)
    for name in ("applications.csv", "changes.jsonl.gz", "E09000007/applications.parquet", "catalog.jsonld",
                 "files.json", "SHA256SUMS"):  # fmt: skip
        answer = site.get(f"/data/{name}")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "3600"), name
        assert answer.content_type == "application/problem+json"
        assert answer.json["detail"] == "The files have not been made yet. They are made every night."
    assert site.get("/data/nothing").status_code == 404
    assert "The files have not been made yet." in site.get("/data").text
    assert site.get("/status.json").json["open_data"] == {
        "state": "late", "made_at": None, "applications": 0,
    }  # fmt: skip
    assert a_browser(database, None).get("/status.json").json["open_data"] is None


def test_the_page_leads_to_nothing_that_is_not_there_yet(database: Database, folder: Path) -> None:
    site = a_browser(database, folder)
    links = set(re.findall(r'href="(/data/[^"]*|/api)"', site.get("/data").text))
    assert links == {"/data/dictionary", "/api"}
    assert all(site.get(link).status_code == 200 for link in links)


def test_a_program_that_asks_for_no_file_is_told_as_a_program(site: FlaskClient) -> None:
    for name in ("nothing.csv", "E09000007/nothing.parquet", "E09000099/applications.csv"):
        answer = site.get(f"/data/{name}")
        assert (answer.status_code, answer.content_type) == (404, "application/problem+json"), name
        assert answer.json["detail"] == "There is no file of this name. /data/files.json lists all there are."
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    page = site.get("/data/E09000099")
    assert (page.status_code, page.mimetype) == (404, "text/html")


def test_the_next_night_is_served_as_soon_as_it_is_there(
    site: FlaskClient, database: Database, folder: Path
) -> None:
    assert site.get("/data/files.json").json["made_at"] == "2026-06-11T01:15:00+00:00"
    made(database, folder, MADE_AT + timedelta(days=1))
    assert site.get("/data/files.json").json["made_at"] == "2026-06-12T01:15:00+00:00"
    assert site.get(CAMDEN_CSV).headers["Last-Modified"] == "Thu, 11 Jun 2026 01:15:00 GMT"


def test_the_page_tells_what_there_is(site: FlaskClient, manifest: Manifest) -> None:
    page = site.get("/data").text
    for entry in (*manifest.of_authority(None), *manifest.of_authority(None, "changes")):
        assert f'href="/data/{entry.name}"' in page
        assert entry.sha256 in page
    assert 'href="/data/E09000007"' in page
    assert "Made at 02:15 on Thursday 11 June 2026." in page
    council = site.get("/data/E09000007").text
    assert "Camden" in council
    for entry in manifest.of_authority("E09000007"):
        assert f'href="/data/{entry.name}"' in council
        assert entry.sha256 in council


def test_the_footer_leads_there_in_both_languages(site: FlaskClient) -> None:
    assert 'href="/data">Open data</a>' in site.get("/about").text
    assert 'href="/cy/data">Data agored</a>' in site.get("/cy/about").text


def test_the_dictionary_has_every_column_of_the_files(site: FlaskClient) -> None:
    page = site.get("/data/dictionary").text
    for content in ("applications", "changes"):
        (header,) = csv.reader(io.StringIO(site.get(f"/data/{content}.csv").text.partition("\r\n")[0]))
        for column in header:
            assert f'id="{content}-{column}"' in page
        told = site.get(f"/data/{content}.csv-metadata.json").json
        assert [each["name"] for each in told["tableSchema"]["columns"]] == header
        assert told["url"] == f"{content}.csv"
    package = site.get("/data/datapackage.json").json
    assert [each["path"] for each in package["resources"]] == ["applications.csv", "changes.csv"]


def test_a_portal_can_harvest_the_catalogue_without_asking_anybody_else(
    site: FlaskClient, manifest: Manifest
) -> None:
    answer = site.get("/data/catalog.jsonld")
    assert answer.headers["Content-Type"] == "application/ld+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    graph = Graph().parse(data=answer.text, format="json-ld")
    (catalogue,) = graph.subjects(RDF.type, DCAT.Catalog)
    datasets = set(graph.objects(catalogue, DCAT.dataset))
    assert datasets == set(graph.subjects(RDF.type, DCAT.Dataset))
    assert len(datasets) == 2 + len(manifest.authorities)
    camden = URIRef(f"{BASE_URL}/data#E09000007/applications")
    assert graph.value(camden, DCTERMS.spatial) == URIRef(
        "http://statistics.data.gov.uk/id/statistical-geography/E09000007"
    )
    assert str(graph.value(camden, DCTERMS.accrualPeriodicity)).endswith("/frequency/DAILY")
    assert graph.value(camden, DCTERMS.temporal) is not None
    entry = manifest.named("E09000007/applications.csv")
    assert entry is not None
    file = URIRef(f"{BASE_URL}{CAMDEN_CSV}")
    assert file in set(graph.objects(camden, DCAT.distribution))
    assert graph.value(file, DCAT.downloadURL) == file
    assert graph.value(file, DCAT.byteSize) == Literal(str(entry.bytes), datatype=XSD.nonNegativeInteger)
    assert str(graph.value(file, DCAT.mediaType)).endswith("/media-types/text/csv")
    assert graph.value(file, DCTERMS.license) == URIRef("https://licence.example/3")
    checksum = graph.value(file, SPDX.checksum)
    assert str(graph.value(checksum, SPDX.checksumValue)) == entry.sha256
    assert graph.value(checksum, SPDX.algorithm) == SPDX.checksumAlgorithm_sha256
    files = {str(each) for each in graph.objects(None, DCAT.downloadURL)}
    assert files == {f"{BASE_URL}/data/{each.name}" for each in manifest.files if each.month is None}


def test_search_engines_are_told_in_their_own_words(site: FlaskClient) -> None:
    assert 'rel="alternate" type="application/ld+json"' in site.get("/data").text
    said = site.get("/data/dataset.jsonld").json
    assert (said["@type"], said["@context"]) == ("Dataset", {"@vocab": "https://schema.org/"})
    assert said["license"] == "https://licence.example/3"
    assert said["distribution"][0]["contentUrl"] == f"{BASE_URL}{CSV}"


def test_a_demonstration_is_called_one_everywhere(database: Database, folder: Path) -> None:
    made(database, folder, is_demonstration=True)
    site = a_browser(database, folder, is_demonstration=True)
    assert site.get(CSV).headers["Content-Disposition"].endswith("demonstration-applications.csv")
    for path in ("/data", "/data/E09000007"):
        assert "Demonstration: these applications are invented." in site.get(path).text.partition("<main")[2]
    for name in ("catalog.jsonld", "dataset.jsonld"):
        assert "Demonstration data: every application is invented." in site.get(f"/data/{name}").text
    assert "https://licence.example/3" not in site.get("/data/catalog.jsonld").text
    assert site.get("/data/files.json").json["is_demonstration"] is True


def test_the_status_tells_when_the_files_were_made(
    database: Database, folder: Path, manifest: Manifest
) -> None:
    fresh = a_browser(database, folder, clock=lambda: MADE_AT + timedelta(hours=5))
    assert fresh.get("/status.json").json["open_data"] == {
        "state": "fine", "made_at": "2026-06-11T01:15:00+00:00", "applications": manifest.files[0].rows,
    }  # fmt: skip
    assert "planning_alerts_open_data_made_timestamp_seconds 1.7811405e+09" in fresh.get("/metrics").text
    late = a_browser(database, folder, clock=lambda: MADE_AT + timedelta(days=1, hours=3))
    assert late.get("/status.json").json["open_data"]["state"] == "late"


def test_a_packed_file_unpacks_to_the_plain_one(site: FlaskClient) -> None:
    assert gzip.decompress(site.get(f"{CSV}.gz").data) == site.get(CSV).data
    assert json.loads(gzip.decompress(site.get("/data/applications.geojson.gz").data))["features"]
