"""Guards of feeds: what tells an unchanged one, what names an item, and what no reader or spreadsheet may run."""

from tests.mutants.breakage import Breakage

_UNCHANGED = "tests/integration/web/test_unchanged_feeds.py"
_FEEDS = "tests/integration/web/test_area_feeds.py"
_FORMATS = "tests/unit/syndication/test_formats.py"

_AGAIN = "tests/integration/web/test_answered_again.py"

BREAKAGES = (
    Breakage(
        "W-21",
        "alerts/web/unchanged.py",
        "return found.fresh == self._lately.of(found.authorities)",
        "return True",
        f"{_AGAIN}::test_whatever_happens_the_answer_is_the_sites_own_two_seconds_later",
    ),
    Breakage(
        "W-13",
        "alerts/web/unchanged.py",
        'if self._wait_s(environ.get("REMOTE_ADDR")):',
        "if False:",
        f"{_AGAIN}::test_readers_who_are_answered_again_count_among_those_who_ask_too_much",
    ),
    Breakage(
        "W-21",
        "alerts/web/lately.py",
        "now - said.asked_at < self._believed_s",
        "now >= said.asked_at",
        f"{_AGAIN}::test_whatever_happens_the_answer_is_the_sites_own_two_seconds_later",
    ),
    Breakage(
        "W-21",
        "alerts/web/area_files.py",
        "    if unchanged is not None:\n        return unchanged\n",
        "",
        f"{_UNCHANGED}::test_a_reader_who_comes_back_costs_one_look_up",
    ),
    Breakage(
        "W-21",
        "alerts/web/area_tags.py",
        'if _said(authorities, fresh) == own.rpartition("-")[0] else None',
        "if own else None",
        f"{_UNCHANGED}::test_whatever_changes_in_the_area_is_seen",
    ),
    Breakage(
        "W-25",
        "alerts/web/area_tags.py",
        'words = "\\n".join((*what, said))',
        "words = said",
        f"{_UNCHANGED}::test_a_tag_is_of_one_address_one_language_one_day_and_one_site",
    ),
    Breakage(
        "W-21",
        "alerts/web/area_tags.py",
        "return tag.isascii() and hmac.compare_digest(_hash(context, what, said), proof)",
        "return bool(said) or bool(proof)",
        f"{_UNCHANGED}::test_a_tag_that_is_not_ours_is_looked_up_nowhere",
    ),
    Breakage(
        "W-21",
        "alerts/db/freshness.py",
        "select(*wanted, _holds(), _decided_at(), _imports())",
        "select(*wanted, func.coalesce(None, 0), _decided_at(), _imports())",
        f"{_UNCHANGED}::test_what_the_flood_guard_holds_is_no_news_until_it_is_let_go",
    ),
    Breakage(
        "W-21",
        "alerts/web/area_files.py",
        "watch.authorities | found",
        "watch.authorities",
        f"{_UNCHANGED}::test_news_of_another_council_that_has_applications_in_the_area_is_seen",
    ),
    Breakage(
        "W-22",
        "alerts/web/area_files.py",
        "is_private=name.kind is AreaKind.SHAPE",
        "is_private=False",
        f"{_UNCHANGED}::test_a_drawn_areas_files_are_its_owners",
    ),
    Breakage(
        "W-22",
        "alerts/services/stories.py",
        'if row.kind != ChangeKind.NOTED and row.state != "discarded"',
        'if row.state != "discarded"',
        f"{_FEEDS}::test_an_id_changes_with_news_and_with_nothing_else",
    ),
    Breakage(
        "C-11",
        "alerts/syndication/item_words.py",
        'return "<br>".join(escape(legal(words)).splitlines())',
        'return "<br>".join(legal(words).splitlines())',
        f"{_FEEDS}::test_what_a_register_says_is_text_in_every_feed",
    ),
    Breakage(
        "C-12",
        "alerts/syndication/item_words.py",
        'return application.url if application.url and host_of(application.url) else ""',
        'return application.url or ""',
        f"{_FEEDS}::test_a_link_that_is_none_leads_nowhere_from_a_feed",
    ),
    Breakage(
        "W-19",
        "alerts/syndication/csv_file.py",
        'return f"\'{shown}" if _FORMULA.match(shown) else shown',
        "return shown",
        f"{_FORMATS}::test_no_text_runs_as_a_formula",
    ),
)
