"""Guards of the open data: what is held back, what a crash leaves, formulas, one moment, names and no paths."""

from tests.mutants.breakage import Breakage

_FILES = "tests/integration/publishing/test_files.py"
_NIGHTS = "tests/integration/publishing/test_nights.py"

BREAKAGES = (
    Breakage(
        "W-20",
        "alerts/db/published.py",
        "for name in wanted)).where(is_public())",
        "for name in wanted))",
        f"{_FILES}::test_what_is_held_back_is_in_no_file[sqlite]",
    ),
    Breakage(
        "W-20",
        "alerts/db/published.py",
        "            is_public(),\n",
        "",
        f"{_FILES}::test_what_is_held_back_is_in_no_file[sqlite]",
    ),
    Breakage(
        "W-20",
        "alerts/syndication/changes_file.py",
        "if each.field in PUBLIC_FIELDS",
        "if each.field",
        f"{_NIGHTS}::test_a_month_that_is_over_keeps_its_files[sqlite]",
    ),
    Breakage(
        "W-19",
        "alerts/syndication/csv_file.py",
        "value[:1].isalnum()",
        'value[:1] not in "=+-@"',
        "tests/unit/syndication/test_formats.py::test_no_text_runs_as_a_formula",
    ),
    Breakage(
        "K-11",
        "alerts/services/publishing_folder.py",
        "        shutil.rmtree(aside, ignore_errors=True)\n        raise",
        "        raise",
        f"{_NIGHTS}::test_a_night_that_fails_leaves_the_one_before_and_nothing_else[sqlite]",
    ),
    Breakage(
        "K-11",
        "alerts/services/publishing.py",
        "self.former[1].states.get(authority) != self.states[authority]",
        "authority not in self.former[1].states",
        f"{_NIGHTS}::test_an_authority_of_which_nothing_changed_keeps_its_files[sqlite]",
    ),
)
