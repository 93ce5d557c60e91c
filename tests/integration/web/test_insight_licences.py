"""Under which licences the numbers of a dashboard are given: those of its own councils' feeds, and no more."""

from collections.abc import Mapping

import pytest

from alerts.db.feeds import FeedEntry, register_one
from alerts.db.session import Database
from alerts.domain.licence import Licence
from alerts.web.app import create_app
from tests.factories import BARNET
from tests.integration.web.neighbourhood import BASE_URL, CAMDEN, FEED, context_over

OGL, OTHER = Licence("Open Government Licence v3.0"), Licence("Another licence")
SAID, SILENT = "Licence: Open Government Licence v3.0.", "Some of the sources state no licence."


@pytest.mark.parametrize(
    ("council", "licences", "shown"),
    [
        (CAMDEN, {FEED: OGL, "second": OGL}, [SAID]),
        (CAMDEN, {FEED: OGL}, [SAID, SILENT]),
        (CAMDEN, {}, []),
        (BARNET, {FEED: OGL, "second": OTHER}, [SAID]),
    ],
)
def test_a_licence_is_said_of_what_it_covers(
    database: Database, council: str, licences: Mapping[str, Licence], shown: list[str]
) -> None:
    with database.writing() as session:
        register_one(session, FeedEntry("second", "fake", frozenset({council}), 1800.0, True))
    site = create_app(context_over(database, None, licences=licences)).test_client()
    page = site.get(f"/insight/authority/{CAMDEN}", headers={"Host": BASE_URL.partition("://")[2]}).text
    assert [words for words in (SAID, SILENT) if words in page] == shown
    assert "Another licence" not in page
