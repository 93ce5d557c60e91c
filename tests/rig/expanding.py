"""The rule of migrations that run while the former version serves: expand now, contract a release later."""

import re
from collections.abc import Iterable

_NAME = r'(?:IF (?:NOT )?EXISTS )?"?(?P<table>[a-z_]+)"?'
_CREATE_TABLE = re.compile(rf"CREATE (?:VIRTUAL )?TABLE {_NAME}", re.IGNORECASE)
_CREATE_INDEX = re.compile(
    r'CREATE (?:UNIQUE )?INDEX (?P<aside>CONCURRENTLY )?(?:IF NOT EXISTS )?"?\w+"? ON "?(?P<table>[a-z_]+)"?',
    re.IGNORECASE,
)
_ADD_COLUMN = re.compile(rf'ALTER TABLE {_NAME} ADD COLUMN "?\w+"? (?P<kind>.*)', re.IGNORECASE | re.DOTALL)
_WRITE = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "?(?P<table>[a-z_]+)"?', re.IGNORECASE)
_HARMLESS = re.compile(r"(?:SELECT|PRAGMA|SET|SHOW|BEGIN|COMMIT|SAVEPOINT|RELEASE)\b", re.IGNORECASE)
_OF_ITS_OWN = {"alembic_version", "upkeep"}


def refused(statements: Iterable[str]) -> list[str]:
    """What of it breaks the former version, or keeps it waiting for as long as a table is large, and why."""
    made = set(_OF_ITS_OWN)
    found = []
    for statement in (" ".join(each.split()) for each in statements):
        if created := _CREATE_TABLE.match(statement):
            made.add(created["table"])
        if why := _why_not(statement, made):
            found.append(f"{why}: {statement[:100]}")
    return found


def too_late(statements: Iterable[str]) -> list[str]:
    """What runs after a table in use was altered: whoever reads that table waits for all of it."""
    made, is_altering, found = set(_OF_ITS_OWN), False, []
    for statement in (" ".join(each.split()) for each in statements):
        if created := _CREATE_TABLE.match(statement):
            made.add(created["table"])
        written = _WRITE.match(statement)
        is_noted = written is not None and written["table"] in _OF_ITS_OWN
        if (column := _ADD_COLUMN.match(statement)) and column["table"] not in made:
            is_altering = True
        elif is_altering and not (is_noted or _HARMLESS.match(statement)):
            found.append(statement[:100])
    return found


def _why_not(statement: str, made: set[str]) -> str | None:
    if statement.startswith("CREATE TABLE _alembic_tmp_"):
        return "the table is made anew, and nobody writes meanwhile"
    if _CREATE_TABLE.match(statement) or _HARMLESS.match(statement):
        return None
    if index := _CREATE_INDEX.match(statement):
        is_quick = index["table"] in made or index["aside"]
        return None if is_quick else "nobody writes into the table while its index is made"
    if column := _ADD_COLUMN.match(statement):
        needs_value = "NOT NULL" in column["kind"].upper() and "DEFAULT" not in column["kind"].upper()
        return (
            "the former version does not fill the column in"
            if needs_value and column["table"] not in made
            else None
        )
    if written := _WRITE.match(statement):
        return (
            None if written["table"] in made else "rows of a table in use are locked until the migration ends"
        )
    return "what is there is taken away or changed"
