"""How PostgreSQL's own programs are told of the database: never with a password that the list of processes shows."""

import os
from typing import NamedTuple

from sqlalchemy import make_url


class Told(NamedTuple):
    """What stands on a program's command line, and its environment."""

    address: str
    environment: dict[str, str]


def told(url: str) -> Told:
    """For `pg_dump` and `psql`; the password comes in the environment, wherever the address had it."""
    parsed = make_url(url)
    in_query = parsed.query.get("password")
    password = parsed.password or (in_query if isinstance(in_query, str) else None)
    # `set(password=None)` would leave it where it is, and the program would be given it as `***`.
    plain = parsed._replace(drivername="postgresql", password=None).difference_update_query(["password"])
    environment = dict(os.environ) | ({"PGPASSWORD": str(password)} if password else {})
    return Told(plain.render_as_string(), environment)
