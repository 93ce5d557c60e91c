"""What time it is by the database's own clock, the one clock that all workers share."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement

from alerts.db.columns import Instant


class _Now(FunctionElement[datetime]):
    """This very moment, also late in a long transaction."""

    type = Instant()
    inherit_cache = True


@compiles(_Now)
def _of_a_server(_element: _Now, _compiler: SQLCompiler, **_: Any) -> str:
    return "clock_timestamp()"


@compiles(_Now, "sqlite")
def _of_a_file(_element: _Now, _compiler: SQLCompiler, **_: Any) -> str:
    return "strftime('%Y-%m-%d %H:%M:%f', 'now')"


def database_time(session: Session) -> datetime:
    """A worker whose own clock is wrong still takes nothing over early that it goes by."""
    return session.execute(select(_Now())).scalar_one()
