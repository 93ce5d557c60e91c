"""Guards of what operators put right of feeds: holds, records that are kept, words with a meaning."""

from tests.mutants.breakage import Breakage

_HOLDS = "tests/integration/admin/test_holds.py"
_RECORDS = "tests/integration/admin/test_records.py"
_WORDS = "tests/integration/admin/test_words.py"
_FEEDS = "tests/integration/admin/test_feeds.py"
_REREADING = "tests/integration/polling/test_rereading.py"
_KEEPING = "tests/unit/scheduler/test_keeping.py"

BREAKAGES = (
    Breakage(
        "W-18",
        "alerts/services/holding.py",
        '    if hold.state != "open":\n',
        "    if False:\n",
        f"{_HOLDS}::test_a_stale_tab_changes_nothing_and_leaves_no_line",
    ),
    Breakage(
        "W-18",
        "alerts/web/admin/holds.py",
        "if shown_up_to is None and (is_released or not only):",
        "if False:",
        f"{_HOLDS}::test_a_release_is_asked_about_first_and_tells_what_would_go",
    ),
    Breakage(
        "W-18",
        "alerts/web/admin/holds.py",
        "    if is_some and not ticked:\n",
        "    if False:\n",
        f"{_HOLDS}::test_nothing_ticked_is_not_taken_for_everything",
    ),
    Breakage(
        "W-18",
        "alerts/services/tending.py",
        '    if row.paused_at is not None:\n        raise DecidedAlready(f"{name} is paused already',
        '    if False:\n        raise DecidedAlready(f"{name} is paused already',
        f"{_FEEDS}::test_the_second_press_says_so_and_leaves_no_line",
    ),
    Breakage(
        "W-18",
        "alerts/services/holding.py",
        "changes.last_held(session, hold.feed) > up_to:",
        "False:",
        f"{_HOLDS}::test_what_is_held_after_the_question_was_asked_is_not_decided_on_with_it",
    ),
    Breakage(
        "P-02",
        "alerts/services/privacy.py",
        "    operators.forget_about(session, subjects_of(person.email, keys), FORGOTTEN)\n",
        "",
        "tests/integration/admin/test_person.py::test_what_was_done_for_somebody_is_kept_and_for_whom_is_forgotten_with_them",
    ),
    Breakage(
        "P-07",
        "scheduler/feeds/reading/personal.py",
        "return is_code and not isinstance(value, dict | list) and not looks_personal(name, str(value))",
        "return True",
        f"{_KEEPING}::test_no_person_of_any_record_is_kept",
    ),
    Breakage(
        "P-07",
        "scheduler/feeds/reading/gathered.py",
        "    left_out = {name for name in unread if name in fields} - {field.name for field in record.taken}\n",
        "    left_out = set[str]()\n",
        "tests/unit/scheduler/feeds/test_socrata_rows.py::test_people_are_never_read",
    ),
    Breakage(
        "C-04",
        "scheduler/rereading.py",
        "poller.flood_limit, today, now, is_read_anew=True)",
        "poller.flood_limit, today, now, is_read_anew=False)",
        f"{_RECORDS}::test_what_reads_otherwise_of_a_known_application_waits_for_an_operator",
    ),
    Breakage(
        "C-02",
        "scheduler/comparing.py",
        "if is_overtaken(each) and application.feed_key in said:",
        "if False:",
        f"{_REREADING}::test_what_was_kept_without_a_name_does_not_take_the_place_of_what_is_known",
    ),
    Breakage(
        "C-02",
        "scheduler/meanings.py",
        "update[key] = said_here | dict(given)",
        "update[key] = dict(given) | said_here",
        f"{_WORDS}::test_the_configuration_goes_before",
    ),
    Breakage(
        "S-01",
        "scheduler/poll_begin.py",
        "return row.paused_at is None and (",
        "return (",
        f"{_REREADING}::test_a_paused_feed_is_not_due_and_is_polled_again_once_resumed",
    ),
)
