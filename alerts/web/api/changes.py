"""The public log of changes: what happened to which application, in the order in which it could be read."""

from typing import Any

from alerts.db.log_pages import LogQuery, log_page
from alerts.db.mapping import change_from_row
from alerts.db.tables import ApplicationRow, ChangeRow
from alerts.domain.application import ApplicationKey
from alerts.domain.change import ChangeKind
from alerts.domain.paths import application_path
from alerts.web.api.answering import Answered, next_address
from alerts.web.api.asking import known_authorities
from alerts.web.api.parameters import ChangesQuery
from alerts.web.api.reading import ParametersRefused
from alerts.web.context import SiteContext

_BEYOND = (
    "is beyond the end of the log, which is at {last}: if we gave you that number, this site went back to an earlier"
    " copy of itself, and your copy of the register has to start anew"
)


def changes(context: SiteContext, query: ChangesQuery) -> Answered:
    """What happened to applications, the earliest first

    A numbered log that only grows. Read it to its end, keep `position`, and ask again with it as `after` whenever you
    like: nothing is missed and nothing comes twice. A page may be short before the end where what is asked for is rare.
    The kind `noted` is a correction of the register that nobody is told of. A number beyond the end of the log is an
    error: the site went back to an earlier copy of itself, and whoever keeps a copy starts it anew.
    """
    asked = LogQuery(known_authorities(query.authority), frozenset(map(ChangeKind, query.kind)), query.since)
    with context.database.reading() as session:
        page = log_page(session, asked, query.after, query.limit)
        if query.after > page.last_number:
            raise ParametersRefused({"after": _BEYOND.format(last=page.last_number)})
        listed = [_change(context, change, application) for change, application in page.changes]
    is_end = page.position >= page.last_number
    following = None if is_end else next_address(context.site.base_url, {"after": str(page.position)})
    return Answered(
        document={
            "next": following,
            "position": page.position,
            "last_number": page.last_number,
            "changes": listed,
        },
        rows=len(listed),
        next=following,
    )


def _change(context: SiteContext, row: ChangeRow, application: ApplicationRow) -> dict[str, Any]:
    change = change_from_row(row)
    path = application_path(ApplicationKey(application.authority, application.reference))
    return {
        "number": row.log_no,
        "kind": change.kind,
        "noticed_at": row.noticed_at.isoformat(),
        "authority": application.authority,
        "reference": application.reference,
        "api": f"{context.site.base_url}/api/v1{path}",
        "page": context.site.base_url + path,
        "differences": [difference._asdict() for difference in change.differences],
    }
