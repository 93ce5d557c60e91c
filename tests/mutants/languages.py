"""Guards of languages: whose language a letter has, and that nobody hears another's."""

from tests.mutants.breakage import Breakage

_JOURNEY = "tests/integration/web/test_welsh_journey.py"
_LANGUAGES = "tests/integration/web/test_languages.py"

BREAKAGES = (
    Breakage(
        "U-05",
        "alerts/services/replying.py",
        'language_of(person) if person and "confirmed" in own else Language(rows[-1].language)',
        "Language(rows[-1].language)",
        f"{_JOURNEY}::test_a_stranger_changes_the_language_of_nobody_who_has_confirmed",
    ),
    Breakage(
        "W-25",
        "alerts/language/__init__.py",
        "_current.reset(before)",
        "pass",
        "tests/unit/language/test_language.py::test_a_text_is_said_in_welsh_only_while_welsh_is_spoken",
    ),
    Breakage(
        "U-15",
        "alerts/web/languages.py",
        '_at("/") if is_error else versions(request)',
        "versions(request)",
        f"{_LANGUAGES}::test_an_error_leads_to_the_first_page_and_shows_no_address",
    ),
)
