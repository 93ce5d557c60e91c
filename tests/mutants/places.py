"""Guards of boundaries and postcodes over time: asked once, told once, nothing cut short taken, history kept."""

from tests.mutants.breakage import Breakage

_OPEN = "tests/integration/people/test_open_questions.py"
_LATER = "tests/integration/people/test_later_vintages.py"
_ASKED = "tests/integration/people/test_area_questions.py"
_POSTCODES = "tests/integration/cli/test_new_postcodes.py"
_BOUNDARIES = "tests/integration/cli/test_new_boundaries.py"
_DATED = "tests/integration/publishing/test_dated_wards.py"
_CHANGES = "tests/unit/geo/test_boundary_changes.py"

BREAKAGES = (
    Breakage(
        "G-07",
        "geo/boundary_changes.py",
        'thinned = shapely.buffer(ground, -TOLERANCE_M / 2, join_style="mitre")',
        "thinned = ground",
        f"{_CHANGES}::test_a_line_drawn_anew_within_the_tolerance_has_not_moved",
    ),
    Breakage(
        "G-07",
        "geo/boundary_changes.py",
        "if code[:3] in classes]",
        "]",
        f"{_CHANGES}::test_a_park_among_districts_is_not_abolished_by_a_list_without_parks",
    ),
    Breakage(
        "G-07",
        "alerts/services/taking_boundaries.py",
        "    if compared.is_too_few and is_newest and not anyway:\n",
        "    if False:\n",
        f"{_ASKED}::test_a_vintage_with_far_fewer_wards_is_refused_and_nothing_of_it_taken",
    ),
    Breakage(
        "G-07",
        "alerts/services/new_boundaries.py",
        "        if later.has(watched):\n",
        "        if False:\n",
        f"{_LATER}::test_who_watches_what_a_later_vintage_has_is_not_asked_by_an_older",
    ),
    Breakage(
        "G-07",
        "alerts/services/taking_boundaries.py",
        "                boundaries.mark_gone(session, place.kind, [place.code], since)\n",
        "                pass\n",
        f"{_LATER}::test_the_wards_of_a_council_that_is_no_more_stay_history",
    ),
    Breakage(
        "G-07",
        "alerts/services/taking_boundaries.py",
        "        people = _not_shown(session, lost, people)\n",
        "        pass\n",
        f"{_ASKED}::test_who_kept_the_old_ground_is_asked_again_only_when_the_ward_moves_again",
    ),
    Breakage(
        "G-07",
        "alerts/domain/area_question.py",
        'return "" if self.event in ONCE else self.vintage',
        "return self.vintage",
        f"{_ASKED}::test_however_often_it_is_fetched_a_thing_is_told_once",
    ),
    Breakage(
        "G-07",
        "alerts/db/area_questions.py",
        "    row.details = question.details()\n",
        "    pass\n",
        f"{_OPEN}::test_who_answers_after_a_second_vintage_is_offered_what_is_there_then",
    ),
    Breakage(
        "G-07",
        "alerts/services/asking.py",
        "        row.told_at, row.email_id = now, told_by.id\n",
        "        row.email_id = told_by.id\n",
        f"{_ASKED}::test_however_often_it_is_fetched_a_thing_is_told_once",
    ),
    Breakage(
        "G-07",
        "alerts/services/asking.py",
        "        if restored.since(session) is not None:\n",
        "        if False:\n",
        f"{_ASKED}::test_nobody_is_written_to_from_a_copy_that_was_put_back",
    ),
    Breakage(
        "G-07",
        "alerts/db/area_questions.py",
        "        or_(SubscriptionRow.paused_until.is_(None), SubscriptionRow.paused_until <= today),\n",
        "",
        f"{_ASKED}::test_who_pauses_is_written_to_when_the_pause_is_over",
    ),
    Breakage(
        "G-07",
        "alerts/db/area_questions.py",
        '            AreaQuestionRow.answered_at.is_(None),\n            SubscriptionRow.state == "confirmed",\n',
        "            AreaQuestionRow.answered_at.is_(None),\n",
        f"{_ASKED}::test_who_leaves_before_the_email_is_sent_gets_none",
    ),
    Breakage(
        "G-07",
        "alerts/domain/ward_year.py",
        "return day.year if day >= election_day(day.year) else day.year - 1",
        "return day.year",
        f"{_DATED}::test_a_new_vintage_moves_no_application_received_before_it",
    ),
    Breakage(
        "G-07",
        "alerts/db/boundaries.py",
        "    return BoundaryRow.gone_since.is_(None) & ~_has_later(",
        "    return ~_has_later(",
        f"{_ASKED}::test_a_ward_that_is_gone_without_its_council_is_found_no_more",
    ),
    Breakage(
        "G-07",
        "alerts/cli/code_point.py",
        "    if _md5(part) != download.md5:\n",
        "    if False:\n",
        f"{_POSTCODES}::test_a_file_of_another_checksum_is_thrown_away",
    ),
    Breakage(
        "G-07",
        "geo/gazetteer_sources.py",
        "                self._check_sizes(archive)\n",
        "",
        f"{_POSTCODES}::test_a_zip_that_would_unpack_without_end_is_not_unpacked",
    ),
    Breakage(
        "G-07",
        "alerts/cli/fetched.py",
        "        if self._is_fresh(path):\n",
        "        if False:\n",
        f"{_BOUNDARIES}::test_a_fetch_that_broke_off_goes_on_where_it_was",
    ),
)
