"""The search index, on either engine: what is found, in which order, with how much work, and what is kept out."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import delete, text
from sqlalchemy.orm import Session

from alerts.db import schema, search, search_index
from alerts.db.session import Database
from alerts.db.tables import ApplicationRow, FeedKeyRow
from alerts.domain.search_words import search_words
from tests.factories import an_application, stored

HOSTILE = (
    '"',
    '"""',
    "*",
    "a*",
    "NEAR(",
    "NEAR(a b)",
    "-",
    "- a",
    "%",
    "%%%%",
    "\\",
    "a\\",
    "AND",
    "NOT a",
    "a OR",
    "(",
    ")",
    "address:a",
    "{a b}:c",
    "^a",
    "a + b",
    "' OR 1=1 --",
    "'; DROP TABLE application; --",
    "a & !b | c <-> d:*",
    ":*",
    "::regconfig",
    "<b>a</b>",
    "&amp;",
    "1e309 -5 0x1F",
    "http://example.org/a?b=c",
    "a@b.example",
    "½ ² Ⅷ",
    "ß ﬁ İ",
    "नमस्ते 漢字",
    "🏠",
    "\u200b\u202e",
    "x" * 200,
    "a " * 100,
    '"' + "a " * 90 + '"',
)


def found(database: Database, words: str, limit: int = 20) -> list[str]:
    """The references of what the words find, by their number in the middle."""
    with database.reading() as session:
        return [row.reference.split("/")[1] for row in search.find(session, search_words(words), limit).rows]


@pytest.fixture
def street(database: Database) -> Database:
    """Five applications of different days, one of them held back."""
    with database.writing() as session:
        for number, address, description, day in (
            (1, "14 Falkland Road, London NW5 2AA", "Erection of single-storey rear extensions", 1),
            (2, "King's Court, Leverton St", "Excavation of a basement", 9),
            (3, "Café Ŵyn, 3 Falkland Place", "Rear extension and a basement", 5),
            (4, "99 Falkland Road", "Extension to the rear", None),
            (5, "5 Falkland Road", "A test extension", 10),
        ):
            received = date(2026, 6, day) if day else None
            stored(
                session,
                an_application(
                    number,
                    address=address,
                    description=description,
                    received_date=received,
                    valid_date=None,
                    quarantine="suspected-test" if number == 5 else None,
                ),
            )
    return database


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("falkland road", ["0001", "0004"]),
        ("FALKLAND", ["0003", "0001", "0004"]),
        ("falkland rd extension", ["0001", "0004"]),
        ("extensions", ["0003", "0001", "0004"]),
        ("basements", ["0002", "0003"]),
        ('"rear extension"', ["0003", "0001"]),
        ('"extension rear"', []),
        ("single storey", ["0001"]),
        ("single-storey", ["0001"]),
        ("kings court", ["0002"]),
        ("king’s court", ["0002"]),
        ("leverton street", ["0002"]),
        ("cafe wyn", ["0003"]),
        ("CAFÉ ŵyn", ["0003"]),
        ("2026/0004", ["0004"]),
        ("2026-0004-p", ["0004"]),
        ("14 falkland", ["0001"]),
        ("nw5", ["0001"]),
        ("test extension", []),
        ("no such words", []),
        ("", []),
    ],
)
def test_words_find_the_applications_that_have_them_all_newest_first(
    street: Database, words: str, numbers: list[str]
) -> None:
    assert found(street, words) == numbers


def test_the_index_follows_every_change_of_an_application(street: Database) -> None:
    with street.writing() as session:
        row = session.get_one(ApplicationRow, 1)
        row.description, row.latest_date = "A swimming pool", date(2026, 7, 1)
        session.get_one(ApplicationRow, 2).quarantine = "suspected-test"
        session.get_one(ApplicationRow, 5).quarantine = None
    assert found(street, "extensions") == ["0005", "0003", "0004"]
    assert found(street, "falkland road") == ["0001", "0005", "0004"]
    assert found(street, "basement") == ["0003"]
    assert found(street, "swimming") == ["0001"]
    with street.writing() as session:
        session.execute(delete(FeedKeyRow))
        session.execute(delete(ApplicationRow).where(ApplicationRow.id == 1))
    assert found(street, "swimming") == []
    assert sound(street)


def test_an_index_built_anew_finds_the_same(street: Database) -> None:
    with street.writing() as session:
        session.get_one(ApplicationRow, 3).latest_date = None
    before = found(street, "falkland")
    with street.engine.begin() as connection:
        search_index.drop(connection)
        search_index.create(connection)
    assert found(street, "falkland") == before == ["0001", "0004", "0003"]
    assert sound(street)


def test_pages_go_on_where_the_last_one_ended_and_none_is_seen_twice(database: Database) -> None:
    with database.writing() as session:
        for number in range(25):
            day = date(2026, 5, 1 + number // 5)
            stored(session, an_application(number, received_date=day, valid_date=None))
    seen: list[int] = []
    pages = 0
    before = None
    with database.reading() as session:
        while True:
            page = search.find(session, search_words("extension"), 10, before)
            seen += [row.id for row in page.rows]
            pages += 1
            if page.next_before is None:
                break
            before = page.next_before
    assert (pages, seen) == (3, list(range(25, 0, -1)))


def test_a_page_that_holds_all_is_the_last(street: Database) -> None:
    with street.reading() as session:
        assert search.find(session, search_words("falkland"), 3).next_before is None
        assert search.find(session, search_words("falkland"), 2).next_before == search.key_of(
            date(2026, 6, 1), 1
        )
        nothing_older = search.key_of(None, 1)
        assert search.find(session, search_words("falkland"), 3, nothing_older).rows == ()


@pytest.mark.fault("W-05")
@pytest.mark.fault("W-24")
@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_words(street: Database, words: str) -> None:
    found(street, words)
    assert len(found(street, "falkland")) == 3


@pytest.mark.only_on("sqlite")
def test_sqlite_walks_the_index_in_its_own_order_and_sorts_nothing(database: Database) -> None:
    with database.reading() as session:
        parameters = {"words": '"extension"', "before": 2**63 - 1, "limit": 21}
        plan = session.execute(text(f"EXPLAIN QUERY PLAN {search._SQLITE_KEYS.text}"), parameters).all()
    (step,) = [row[3] for row in plan]
    assert "VIRTUAL TABLE INDEX" in step
    assert "M3<" in step


@pytest.mark.only_on("postgresql")
def test_postgresql_looks_through_the_newest_and_asks_its_index_for_the_rarer(street: Database) -> None:
    statements = {}
    for name in ("newest", "rarer"):
        with street.writing() as session:
            statements[name] = plan_of(session, name)
    assert "ix_application_search_recency" in statements["newest"]
    assert "Sort" not in statements["newest"]
    assert "ix_application_search_words" in statements["rarer"]
    assert "Seq Scan" not in statements["rarer"]


@pytest.mark.only_on("postgresql")
@pytest.mark.fault("W-24")
def test_postgresql_gives_up_in_time_and_the_page_can_go_on(
    street: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "STATEMENT_S", 0.05)
    with street.writing() as session:
        session.execute(
            text(
                "CREATE OR REPLACE FUNCTION application_search_text(told text) RETURNS text LANGUAGE sql VOLATILE"
                " AS $$ SELECT told FROM pg_sleep(1) $$"
            )
        )
    with street.reading() as session:
        before = session.scalar(text("SELECT current_setting('statement_timeout')"))
        with pytest.raises(search.SearchTooSlow):
            search.find(session, search_words("falkland"), 20)
        assert session.scalar(text("SELECT current_setting('statement_timeout')")) == before
        assert session.get(ApplicationRow, 1) is not None
    with street.writing() as session:
        search_index.drop(session.connection())
        search_index.create(session.connection())


@pytest.mark.only_on("sqlite")
def test_a_migration_that_makes_the_table_anew_does_not_cost_the_index(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'old.sqlite'}")
    schema.upgrade(database)
    with database.engine.begin() as connection:
        # SQLite alters a table by making it anew, and its triggers go with the old one.
        connection.exec_driver_sql("DROP TRIGGER application_search_changed")
    schema.upgrade(database)
    with database.engine.begin() as connection:
        names = {name for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master")}
    assert "application_search_changed" in names
    schema.check_current(database)
    database.engine.dispose()


def plan_of(session: Session, which: str) -> str:
    """How PostgreSQL would answer the two questions of a search, as it is told to answer them."""
    words = search_words("falkland rd extension")
    ask = search.among_newest if which == "newest" else search.among_rarer
    asked = ask(words, 20, 2**62).compile(
        dialect=session.get_bind().dialect, compile_kwargs={"literal_binds": True}
    )
    with search._patience(session):
        steps = session.connection().exec_driver_sql(f"EXPLAIN {asked}").scalars().all()
    return "\n".join(steps)


def sound(database: Database) -> bool:
    """What is in the index is what the applications say, no more and no less."""
    with database.reading() as session:
        run = session.connection().exec_driver_sql
        if session.get_bind().dialect.name == "sqlite":
            entries = run("SELECT count(*) FROM application_search_docsize").scalar()
        else:
            entries = run("SELECT count(*) FROM application_search").scalar()
        public = run("SELECT count(*) FROM application WHERE quarantine IS NULL").scalar()
        return entries == public
