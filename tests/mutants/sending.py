"""Guards of sending: leases, the question before the dot, pauses, the pace, the signature, stopping."""

from tests.mutants.breakage import Breakage

_SENDING = "tests/integration/sending"
_LEASES = f"{_SENDING}/test_leases.py"
_TROUBLE = f"{_SENDING}/test_trouble.py"
_HEALTH = "tests/unit/domain/test_post_health.py"

BREAKAGES = (
    Breakage(
        "S-02",
        "alerts/db/emails.py",
        ".where(EmailRow.id == email_id, EmailRow.state == state, EmailRow.lease_no == lease_no)",
        ".where(EmailRow.id == email_id, EmailRow.state == state)",
        f"{_LEASES}::test_every_move_goes_from_the_state_and_lease_that_were_seen[sqlite]",
    ),
    Breakage(
        "S-02",
        "alerts/mail/handing_over.py",
        "        if not may_finish():\n            return Abandoned()\n        host.send_dot()",
        "        host.send_dot()",
        f"{_SENDING}/test_frozen_and_killed.py::"
        "test_a_worker_frozen_before_the_dot_sends_nothing_once_another_took_over[data]",
    ),
    Breakage(
        "S-02",
        "alerts/services/leases.py",
        "                self._renew(in_hand)",
        "                pass",
        f"{_LEASES}::test_a_lease_is_renewed_while_its_worker_works[sqlite]",
    ),
    Breakage(
        "S-02",
        "alerts/services/post.py",
        "LEASE = timedelta(seconds=60)",
        "LEASE = timedelta(seconds=6)",
        f"{_LEASES}::test_a_lease_lasts_a_minute_and_is_renewed_four_times_in_it[sqlite]",
    ),
    Breakage(
        "S-07",
        "alerts/services/claiming.py",
        "emails.due(session, post.clock(), now, _most",
        "emails.due(session, post.clock(), post.clock(), _most",
        f"{_LEASES}::test_a_worker_whose_clock_is_ten_minutes_ahead_takes_nothing_over_early[sqlite]",
    ),
    Breakage(
        "K-09",
        "alerts/services/wanting.py",
        "if found is None or not found.is_wanted or found.is_suppressed:",
        "if found is None:",
        f"{_LEASES}::test_who_leaves_while_the_letter_is_on_its_way_gets_none[sqlite]",
    ),
    Breakage(
        "K-07",
        "alerts/services/claiming.py",
        '    return row.attempts + 1 if row.state == "sending" else row.attempts',
        "    return row.attempts",
        f"{_LEASES}::test_an_email_that_killed_twenty_workers_is_set_aside[sqlite]",
    ),
    Breakage(
        "M-11",
        "alerts/services/claiming.py",
        "    return may_try(health, now) and post_state.take_probe(session, health, now + post.limits.probe_every)",
        "    return may_try(health, now)",
        f"{_TROUBLE}::test_of_two_workers_that_come_when_a_pause_ends_one_probes[sqlite]",
    ),
    Breakage(
        "M-11",
        "alerts/mail/sign_in.py",
        "if self._refused is not None and self._clock() - self._refused[0] < REMEMBERED_S:",
        "if False:",
        f"{_SENDING}/test_commands.py::test_a_wrong_password_is_said_once_however_often_the_command_runs_and_over_"
        "however_many_connections",
    ),
    Breakage(
        "M-01",
        "alerts/domain/post_health.py",
        "if len(counted.domains) >= limits.pause_after:",
        "if counted.failures >= limits.pause_after:",
        f"{_HEALTH}::test_a_thousand_failures_at_one_domain_are_that_domains",
    ),
    Breakage(
        "M-01",
        "alerts/domain/post_health.py",
        "sick_since=health.sick_since or now,",
        "sick_since=now,",
        f"{_HEALTH}::test_a_server_that_is_away_is_asked_each_minute_and_after_a_quarter_of_an_hour_each_five",
    ),
    Breakage(
        "M-01",
        "alerts/services/claiming.py",
        "    if health.trouble is None:\n        return True\n",
        "    if True:\n        return True\n",
        f"{_TROUBLE}::test_twenty_failures_in_a_row_at_different_domains_pause_all_and_one_letter_probes"
        "[sqlite-outcome0]",
    ),
    Breakage(
        "M-02",
        "alerts/services/claiming.py",
        "health.slowness / post.rate_per_second",
        "1 / post.rate_per_second",
        f"{_TROUBLE}::test_after_a_throttling_fewer_letters_go_in_a_second[sqlite]",
    ),
    Breakage(
        "M-09",
        "alerts/services/marking.py",
        "if attempt is Attempt.UNREACHABLE and run.has_sent_since(began):",
        "if False:",
        f"{_TROUBLE}::test_one_bad_connection_among_good_ones_pauses_nobody[sqlite]",
    ),
    Breakage(
        "M-22",
        "alerts/mail/signing.py",
        '    b"list-unsubscribe-post",\n',
        "",
        "tests/unit/mail/test_signing.py::test_the_signature_covers_both_unsubscribe_headers_and_all_that_says_who_"
        "and_what",
    ),
    Breakage(
        "K-05",
        "alerts/mail/signing.py",
        "str(int(date.timestamp()))",
        "str(int(__import__('time').time()))",
        "tests/unit/mail/test_signing.py::test_the_same_letter_has_the_same_signature_at_every_try_and_its_time_is_"
        "the_letters_own",
    ),
    Breakage(
        "P-06",
        "alerts/services/post_trouble.py",
        '    return _ADDRESS.sub("(address)", text) if text else text',
        "    return text",
        f"{_TROUBLE}::test_neither_addresses_nor_domains_are_kept_with_the_servers_health[sqlite]",
    ),
    Breakage(
        "D-06",
        "alerts/services/marking.py",
        "is_ours = _until_written(post, claimed, mark) if isinstance(outcome, (Sent, Unknown)) else mark()",
        "is_ours = mark()",
        f"{_SENDING}/test_marking.py::"
        "test_a_letter_that_was_taken_while_another_held_its_row_is_marked_and_sent_once[sqlite]",
    ),
    Breakage(
        "M-02",
        "alerts/domain/retry.py",
        "age + wait > GIVE_UP_AFTER and attempts >= TRIES",
        "age + wait > GIVE_UP_AFTER",
        f"{_SENDING}/test_sending.py::"
        "test_an_email_that_waited_two_days_for_a_dead_server_and_is_then_greylisted_arrives[sqlite]",
    ),
    Breakage(
        "U-08",
        "alerts/services/claiming.py",
        "        ledger.untell(session, row.id)",
        "        pass",
        "tests/integration/alerting/test_leaving_in_between.py::"
        "test_what_was_dropped_as_somebody_left_is_told_once_when_they_undo_it[sqlite-wishes1]",
    ),
    Breakage(
        "M-02",
        "alerts/services/marking.py",
        "outcome.is_server_sick and not outcome.uses_up_a_try:",
        "outcome.is_server_sick:",
        f"{_TROUBLE}::"
        "test_a_letter_over_which_the_server_always_hangs_up_ends_after_two_days_of_tries_and_pauses_the_rest_each_time"
        "[sqlite]",
    ),
)
