"""`/data` while a night passes into the next, where its list is damaged, and where not every source names a licence."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import pytest

from alerts.db.feeds import FeedEntry, register_one
from alerts.db.session import Database
from alerts.domain.licence import Licence
from alerts.services.publishing_overview import FilesPlace
from alerts.syndication.manifest import Manifest
from alerts.web.app import create_app
from tests.factories import CAMDEN
from tests.integration.web.neighbourhood import BASE_URL, context_over
from tests.integration.web.test_data import CSV, MADE_AT, OGL, a_browser, files_of, made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "open-data"


def test_a_night_that_passes_between_the_list_and_the_file_is_no_failure(
    database: Database, folder: Path
) -> None:
    class Passing(FilesPlace):
        nights: ClassVar[list[tuple[Path, Manifest] | None]] = []

        def night(self) -> tuple[Path, Manifest] | None:
            return self.nights.pop() if self.nights else super().night()

    made(database, folder)
    place = Passing(folder, files_of(folder).nightly)
    for day, name in enumerate(("applications.csv", "E09000007/applications.csv", "SHA256SUMS"), 1):
        Passing.nights.append(files_of(folder).night())
        made(database, folder, MADE_AT + timedelta(days=day))
        site = create_app(context_over(database, None, files=place)).test_client()
        answer = site.get(f"/data/{name}", headers={"Host": BASE_URL.removeprefix("http://")})
        assert not Passing.nights
        assert answer.status_code == 200, name
        assert answer.data == (folder / "current" / name).read_bytes()


def test_with_a_list_that_cannot_be_read_it_is_as_before_the_first_night(
    database: Database, folder: Path
) -> None:
    made(database, folder)
    (folder / "current" / "files.json").write_text('{"made_at":')
    site = a_browser(database, folder)
    assert site.get(CSV).status_code == 503
    assert "The files have not been made yet." in site.get("/data").text
    assert site.get("/status.json").json["open_data"]["state"] == "late"
    made(database, folder, MADE_AT + timedelta(days=1))
    assert site.get(CSV).status_code == 200


@pytest.mark.parametrize(
    ("second", "claimed"),
    [([], True), ([OGL], True), ([Licence("Another", "https://another.example")], False), ([None], False)],
)
def test_one_licence_is_claimed_for_all_only_where_every_source_has_it(
    database: Database, folder: Path, second: Sequence[Licence | None], claimed: bool
) -> None:
    made(database, folder)
    named = {"camden": OGL}
    for licence in second:
        with database.writing() as session:
            register_one(session, FeedEntry("london", "fake", frozenset({CAMDEN}), 1800.0, True))
        named |= {"london": licence} if licence else {}
    app = create_app(context_over(database, None, files=files_of(folder), licences=named))
    site = app.test_client()
    host = {"Host": BASE_URL.removeprefix("http://")}
    assert (OGL.url in site.get("/data/catalog.jsonld", headers=host).text) is claimed
    assert (site.get("/data/dataset.jsonld", headers=host).json["license"] == OGL.url) is claimed
