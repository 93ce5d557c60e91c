"""Who is to get an e-mail, asked as it is claimed and once more before its final dot: nobody, if it is not wanted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from alerts.db import area_questions, operators, standing, suppressions
from alerts.db.standing import Standing
from alerts.db.tables import EmailRow
from alerts.domain.suppression import address_hash
from alerts.services.identity import MailIdentity
from alerts.services.welcoming import welcomed


@dataclass(frozen=True)
class Addressee:
    """The address that an e-mail goes to and the generation of its links. `is_subscribed` says of one that asks to
    confirm whether the person has confirmed another area.
    """

    address: str
    generation: int
    is_subscribed: bool = False


def addressees(session: Session, identity: MailIdentity, rows: Sequence[EmailRow]) -> dict[str, Addressee]:
    """Of e-mails of one lane, by their ids; those that nobody wants any more are left out. However many there are, the
    database is asked as often, but for welcomes.
    """
    if not rows:
        return {}
    if rows[0].lane == "operator":
        return _of_operators(session, identity, rows)
    found = standing.of_emails(session, rows[0].lane, [row.id for row in rows])
    wanted = {each.email_id: each for each in found if each.is_wanted}
    if rows[0].lane == "welcome":
        wanted = {
            row.id: wanted[row.id]
            for row in rows
            if row.id in wanted and _still_stands(session, identity, row)
        }
    hashes = {email_id: set(_hashes(identity, each.address)) for email_id, each in wanted.items()}
    listed = suppressions.those_among(session, set().union(*hashes.values()))
    return {
        email_id: Addressee(each.address, each.generation, each.is_subscribed)
        for email_id, each in wanted.items()
        if not hashes[email_id] & listed
    }


def _of_operators(session: Session, identity: MailIdentity, rows: Sequence[EmailRow]) -> dict[str, Addressee]:
    """Those with a recipient hold the link that signs this operator in; who is none any more gets none."""
    known = operators.by_emails(session, [row.recipient for row in rows if row.recipient])
    to = {row.id: Addressee(identity.operators_address, 0) for row in rows if row.recipient is None}
    for row in rows:
        if row.recipient is not None and row.recipient in known:
            to[row.id] = Addressee(row.recipient, known[row.recipient].link_no)
    return to


def standing_of(
    session: Session, identity: MailIdentity, row: EmailRow, lease_no: int, seen: Addressee
) -> Standing | None:
    """How an e-mail that is in hand stands; None where it is no longer ours, or nobody wants it as it was built: for
    this address, with links of this generation.
    """
    if row.lane == "operator":
        until = standing.is_held_until(session, row.id, lease_no)
        return Standing(row.id, until, seen.address, 0, True, False, False) if until else None
    found = standing.of_held(session, row.lane, row.id, lease_no, _hashes(identity, seen.address))
    if found is None or not found.is_wanted or found.is_suppressed:
        return None
    if (found.address, found.generation) != (seen.address, seen.generation):
        return None
    if row.lane == "welcome" and not _still_stands(session, identity, row):
        return None
    return found


def _still_stands(session: Session, identity: MailIdentity, row: EmailRow) -> bool:
    """Whether what an e-mail of this lane is about is still so: the subscription that it welcomes, or a question of an
    area that changed.
    """
    return welcomed(session, identity, row) is not None or area_questions.is_told_by(session, row.id)


def _hashes(identity: MailIdentity, address: str) -> Iterable[str]:
    return [address_hash(address, key) for key in identity.keys]
