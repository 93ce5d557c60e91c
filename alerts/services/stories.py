"""What became of the applications of a list, in one question for all of them."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy.orm import Session

from alerts.db import changes
from alerts.db.mapping import change_from_row
from alerts.db.tables import ChangeRow
from alerts.domain.change import ChangeKind
from alerts.domain.story import HistoryEntry, Story, published_at
from alerts.services.listing import Listed


def stories_of(session: Session, items: Sequence[Listed]) -> dict[int, Story]:
    """The story of each by its id. What an operator discarded is in its history, and no news."""
    history = defaultdict(list)
    for row in changes.history_of(session, [each.id for each in items]):
        history[row.application_id].append(row)
    return {each.id: _story(each, history[each.id]) for each in items}


def _story(listed: Listed, rows: Sequence[ChangeRow]) -> Story:
    news = (row for row in rows if row.kind != ChangeKind.NOTED and row.state != "discarded")
    return Story(
        application_id=listed.id,
        published_at=published_at(
            listed.application, listed.first_noticed_at, is_baseline=listed.is_baseline
        ),
        changed_at=max([listed.first_noticed_at, *(row.noticed_at for row in rows)]),
        times_changed=len(rows),
        news=tuple(HistoryEntry(change_from_row(row), row.noticed_at) for row in news),
    )
