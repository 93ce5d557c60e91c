"""Guards of signing up and leaving: what strangers could otherwise send, find out, or undo."""

from tests.mutants.breakage import Breakage

_LIMITS = "tests/integration/people/test_limits.py"
_NEVER = "tests/integration/web/test_never_again.py"
_MOVING = "tests/integration/web/test_moving.py"
_GUESSING = "tests/integration/web/test_guessing.py"

BREAKAGES = (
    Breakage(
        "U-18",
        "alerts/settings/sections.py",
        "self.previous_secret_keys_file).splitlines()",
        "self.previous_secret_keys_file).split()",
        "tests/unit/test_settings.py::test_keys_before_todays_are_read_from_the_list_and_from_a_file",
    ),
    Breakage(
        "U-01",
        "alerts/services/mailboxes.py",
        "    mailbox = limit_key(email)\n",
        "    mailbox = email\n",
        f"{_LIMITS}::test_a_thousand_requests_from_five_hundred_networks_for_one_mailbox_send_three_emails",
    ),
    Breakage(
        "U-01",
        "alerts/domain/signup_limits.py",
        "    if written.in_gap:\n        return Turn.WAIT\n",
        "",
        "tests/integration/people/test_subscribing.py::"
        "test_asking_again_with_other_wishes_gives_the_new_ones_and_a_second_email_ten_minutes_later",
    ),
    Breakage(
        "U-01",
        "alerts/domain/signup_limits.py",
        " or written.all_in_day >= limits.mailbox_at_most",
        "",
        f"{_LIMITS}::test_a_program_that_presses_every_button_does_not_open_the_door",
    ),
    Breakage(
        "U-02",
        "alerts/domain/signup_limits.py",
        "    return Turn.STOP if written.by_site_in_hour >= limits.site_an_hour else Turn.WRITE",
        "    return Turn.WRITE",
        f"{_LIMITS}::test_a_flood_of_addresses_stops_at_the_sites_limit_and_tells_the_operator_once",
    ),
    Breakage(
        "U-03",
        "alerts/services/replying.py",
        "    if not mailboxes.may_be_written_to(",
        "    if False and not mailboxes.may_be_written_to(",
        f"{_NEVER}::test_whoever_says_never_is_forgotten_and_no_form_reaches_them_again",
    ),
    Breakage(
        "U-03",
        "alerts/services/mailboxes.py",
        "    for each in (email, _mailbox(email)):\n",
        "    for each in (email,):\n",
        f"{_NEVER}::test_whoever_says_never_is_forgotten_and_no_form_reaches_them_again",
    ),
    Breakage(
        "U-03",
        "alerts/services/refusing.py",
        '    if any(row.state == "confirmed" for row in rows):\n',
        "    if False:\n",
        f"{_NEVER}::test_a_mail_programs_button_ends_what_somebody_confirmed_so_that_it_can_be_undone",
    ),
    Breakage(
        "S-04",
        "alerts/services/reception.py",
        "        subscriptions.lock_mailbox(session, group[0].email)\n",
        "",
        "tests/integration/race/test_asking_and_confirming.py::"
        "test_a_request_in_the_name_of_who_confirms_at_that_moment_changes_none_of_their_wishes",
    ),
    Breakage(
        "U-12",
        "alerts/services/moving.py",
        "            person.generation = (person.generation + 1) % _GENERATIONS\n",
        "",
        f"{_MOVING}::test_alerts_go_to_the_new_address_once_it_is_confirmed_and_old_links_end",
    ),
    Breakage(
        "U-14",
        "alerts/services/guessing.py",
        "        counters.add(session, counter, desk.now)\n",
        "",
        f"{_GUESSING}::test_after_twenty_wrong_links_a_network_has_to_wait_and_a_right_one_still_works",
    ),
    Breakage(
        "U-18",
        "alerts/services/identity.py",
        "return (self.key, *self.previous_keys)",
        "return (self.key,)",
        f"{_GUESSING}::test_links_sealed_with_an_earlier_key_work_as_long_as_it_is_listed",
    ),
    Breakage(
        "P-02",
        "alerts/services/privacy.py",
        "    signups.remove_of_address(session, person.email)\n",
        "",
        "tests/integration/people/test_privacy.py::test_what_still_waits_is_exported_and_erased_like_the_rest",
    ),
    Breakage(
        "W-13",
        "alerts/services/intake.py",
        ">= desk.limits.network_an_hour:",
        ">= 1_000_000:",
        f"{_LIMITS}::test_a_network_is_answered_ten_times_an_hour",
    ),
)
