"""Guards of the installation itself: who on its machine may read what is about people."""

from tests.mutants.breakage import Breakage

_PRIVATE = "tests/integration/cli/test_private_files.py"

_AHEAD = "tests/integration/store/test_schema_ahead.py"
_RESTORE = "tests/integration/db_faults/test_restore.py"
_LOST = f"{_RESTORE}::test_after_the_loss_of_the_database_nothing_is_told_twice_and_the_rest_waits_for_a_word"
_IN_USE = f"{_RESTORE}::test_a_database_that_somebody_uses_is_not_replaced"

BREAKAGES = (
    Breakage(
        "K-12",
        "scheduler/clock.py",
        "        runs.finish()\n",
        "",
        "tests/integration/polling/test_clock_stopping.py"
        "::test_a_run_that_calls_another_job_as_the_clock_stops_is_waited_for",
    ),
    Breakage(
        "W-13",
        "alerts/cli/serving.py",
        "clear_untrusted_proxy_headers=False",
        "clear_untrusted_proxy_headers=True",
        "tests/integration/deploy/test_proxies.py"
        "::test_the_sites_own_server_hands_on_what_proxies_say_and_the_last_of_them_are_believed",
    ),
    Breakage(
        "K-13",
        "alerts/db/schema.py",
        "if serves_from is None or ours < serves_from:",
        "if serves_from is None:",
        f"{_AHEAD}::test_a_program_that_is_no_longer_served_is_refused_and_changes_nothing",
    ),
    Breakage(
        "K-13",
        "alerts/db/schema.py",
        "if number == _TRIES or not _was_kept_waiting(error.__cause__):",
        "if number == _TRIES or error.__cause__:",
        f"{_AHEAD}::test_a_migration_that_has_to_wait_for_a_table_lets_everybody_else_through_first",
    ),
    Breakage(
        "D-09",
        "alerts/db/put_back_sqlite.py",
        "            _need_it_alone(file)\n",
        "            pass\n",
        _IN_USE,
    ),
    Breakage(
        "D-09",
        "alerts/db/put_back_postgresql.py",
        "if others := connection.scalar(_OTHERS):",
        "if others := 0 * (connection.scalar(_OTHERS) or 0):",
        _IN_USE,
    ),
    Breakage(
        "D-09",
        "alerts/db/backup.py",
        "restored.mark(session, now)",
        "restored.mark(session, None)",
        _LOST,
    ),
    Breakage(
        "P-06",
        "alerts/db/schema.py",
        "file.touch(mode=0o600)",
        "file.touch(mode=0o644)",
        f"{_PRIVATE}::test_a_new_database_and_the_files_beside_it_are_private",
    ),
    Breakage(
        "P-06",
        "alerts/db/backup.py",
        "half.touch(mode=0o600, exist_ok=False)",
        "half.touch(mode=0o644, exist_ok=False)",
        f"{_PRIVATE}::test_a_backup_is_private",
    ),
    Breakage(
        "P-06",
        "alerts/services/watched_keys.py",
        "half.touch(mode=0o600)",
        "half.touch(mode=0o644)",
        f"{_PRIVATE}::test_what_is_kept_of_the_areas_that_people_watch_is_private",
    ),
    Breakage(
        "U-05",
        "alerts/web/pages/metrics.py",
        "    if not is_near(request.remote_addr):\n        abort(404)\n",
        "",
        "tests/integration/web/test_metrics.py::test_metrics_are_not_for_the_internet",
    ),
)
