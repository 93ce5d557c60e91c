"""A small database grown to the size at which plans of queries show: every row of a table copied by the thousand."""

from collections.abc import Mapping

from sqlalchemy import Connection, text

from alerts.db.session import Database
from alerts.db.tables import ApplicationRow, ChangeRow, EmailRow, SubscriberRow, SubscriptionRow

TIMES = 2_000
"""Copies of each of five applications; the other tables grow beside them."""
_APART = 1_000
"""Between the ids of a row's copies: more than there are rows at first."""

_FAR = {edge: f"t.{edge} + (n.k * {step} % 5000) * 100" for edge, step in (("minx", 37), ("maxx", 37))} | {
    edge: f"t.{edge} + (n.k * {step} % 9000) * 100" for edge, step in (("miny", 91), ("maxy", 91))
}
_SPREAD = {
    "authority": "CASE WHEN n.k % 10 = 0 THEN t.authority ELSE 'X' || (n.k % 300) END",
    "reference": "t.reference || '/' || n.k",
    "reference_normalised": "t.reference_normalised || '/' || n.k",
    "feed_key": "t.feed_key || '/' || n.k",
    "postcode": "CASE WHEN t.postcode IS NULL THEN NULL ELSE 'AB' || (n.k % 2000) END",
    **_FAR,
}
_DAYS = (
    "latest_date",
    "received_date",
    "valid_date",
    "decision_date",
    "withdrawn_date",
    "consultation_end_date",
)
_INSTANTS = ("changed_at", "first_noticed_at")


def grow(database: Database) -> None:
    """Grow what is there: 10,000 applications and more, changes, 2,000 people, what they watch, and their mail."""
    with database.engine.begin() as connection:
        _applications(connection)
        _copy(connection, ChangeRow, _changes(connection), TIMES)
        people = {"email": "n.k || t.email", "limit_key": "n.k || t.limit_key"}
        _copy(connection, SubscriberRow, people, TIMES // 3)
        _copy(connection, SubscriptionRow, {"subscriber_id": _next("subscriber_id")}, TIMES // 3)
        letters = {"id": "n.k || t.id", "message_id": "n.k || t.message_id", "sent_at": "t.composed_at"}
        of_people = {"subscriber_id": _next("subscriber_id"), "state": "'sent'"}
        _copy(connection, EmailRow, letters | of_people, TIMES // 3)
        _alerts(connection)
        if connection.dialect.name == "postgresql":
            connection.execute(text("ANALYZE"))


def _next(column: str) -> str:
    return f"t.{column} + n.k * {_APART}"


def _applications(connection: Connection) -> None:
    """All over the country, in three hundred councils, and on PostgreSQL, which asks for it, over four years."""
    spread = dict(_SPREAD)
    if connection.dialect.name == "postgresql":
        spread |= {day: f"t.{day} - n.k % 1500" for day in _DAYS}
        spread |= {instant: f"t.{instant} - n.k * interval '7 minutes'" for instant in _INSTANTS}
    _copy(connection, ApplicationRow, spread, TIMES)


def _changes(connection: Connection) -> dict[str, str]:
    """Each of another application, and all of them told."""
    spread = {
        "application_id": _next("application_id"),
        "log_no": _next("log_no"),
        "state": "'matched'",
    }
    if connection.dialect.name == "postgresql":
        spread["noticed_at"] = "t.noticed_at - n.k * interval '7 hours'"
    return spread


def _alerts(connection: Connection) -> None:
    """Each change told to somebody."""
    connection.execute(
        text(
            "INSERT INTO alert (subscription_id, change_id, reason, due_at, created_at, tries, email_id)"
            " SELECT s.id, c.id, 'near', s.requested_at, s.requested_at, 0, e.id FROM change c"
            f" JOIN subscription s ON s.id % {_APART} = 1 AND s.id / {_APART} = c.id / {_APART}"
            " JOIN email e ON e.subscriber_id = s.subscriber_id"
        )
    )


def _copy(connection: Connection, table: type, spread: Mapping[str, str], times: int) -> None:
    columns = [each.name for each in table.__table__.columns]  # type: ignore[attr-defined]
    spread = {"id": _next("id")} | dict(spread)
    values = ", ".join(spread.get(name, f't."{name}"') for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    name = table.__table__.name  # type: ignore[attr-defined]
    connection.execute(
        text(
            f'INSERT INTO "{name}" ({names}) WITH RECURSIVE n(k) AS'
            f" (SELECT 1 UNION ALL SELECT k + 1 FROM n WHERE k < {times})"
            f' SELECT {values} FROM "{name}" t, n'
        )
    )
