"""Guards of the search: what must never be found, what must never be an operator, and how long it may take."""

from tests.mutants.breakage import Breakage

_STORE = "tests/integration/store/test_search.py"
_WORDS = "tests/unit/domain/test_search_words.py"
_PAGE = "tests/integration/web/test_search.py"

_NUMBERS = "tests/integration/store/test_area_numbers.py"

BREAKAGES = (
    Breakage(
        "C-10",
        "alerts/db/area_numbers.py",
        "select(func.count(), *columns)\n        .where(_T.authority == authority, is_public(), *conditions)",
        "select(func.count(), *columns)\n        .where(_T.authority == authority, *conditions)",
        f"{_NUMBERS}::test_each_number_is_of_its_own_days_and_of_no_other",
    ),
    Breakage(
        "W-24",
        "alerts/domain/search_words.py",
        "text = text[:LONGEST_TEXT]",
        "text = text[:]",
        f"{_WORDS}::test_a_megabyte_is_read_no_further_than_its_beginning",
    ),
    Breakage(
        "W-05",
        "alerts/db/search.py",
        """'"{}"'.format""",
        """'{}'.format""",
        f"{_STORE}::test_words_find_the_applications_that_have_them_all_newest_first",
    ),
    Breakage(
        "W-24",
        "alerts/db/search.py",
        '"statement_timeout": str(round(STATEMENT_S * 1000)),',
        "",
        f"{_STORE}::test_postgresql_gives_up_in_time_and_the_page_can_go_on",
    ),
    Breakage(
        "W-24",
        "alerts/db/search.py",
        "_ENTRIES.c.recency + 0 < before",
        "_ENTRIES.c.recency < before",
        f"{_STORE}::test_postgresql_looks_through_the_newest_and_asks_its_index_for_the_rarer",
    ),
    Breakage(
        "C-10",
        "alerts/db/search_index.py",
        "ON application WHEN {row}.quarantine IS NULL BEGIN",
        "ON application BEGIN",
        f"{_STORE}::test_the_index_follows_every_change_of_an_application",
    ),
    Breakage(
        "W-05",
        "alerts/web/pages/home.py",
        "or int(given) > _LARGEST_KEY",
        "",
        f"{_PAGE}::test_a_page_of_results_that_cannot_be_is_refused",
    ),
)
