"""Guards of the installation itself: who on its machine may read what is about people."""

from tests.mutants.breakage import Breakage

_PRIVATE = "tests/integration/cli/test_private_files.py"

BREAKAGES = (
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
)
