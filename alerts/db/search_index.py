"""The index that applications are searched by: one table beside theirs, which the database keeps by triggers.

Each entry has a key that says how new the application is, so that the newest are found without sorting. Those held
back have no entry. All of it is made from the applications, so it may be dropped and built anew at any time.

SQLite has a contentless FTS5 table, its rowid the key; PostgreSQL a table with a tsvector under a GIN index. Both stem
English words (people type `extensions`), and neither minds accents and apostrophes.
"""

from sqlalchemy import Connection

NAME = "application_search"

SQLITE_KEY = (
    "CASE WHEN {row}.latest_date IS NULL THEN 0 ELSE CAST(julianday({row}.latest_date) AS INTEGER) - 1721424 END"
    " * 1099511627776 + {row}.id"
)
"""The day's number as Python counts it, in front of 40 bits of the application's id."""

_SQLITE_TEXT = "replace(replace(coalesce({row}.{column}, ''), '''', ''), '’', '')"
_COLUMNS = ("reference", "address", "description")
_WATCHED = "reference, address, description, latest_date, quarantine"

_SQLITE_TABLE = """
CREATE VIRTUAL TABLE application_search USING fts5(
    reference, address, description, content='', tokenize='porter unicode61 remove_diacritics 2'
)
"""


def _sqlite_entry(row: str) -> str:
    texts = (_SQLITE_TEXT.format(row=row, column=column) for column in _COLUMNS)
    return ", ".join((SQLITE_KEY.format(row=row), *texts))


_SQLITE_PUT = " ".join(
    ("INSERT INTO application_search (rowid, reference, address, description) SELECT", _sqlite_entry("NEW"))
)
_SQLITE_TAKE = " ".join(
    (
        "INSERT INTO application_search (application_search, rowid, reference, address, description)",
        "SELECT 'delete',",
        _sqlite_entry("OLD"),
    )
)
_SQLITE_TRIGGERS = {
    "application_search_added": ("AFTER INSERT", "NEW", _SQLITE_PUT),
    # A contentless table forgets an entry only by being told what it was: before the row is changed.
    "application_search_changing": (" ".join(("BEFORE UPDATE OF", _WATCHED)), "OLD", _SQLITE_TAKE),
    "application_search_changed": (" ".join(("AFTER UPDATE OF", _WATCHED)), "NEW", _SQLITE_PUT),
    "application_search_removed": ("AFTER DELETE", "OLD", _SQLITE_TAKE),
}
_SQLITE_TRIGGER = (
    "CREATE TRIGGER {name} {moment} ON application WHEN {row}.quarantine IS NULL BEGIN {act}; END"
)
_SQLITE_FILL = " ".join(
    (
        "INSERT INTO application_search (rowid, reference, address, description) SELECT",
        _sqlite_entry("application"),
        "FROM application WHERE quarantine IS NULL",
    )
)

_ACCENTED = "ÀÁÂÃÄÅàáâãäåÇçÈÉÊËèéêëÌÍÎÏìíîïÑñÒÓÔÕÖòóôõöÙÚÛÜùúûüÝýÿŴŵŶŷŸ"
_PLAIN = "AAAAAAaaaaaaCcEEEEeeeeIIIIiiiiNnOOOOOoooooUUUUuuuuYyyWwYyY"

_POSTGRESQL_TABLE = (
    """
CREATE TABLE application_search (
    id integer PRIMARY KEY REFERENCES application (id) ON DELETE CASCADE,
    recency bigint NOT NULL,
    words tsvector NOT NULL
)
""",
    "CREATE UNIQUE INDEX ix_application_search_recency ON application_search (recency)",
    "CREATE INDEX ix_application_search_words ON application_search USING gin (words)",
)
_POSTGRESQL_FUNCTIONS = (
    f"""
CREATE FUNCTION application_search_text(told text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(
        translate(coalesce(told, ''), '{_ACCENTED}''’', '{_PLAIN}'), '[[:punct:][:space:]]+', ' ', 'g'
    )
$$
""",
    """
CREATE FUNCTION application_search_recency(latest date, id integer) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN latest IS NULL THEN 0 ELSE latest - DATE '0001-01-01' + 1 END * 1099511627776::bigint + id
$$
""",
    """
CREATE FUNCTION application_search_words(reference text, address text, description text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT to_tsvector('pg_catalog.english', application_search_text(
        coalesce(reference, '') || ' ' || coalesce(address, '') || ' ' || coalesce(description, '')
    ))
$$
""",
    """
CREATE FUNCTION application_search_add() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO application_search (id, recency, words)
    SELECT id, application_search_recency(latest_date, id), application_search_words(reference, address, description)
    FROM added WHERE quarantine IS NULL;
    RETURN NULL;
END
$$
""",
    """
CREATE FUNCTION application_search_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.quarantine IS NOT NULL THEN
        DELETE FROM application_search WHERE id = NEW.id;
    ELSE
        INSERT INTO application_search (id, recency, words) VALUES (
            NEW.id,
            application_search_recency(NEW.latest_date, NEW.id),
            application_search_words(NEW.reference, NEW.address, NEW.description)
        ) ON CONFLICT (id) DO UPDATE SET recency = EXCLUDED.recency, words = EXCLUDED.words;
    END IF;
    RETURN NULL;
END
$$
""",
)
_POSTGRESQL_TRIGGERS = (
    # Once a statement, as a first load adds a thousand rows with each.
    "CREATE TRIGGER application_search_add AFTER INSERT ON application REFERENCING NEW TABLE AS added"
    " FOR EACH STATEMENT EXECUTE FUNCTION application_search_add()",
    f"CREATE TRIGGER application_search_keep AFTER UPDATE OF {_WATCHED} ON application"
    " FOR EACH ROW EXECUTE FUNCTION application_search_keep()",
)
_POSTGRESQL_FILL = """
INSERT INTO application_search (id, recency, words)
SELECT id, application_search_recency(latest_date, id), application_search_words(reference, address, description)
FROM application WHERE quarantine IS NULL
"""


def create(connection: Connection) -> None:
    """Make the index, filled with all public applications that there are."""
    run = connection.exec_driver_sql
    if connection.dialect.name == "sqlite":
        run(_SQLITE_TABLE)
        run(_SQLITE_FILL)
        _add_sqlite_triggers(connection)
        return
    table, *indexes = _POSTGRESQL_TABLE
    for statement in (table, *_POSTGRESQL_FUNCTIONS, _POSTGRESQL_FILL, *indexes, *_POSTGRESQL_TRIGGERS):
        run(statement)


def drop(connection: Connection) -> None:
    """Remove the index and what keeps it."""
    run = connection.exec_driver_sql
    if connection.dialect.name == "sqlite":
        for name in _SQLITE_TRIGGERS:
            run(f"DROP TRIGGER IF EXISTS {name}")
        run("DROP TABLE application_search")
        return
    for name in ("add", "keep"):
        run(f"DROP TRIGGER application_search_{name} ON application")
    run("DROP TABLE application_search")
    for name in ("add()", "keep()", "words(text, text, text)", "recency(date, integer)", "text(text)"):
        run(f"DROP FUNCTION application_search_{name}")


def mend(connection: Connection) -> None:
    """Build the index anew where its triggers went: SQLite alters a table by making it anew, without its triggers."""
    if connection.dialect.name != "sqlite":
        return
    known = {name for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master")}
    if NAME in known and not known.issuperset(_SQLITE_TRIGGERS):
        drop(connection)
        create(connection)


def is_part(name: str | None) -> bool:
    """Whether a table or an index is one of this index, which the tables in the code do not tell of."""
    return name is not None and name.removeprefix("ix_").startswith(NAME)


def _add_sqlite_triggers(connection: Connection) -> None:
    for name, (moment, row, act) in _SQLITE_TRIGGERS.items():
        connection.exec_driver_sql(_SQLITE_TRIGGER.format(name=name, moment=moment, row=row, act=act))
