"""Guards of the site: who may ask how often, from where, with how much, and what is logged of it."""

from tests.mutants.breakage import Breakage

_ATTACKS = "tests/integration/web/test_route_attacks.py"
_REPORTS = "tests/integration/web/test_reports.py"
_SERVING = "tests/integration/cli/test_serving.py"
_LOGS = "tests/unit/cli/test_logs.py"

_PLANS = "tests/integration/web/test_plans.py"

BREAKAGES = (
    Breakage(
        "W-24",
        "alerts/db/ledger.py",
        "return and_(text(TRIED_AND_SET_ASIDE), ~_is_over())",
        "return and_(AlertRow.tries > 0, ~_is_over())",
        f"{_PLANS}::test_on_sqlite_no_route_looks_through_a_whole_table",
    ),
    Breakage(
        "W-04",
        "alerts/web/guards.py",
        'is_framed = headers.get("Content-Security-Policy") == FRAMED_POLICY',
        "is_framed = True",
        "tests/integration/web/test_widget.py::test_what_cannot_be_answered_there_at_all_is_not_framed",
    ),
    Breakage(
        "W-01",
        "alerts/web/guards.py",
        "if not _is_one_click(request) and not _came_from_here(request, context):",
        "if False:",
        f"{_ATTACKS}::test_every_unsafe_method_of_every_route_refuses_what_came_from_elsewhere_or_nowhere",
    ),
    Breakage(
        "W-09",
        "alerts/web/guards.py",
        "if not is_known_host(request.host, context.site.base_url):",
        "if not request.host:",
        f"{_ATTACKS}::test_no_address_answers_to_another_name_or_speaks_of_one",
    ),
    Breakage(
        "W-13",
        "alerts/web/guards.py",
        "else turnstile.wait_s(network_of(ip))",
        'else turnstile.wait_s(request.headers.get("X-Forwarded-For", ""))',
        f"{_ATTACKS}::test_a_network_that_asks_for_too_much_waits_and_cannot_choose_what_it_counts_as",
    ),
    Breakage(
        "W-13",
        "alerts/services/reporting.py",
        "network = counted_as(NETWORK, network_of(ip), key)",
        'network = counted_as(NETWORK, ip or "", key)',
        f"{_REPORTS}::test_a_network_has_its_share_of_a_day_whatever_it_says_of_itself",
    ),
    Breakage(
        "W-14",
        "alerts/web/turnstile.py",
        "owed_until if wait > _HAIR_S else due",
        "owed_until",
        "tests/unit/web/test_turnstile.py::test_many_at_once_are_not_let_through_more_often",
    ),
    Breakage(
        "W-15",
        "alerts/cli/serving.py",
        "self.will_close = True",
        "self.will_close = False",
        f"{_SERVING}::test_a_request_that_comes_a_byte_at_a_time_is_dropped",
    ),
    Breakage(
        "W-15",
        "alerts/cli/serving.py",
        "max_request_body_size=LARGEST + 1,",
        "max_request_body_size=1 << 40,",
        f"{_SERVING}::test_what_is_too_large_is_refused_before_it_is_sent",
    ),
    Breakage(
        "P-06",
        "alerts/domain/masking.py",
        'text = _ADDRESS.sub(lambda found: ADDRESS if found["address"] else found[0], text)',
        "text = text.strip()",
        f"{_LOGS}::test_no_address_stands_in_a_message_a_context_or_a_traceback",
    ),
    Breakage(
        "U-15",
        "alerts/cli/logs.py",
        "return {name: mask(value) if isinstance(value, str) else value for name, value in event.items()}",
        "return event",
        f"{_LOGS}::test_no_secret_of_the_settings_stands_in_any_event",
    ),
    Breakage(
        "W-28",
        "alerts/cli/logs.py",
        'return escaped("\\n".join([message, *rest]))',
        'return "\\n".join([message, *rest])',
        f"{_LOGS}::test_what_a_stranger_puts_into_an_event_adds_no_line_and_moves_no_cursor",
    ),
    Breakage(
        "W-31",
        "alerts/settings/sections.py",
        "if not is_random(self.secret()):",
        "if False:",
        "tests/unit/test_settings.py::test_what_is_wrong_stops_the_start_with_its_key_and_line",
    ),
    Breakage(
        "W-03",
        "alerts/domain/place_report.py",
        'letter if letter.isprintable() else " "',
        "letter",
        f"{_REPORTS}::test_words_are_kept_on_one_line_without_what_a_terminal_would_obey",
    ),
)
