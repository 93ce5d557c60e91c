"""Guards of the database: locks on PostgreSQL, where nothing else makes transactions take turns; room; copies."""

from tests.mutants.breakage import Breakage

_MATCHING = "tests/integration/race/test_matching_and_composing.py"
_POLLS = "tests/integration/race/test_polls.py"

BREAKAGES = (
    Breakage(
        "S-01",
        "alerts/services/alerting.py",
        "        locks.take_matching(session, run.share)\n",
        "",
        f"{_MATCHING}::test_an_application_that_two_feeds_noticed_is_told_as_new_once_by_two_matchers",
    ),
    Breakage(
        "S-05",
        "alerts/db/subscriptions.py",
        "    locks.share_matching(session)\n",
        "",
        f"{_MATCHING}::test_wishes_that_change_while_their_alerts_are_matched_move_those_too",
    ),
    Breakage(
        "S-05",
        "alerts/db/subscriptions.py",
        "        row.pack_no = None  # whoever holds it packed learns of it by its next number\n",
        "",
        "tests/integration/alerting/test_watched.py::test_who_follows_an_application_is_found_by_its_new_reference",
    ),
    Breakage(
        "D-09",
        "alerts/services/watched.py",
        "if not found or found[0].pack_no != self._last_no:",
        "if not found:",
        "tests/integration/alerting/test_watched.py::test_a_database_that_was_put_back_is_read_anew",
    ),
    Breakage(
        "G-04",
        "alerts/db/changes.py",
        "[ChangeRow] if of.is_all else [ChangeRow, ApplicationRow]",
        "[ChangeRow]",
        "tests/integration/race/test_shares_of_matching.py"
        "::test_an_application_that_goes_to_another_council_amid_this_is_told_as_new_once",
    ),
    Breakage(
        "S-05",
        "alerts/db/locks.py",
        '_wait_for(session, "pg_advisory_xact_lock_shared", _parts(ALL))',
        '_wait_for(session, "pg_advisory_xact_lock_shared", _parts(ALL)[:1])',
        "tests/integration/race/test_shares_of_matching.py::test_who_leaves_waits_for_the_share_that_matches",
    ),
    Breakage(
        "C-05",
        "alerts/db/changes.py",
        "            ChangeRow.id < before_id,\n",
        "",
        f"{_MATCHING}::test_what_a_poll_notices_that_begins_amid_a_match_waits_for_its_end",
    ),
    Breakage(
        "D-10",
        "scheduler/poll.py",
        "        locks.take(session, Lock.RECORDING)\n",
        "",
        f"{_POLLS}::test_two_feeds_that_tell_of_one_application_at_once_make_one",
    ),
    Breakage(
        "D-09",
        "alerts/db/emails.py",
        "served = LANES if restored.since(session) is None else restored.ANSWERS",
        "served = LANES",
        "tests/integration/db_faults/test_putting_back.py"
        "::test_a_copy_sends_nothing_that_was_sent_before_it_was_made_and_waits_with_the_rest",
    ),
    Breakage(
        "D-03",
        "alerts/services/claiming.py",
        "        room.check(session)\n",
        "",
        "tests/integration/db_faults/test_full_and_read_only.py"
        "::test_on_a_full_disk_nothing_is_sent_pages_come_and_all_goes_on_by_itself",
    ),
)
