"""References that applications had before: councils correct them, and old links must go on working."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from alerts.db.tables import ApplicationRow, FormerReferenceRow
from alerts.domain.application import ApplicationKey, normalised_reference

_CHUNK = 400


def are_among(
    authority: InstrumentedAttribute[str],
    reference: InstrumentedAttribute[str],
    keys: Sequence[tuple[str, str]],
) -> ColumnElement[bool]:
    """Whether the two are one of these pairs. SQLite finds them by an index only where each is named by itself, too."""
    return and_(
        authority.in_(sorted({code for code, _ in keys})),
        reference.in_(sorted({each for _, each in keys})),
        tuple_(authority, reference).in_(list(keys)),
    )


def changed(session: Session, row: ApplicationRow, former: str, now: datetime) -> None:
    """Keep an application's former reference; one that it takes again is former no more."""
    before, after = normalised_reference(former), row.reference_normalised
    session.execute(
        delete(FormerReferenceRow).where(
            FormerReferenceRow.application_id == row.id,
            FormerReferenceRow.reference_normalised.in_((before, after)),
        )
    )
    if before != after:
        session.add(
            FormerReferenceRow(
                application_id=row.id,
                authority=row.authority,
                reference=former,
                reference_normalised=before,
                changed_at=now,
            )
        )


def of_application(session: Session, application_id: int) -> list[str]:
    """The references that an application had before, the latest first."""
    return list(
        session.scalars(
            select(FormerReferenceRow.reference)
            .where(FormerReferenceRow.application_id == application_id)
            .order_by(FormerReferenceRow.changed_at.desc(), FormerReferenceRow.id.desc())
        )
    )


def by_former(session: Session, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], ApplicationRow]:
    """The application that had each of these (authority, normalised reference) last, for those that one had."""
    found: dict[tuple[str, str], ApplicationRow] = {}
    for start in range(0, len(keys), _CHUNK):
        rows = session.execute(
            select(FormerReferenceRow, ApplicationRow)
            .join(ApplicationRow, FormerReferenceRow.application_id == ApplicationRow.id)
            .where(
                are_among(
                    FormerReferenceRow.authority,
                    FormerReferenceRow.reference_normalised,
                    keys[start : start + _CHUNK],
                )
            )
            .order_by(FormerReferenceRow.changed_at, FormerReferenceRow.id)
        )
        found.update(((former.authority, former.reference_normalised), row) for former, row in rows)
    return found


def holders_anywhere(session: Session, reference: str) -> list[ApplicationRow]:
    """The public applications of any authority that had this reference before."""
    return list(
        session.scalars(
            select(ApplicationRow)
            .join(FormerReferenceRow, FormerReferenceRow.application_id == ApplicationRow.id)
            .where(
                FormerReferenceRow.reference_normalised == normalised_reference(reference),
                ApplicationRow.quarantine.is_(None),
            )
            .order_by(ApplicationRow.id)
            .limit(20)
        )
    )


def holder_of_former(session: Session, key: ApplicationKey) -> ApplicationRow | None:
    """The application that had this reference before."""
    return by_former(session, [key.normalised]).get(key.normalised)
