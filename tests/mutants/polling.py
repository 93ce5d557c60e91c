"""Guards of a poll: floods, halves, forms, circles."""

from tests.mutants.breakage import Breakage

_HOLDING = "tests/integration/polling/test_holding.py"
_SLOTS = "tests/integration/polling/test_slots.py"
_DISTRUST = "tests/integration/polling/test_distrust.py"
_KNOWN = "tests/integration/polling/test_known_records.py"

BREAKAGES = (
    Breakage(
        "C-02",
        "scheduler/known.py",
        "if said.get(key) == digest}",
        "if key in said}",
        f"{_KNOWN}::test_a_register_that_goes_back_to_what_it_said_is_heard",
    ),
    Breakage(
        "C-02",
        "alerts/db/keys.py",
        'for name in ("digest", "record_digest")},',
        'for name in ("digest",)},',
        f"{_KNOWN}::test_a_register_that_goes_back_to_what_it_said_is_heard",
    ),
    Breakage(
        "C-01",
        "scheduler/feeds/reading/parted.py",
        "if piece.key and times[piece.key] == 1",
        "if piece.key",
        f"{_KNOWN}::test_a_known_record_that_comes_beside_another_of_its_key_is_read_with_it",
    ),
    Breakage(
        "F-11",
        "scheduler/feeds/reading/parted.py",
        "if records != numbers or not isinstance(records, list):",
        "if not isinstance(records, list):",
        "tests/unit/scheduler/feeds/reading/test_parted.py"
        "::test_an_answer_in_which_the_records_stand_twice_is_left_whole",
    ),
    Breakage(
        "C-04",
        "alerts/domain/flood.py",
        "if telling.in_this_poll > poll_limit:",
        "if False:",
        f"{_HOLDING}::test_a_flood_over_many_pages_and_polls_is_one_hold_and_one_alarm",
    ),
    Breakage(
        "C-08",
        "alerts/domain/flood.py",
        "if telling.on_this_day > day_limit:",
        "if False:",
        f"{_HOLDING}::test_a_slow_flood_under_the_limit_of_a_poll_is_held_by_the_days_limit",
    ),
    Breakage(
        "F-18",
        "alerts/domain/flood.py",
        "return last_total is not None and total < HALF * last_total",
        "return False",
        f"{_DISTRUST}::test_of_half_a_feed_nothing_is_stored",
    ),
    Breakage(
        "F-17",
        "scheduler/poll.py",
        "        if not (run.is_distrusted or run.is_behind):\n            row.cursor = page.cursor",
        "        row.cursor = page.cursor",
        f"{_DISTRUST}::test_what_can_be_read_of_a_feed_that_changed_its_form_is_told_and_the_rest_read_again",
    ),
    Breakage(
        "F-15",
        "scheduler/poll.py",
        "        run.loops.seen(request)\n",
        "",
        f"{_DISTRUST}::test_a_feed_that_gives_one_page_for_ever_is_stopped_at_its_second_time",
    ),
    Breakage(
        "S-01",
        "scheduler/poll_begin.py",
        "    if not is_due_by(row, now):\n        raise PollNotDue\n",
        "",
        f"{_SLOTS}::test_of_two_schedulers_at_two_hundred_ticks_each_slot_is_served_by_one",
    ),
    Breakage(
        "S-02",
        "scheduler/poll_end.py",
        "run.slot if is_ours else None",
        "run.slot",
        f"{_SLOTS}::test_a_poll_that_was_frozen_and_lost_its_lease_leaves_the_slot_to_the_one_that_took_over",
    ),
    Breakage(
        "S-06",
        "scheduler/poll_end.py",
        "row.skipped += slots_passed(row.next_poll_at, run.configured.every_s, run.started_at, now)",
        "row.skipped += 0",
        f"{_SLOTS}::test_a_slot_that_comes_while_a_poll_runs_is_skipped_and_counted",
    ),
)
