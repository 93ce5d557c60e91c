"""Guards of mail that comes back: the seal, the age, the replay, the order of storing and marking."""

from tests.mutants.breakage import Breakage

_ACTING = "tests/integration/returned/test_acting.py"
_REFUSALS = "tests/integration/suppression/test_refusals.py"

BREAKAGES = (
    Breakage(
        "M-13",
        "alerts/services/returned.py",
        "if is_in_time and returned.is_ours(recipient, desk.identity.keys):",
        "if is_in_time:",
        f"{_ACTING}::test_a_forged_bounce_changes_nothing",
    ),
    Breakage(
        "M-13",
        "alerts/services/returned.py",
        "if is_in_time and returned.is_ours(",
        "if returned.is_ours(",
        f"{_ACTING}::test_a_bounce_counts_for_seven_days_after_it_was_sent",
    ),
    Breakage(
        "M-13",
        "alerts/services/returned.py",
        "if not bounces.note(session, digest, email.id, report.kind, report.status, desk.now):",
        "if bounces.note(session, digest, email.id, report.kind, report.status, desk.now) is None:",
        f"{_ACTING}::test_a_replayed_bounce_changes_nothing_even_after_an_operator_lifted_the_first",
    ),
    Breakage(
        "M-13",
        "alerts/domain/return_address.py",
        'f"{email_id} {recipient}".encode()',
        "email_id.encode()",
        f"{_ACTING}::test_a_bounce_from_a_persons_former_address_does_not_stop_their_new_one",
    ),
    Breakage(
        "M-13",
        "alerts/mail/returned/bounds.py",
        "if len(_NESTING.findall(text)) > MOST_NESTED:",
        "if False:",
        "tests/unit/mail/returned/test_incoming.py::test_what_is_made_to_be_slow_is_done_with_soon",
    ),
    Breakage(
        "M-13",
        "alerts/web/pages/returning.py",
        'if not hmac.compare_digest(secret.encode("utf-8", "replace"), context.bounce_secret.encode()):',
        "if False:",
        "tests/integration/web/test_returning.py::test_who_does_not_know_the_secret_is_not_heard",
    ),
    Breakage(
        "M-14",
        "alerts/mail/returned/odd.py",
        "if not sender.startswith(_DAEMONS):",
        "if False:",
        "tests/unit/mail/returned/test_incoming.py"
        "::test_a_bounce_is_told_from_a_delay_a_receipt_an_automatic_reply_and_a_person",
    ),
    Breakage(
        "M-14",
        "alerts/mail/returned/delivery_status.py",
        "if not blocks or not all(_is_failed(block) for block in blocks):",
        "if not blocks:",
        f"{_ACTING}::test_what_is_no_bounce_changes_nothing",
    ),
    Breakage(
        "M-12",
        "alerts/db/emails.py",
        'state=case((_HAS_COME_BACK, "bounced"), else_=state),',
        "state=state,",
        f"{_ACTING}::test_a_bounce_that_comes_before_its_email_is_marked_is_kept_and_applied",
    ),
    Breakage(
        "M-03",
        "alerts/domain/suppression.py",
        "status not in _NOTHING",
        "status",
        f"{_REFUSALS}::test_what_is_not_the_persons_fault_never_stops_them",
    ),
    Breakage(
        "M-03",
        "alerts/domain/suppression.py",
        "return days >= DAYS_OF_REFUSALS",
        "return days > DAYS_OF_REFUSALS",
        f"{_REFUSALS}::test_other_refusals_stop_a_person_on_the_third_different_day",
    ),
    Breakage(
        "U-03",
        "alerts/services/composing.py",
        "        suppressed = suppressed_among(session, self.identity.keys, addresses)",
        "        suppressed = set()",
        f"{_REFUSALS}::test_nothing_is_composed_for_the_suppressed_and_later_they_hear_of_what_is_new_then",
    ),
    Breakage(
        "K-05",
        "alerts/services/reading.py",
        '                reader.on_effect("bounce taken in")\n                message.done()\n',
        '                message.done()\n                reader.on_effect("bounce taken in")\n',
        "tests/integration/returned/test_maildir.py"
        "::test_who_dies_between_storing_and_marking_reads_a_bounce_again_and_it_counts_once",
    ),
)
