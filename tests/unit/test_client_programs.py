"""PostgreSQL's own programs get the password where other users of the machine cannot see it."""

import pytest

from alerts.db.client_programs import told


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("postgresql+psycopg://u:p4ss%2Fw@h:5433/d", "postgresql://u@h:5433/d"),
        (
            "postgresql+psycopg://u@h/d?password=p4ss%2Fw&sslmode=require",
            "postgresql://u@h/d?sslmode=require",
        ),
        (
            "postgresql+psycopg:///d?host=%2Frun%2Fpg&user=u&password=p4ss%2Fw",
            "postgresql:///d?host=%2Frun%2Fpg&user=u",
        ),
    ],
)
def test_no_password_stands_on_a_command_line(url: str, address: str) -> None:
    given = told(url)
    assert given.address == address
    assert given.environment["PGPASSWORD"] == "p4ss/w"


def test_without_a_password_none_is_given() -> None:
    assert "PGPASSWORD" not in told("postgresql+psycopg://u@h/d").environment
