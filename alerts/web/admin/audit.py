"""`/admin/audit`: what operators did, newest first, on pages and as a file."""

import json
from typing import NamedTuple
from urllib.parse import urlencode

from flask import make_response, request
from flask.typing import ResponseReturnValue

from alerts.db import operators
from alerts.db.tables import AuditRow
from alerts.syndication.csv_file import line, safe_cell
from alerts.web.admin.actions import READ_AUDIT
from alerts.web.admin.audit_words import words_of
from alerts.web.admin.routing import AdminRoute, NavEntry, Visit
from alerts.web.forms import row_number, single

AUDIT = "/admin/audit"
ON_A_PAGE = 50
IN_A_FILE = 10_000
LONGEST = 254


class Wanted(NamedTuple):
    """Which lines are asked for: by whom, of which action, about what; empty for all."""

    who: str
    action: str
    subject: str

    def query(self, **more: object) -> str:
        """The same lines as a query; with nothing to ask, none."""
        given = {**self._asdict(), **more}
        query = urlencode({name: value for name, value in given.items() if value})
        return f"?{query}" if query else ""


def audit(visit: Visit) -> ResponseReturnValue:
    wanted, before = _wanted(), row_number(single(request.args, "before"))
    with visit.context.database.reading() as rows:
        found = operators.noted(rows, ON_A_PAGE + 1, before=before, **wanted._asdict())
    shown = found[:ON_A_PAGE]
    older = f"{AUDIT}{wanted.query(before=shown[-1].id)}" if len(found) > ON_A_PAGE else ""
    return visit.page(
        "audit.html",
        lines=[(row, words_of(row.action), _detail(row)) for row in shown],
        wanted=wanted,
        older=older,
        file=f"{AUDIT}.csv{wanted.query()}",
        most_in_file=IN_A_FILE,
    )


def audit_file(visit: Visit) -> ResponseReturnValue:
    """The newest lines as a file that no spreadsheet runs."""
    with visit.context.database.reading() as rows:
        found = operators.noted(rows, IN_A_FILE, **_wanted()._asdict())
    lines = [line(("at", "who", "action", "subject", "detail")), *map(_line, found)]
    answer = make_response("".join(lines))
    answer.mimetype = "text/csv"
    answer.headers["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return answer


def _line(row: AuditRow) -> str:
    detail = json.dumps(row.detail, ensure_ascii=False, sort_keys=True) if row.detail else ""
    cells = (row.who, row.action, row.subject, detail)
    return line((row.at.isoformat(timespec="seconds"), *map(safe_cell, cells)))


def _wanted() -> Wanted:
    who, action, subject = (single(request.args, name).strip()[:LONGEST] for name in Wanted._fields)
    return Wanted(who, action, subject)


def _detail(row: AuditRow) -> str:
    return ", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in sorted(row.detail.items()))


ROUTES = (AdminRoute(AUDIT, audit, READ_AUDIT), AdminRoute(f"{AUDIT}.csv", audit_file, READ_AUDIT))
NAV = (NavEntry(AUDIT, "Audit", READ_AUDIT),)
