"""Forgets in time: what nobody confirmed, what was sent long ago, who has left."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from alerts.db import counters, operators, pictures, place_reports, retention, stored_records
from alerts.domain.operators import AUDIT_KEPT, SESSIONS_KEPT, WRONG_WITHIN
from alerts.domain.personal_data import KEPT, Lifetimes
from alerts.domain.signup_limits import DAY, HOUR, USUAL
from alerts.domain.suppression import refusal_day
from alerts.services import operator_links, operator_tries, reporting

COUNTED_FOR = {
    "network": HOUR,
    "site": HOUR,
    "shapes": HOUR,
    "address": DAY,
    "unanswered": DAY,
    "mailbox": DAY,
    "mover": DAY,
    "wrong-link": USUAL.wrong_links_within,
    operator_tries.NETWORK: WRONG_WITHIN,
    operator_tries.ADDRESS: WRONG_WITHIN,
    operator_tries.LINK: WRONG_WITHIN,
    operator_links.ASKED: HOUR,
    reporting.NETWORK: DAY,
    reporting.APPLICATION: DAY,
}
"""How far back the limits look, by kind of counter."""


@dataclass(frozen=True)
class Forgotten:
    """How much was forgotten in one run."""

    pending: int
    ended: int
    emails: int
    areas: int
    polls: int
    pictures: int
    bounces: int
    refusals: int
    ids: int
    networks: int
    new_addresses: int
    counters: int
    reports: int
    operators: int
    records: int


def forget(session: Session, now: datetime, kept: Lifetimes = KEPT) -> Forgotten:
    """Forget all that has outlived its purpose, in the caller's transaction."""
    return Forgotten(
        pending=retention.remove_pending(session, now - kept.pending),
        ended=retention.remove_ended(session, now - kept.left),
        emails=retention.empty_emails(session, now - kept.sent_words),
        areas=retention.remove_unwatched_areas(session, now - kept.unwatched_areas),
        polls=retention.remove_polls(session, now - kept.polls),
        pictures=pictures.remove_unneeded(session, now - kept.sent_words),
        bounces=retention.remove_bounces(session, now - kept.bounces),
        refusals=retention.remove_refusals(session, refusal_day(now - kept.refusals)),
        ids=retention.remove_emails(session, now - kept.sent_ids),
        networks=retention.remove_networks(session, now - kept.networks),
        new_addresses=retention.remove_address_changes(session, now - kept.new_addresses),
        counters=counters.remove_old(session, COUNTED_FOR, now),
        reports=place_reports.remove_old(session, now - kept.reports),
        operators=operators.remove_old(
            session, sessions_before=now - SESSIONS_KEPT, audit_before=now - AUDIT_KEPT
        ),
        records=stored_records.remove_old(session, now - kept.records),
    )
