"""Hands queued e-mails over: claim, send, record. A crash between the last two repeats that one e-mail."""

import logging
import time
from concurrent.futures import ThreadPoolExecutor

from alerts.db import emails, post_state
from alerts.db.session import DatabaseUnusable
from alerts.mail.errors import UnfitLetterError
from alerts.mail.outcome import NotSent, Outcome, Phase
from alerts.mail.sender import OpenSender
from alerts.services.claiming import Claimed, Wait, may_still_go, take_back_from_the_dead
from alerts.services.identity import MailIdentity
from alerts.services.in_hand import InHand
from alerts.services.leases import Leases
from alerts.services.letters import message_of
from alerts.services.marking import Run, SendReport, record
from alerts.services.post import Post
from alerts.services.post_trouble import in_words

__all__ = ["Post", "SendReport", "send_due"]

log = logging.getLogger("planning_alerts.sending")

POISON_TRIES = 5
"""A letter that cannot be built is set aside after this many tries."""


LONGEST_NAP_S = 1.0


def send_due(post: Post) -> SendReport:
    """Hand over every e-mail whose time has come, confirmations first, on `connections` connections."""
    run = Run()
    take_back_from_the_dead(post)
    in_hand = InHand(post)
    try:
        with (
            Leases(post, also=in_hand.give_back_late) as leases,
            ThreadPoolExecutor(post.connections) as pool,
        ):
            drains = [pool.submit(_drain, post, in_hand, leases, run) for _ in range(post.connections)]
            for drain in drains:
                drain.result()
    finally:
        in_hand.give_back()
    with post.database.reading() as session:
        health = post_state.health(session)
        run.report.held = emails.held_back(session, post.clock())
    run.report.trouble = in_words(health) if health.trouble and run.report.held else None
    return run.report


def _drain(post: Post, in_hand: InHand, leases: Leases, run: Run) -> None:
    with post.sender.connect() as connection:
        while not (run.stop.is_set() or post.is_stopping()):
            claimed = in_hand.next()
            if claimed is None:
                return
            if isinstance(claimed, Wait):
                run.stop.wait(min(claimed.seconds, LONGEST_NAP_S))
                continue
            post.on_effect("claimed")
            began = time.monotonic()
            with leases.held(claimed):
                outcome = _hand_over(post, connection, claimed)
                record(post, claimed, outcome, run, began)


def _message(claimed: Claimed, identity: MailIdentity) -> bytes:
    return message_of(
        identity,
        claimed.email,
        claimed.recipient,
        claimed.to.generation,
        is_subscribed=claimed.to.is_subscribed,
        pictures=claimed.pictures,
    )


def _hand_over(post: Post, connection: OpenSender, claimed: Claimed) -> Outcome:
    def on_phase(phase: Phase) -> None:
        post.on_effect(str(phase))

    def may_finish() -> bool:
        try:
            return may_still_go(post, claimed)
        except DatabaseUnusable:
            # What cannot be marked as sent either must not go: it would go twice.
            log.warning("the e-mail %s is kept back: the database cannot be asked", claimed.id)
            return False

    try:
        message = post.sign(_message(claimed, post.identity), claimed.composed_at)
        envelope_from = post.identity.envelope_from(claimed.id, claimed.recipient)
        return connection.deliver(message, envelope_from, claimed.recipient, on_phase, may_finish)
    except Exception as error:
        # A letter that cannot be built, or breaks what sends it, is this letter's trouble and nobody else's.
        log.exception("the e-mail %s could not be handed over", claimed.id)
        why = str(error) if isinstance(error, UnfitLetterError) else type(error).__name__
        return NotSent(claimed.attempts >= POISON_TRIES, None, f"cannot be built: {why}", False, False)
