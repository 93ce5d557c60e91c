"""What each council has is counted once, and again only where it has changed."""

from datetime import timedelta

from alerts.db import applications
from alerts.db.authority_counts import KeptCounts
from alerts.db.session import Database
from alerts.domain.merging import Told
from tests.factories import BARNET, BEFORE, CAMDEN, ISLINGTON, an_application, stored
from tests.integration.web.test_unchanged_feeds import counted

ALL = (BARNET, CAMDEN, ISLINGTON)
LATER = BEFORE + timedelta(hours=1)


def test_what_comes_and_what_is_held_back_or_let_go_is_counted(database: Database) -> None:
    kept = KeptCounts()
    with database.writing() as session:
        held = stored(session, an_application(1, authority=CAMDEN, quarantine="suspected-test"))
        stored(session, an_application(2, authority=CAMDEN))
        session.flush()
        assert kept.of(session, ALL) == {BARNET: 0, CAMDEN: 1, ISLINGTON: 0}
        stored(session, an_application(3, authority=ISLINGTON))
        applications.update(held, Told(an_application(1, authority=CAMDEN, quarantine=None), {}), LATER)
        session.flush()
        assert kept.of(session, ALL) == {BARNET: 0, CAMDEN: 2, ISLINGTON: 1}
        assert kept.of(session, ()) == {}


def test_where_nothing_has_changed_nothing_is_counted_again(database: Database) -> None:
    kept = KeptCounts()
    with database.writing() as session:
        stored(session, an_application(1, authority=CAMDEN))
        stored(session, an_application(2, authority=ISLINGTON))
    asked = []
    for _ in range(2):
        with database.reading() as session, counted(database) as sent:
            assert kept.of(session, ALL) == {BARNET: 0, CAMDEN: 1, ISLINGTON: 1}
        asked.append(len(sent))
    assert asked == [3, 1]
