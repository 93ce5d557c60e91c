"""Guards of the operators' pages: who gets in, who has to wait, what is asked before an act, what is noted."""

from tests.mutants.breakage import Breakage

_TESTS = "tests/integration/admin"
_IN, _TRIES = f"{_TESTS}/test_signing_in.py", f"{_TESTS}/test_wrong_tries.py"
_MATRIX, _PROOF = f"{_TESTS}/test_matrix.py", f"{_TESTS}/test_proving.py"
_ROUTING = "alerts/web/admin/routing.py"

BREAKAGES = (
    Breakage(
        "W-16",
        "alerts/services/operating.py",
        "    if instead_of:\n",
        "    if not instead_of:\n",
        f"{_IN}::test_signing_in_gives_a_new_secret_and_ends_what_the_browser_held_before",
    ),
    Breakage(
        "W-16",
        "alerts/web/admin/leaving.py",
        "        operators.end(rows, visit.now, digest=visit.who.digest)\n",
        "        pass\n",
        f"{_TESTS}/test_signing_out.py::test_what_a_browser_held_is_worth_nothing_after_signing_out",
    ),
    Breakage(
        "W-16",
        "alerts/domain/operators.py",
        "now - self.seen_at < IDLE and now - self.started_at < LONGEST",
        "now - self.seen_at < IDLE",
        f"{_TESTS}/test_letting_in.py::test_a_session_ends_when_it_is_idle_or_old_or_its_operator_is_gone",
    ),
    Breakage(
        "W-17",
        "alerts/services/operator_tries.py",
        "Limit(counted_as(NETWORK, network_of(ip), key), WRONG_TRIES),\n        Limit(counted_as(ADDRESS",
        "Limit(counted_as(NETWORK, network_of(ip), key), 10**6),\n        Limit(counted_as(ADDRESS",
        f"{_TRIES}::test_after_five_wrong_tries_a_network_waits_and_the_operator_gets_in_from_another",
    ),
    Breakage(
        "W-17",
        "alerts/services/operator_tries.py",
        "Limit(counted_as(ADDRESS, email, key), WRONG_TRIES_OF_ALL)",
        "Limit(counted_as(ADDRESS, email, key), WRONG_TRIES)",
        f"{_TRIES}::test_guesses_from_very_many_networks_close_the_password_alone_and_only_for_a_while",
    ),
    Breakage(
        "W-17",
        "alerts/services/operator_tries.py",
        'return (Limit(counted_as(LINK, f"{operator_id} {link_no}", key), WRONG_TRIES),)',
        "return ()",
        f"{_TRIES}::test_who_reads_the_mailbox_guesses_five_codes_from_wherever_they_come",
    ),
    Breakage(
        "W-17",
        "alerts/db/operators.py",
        "is_new = or_(OperatorRow.factor_step.is_(None), OperatorRow.factor_step < step)",
        "is_new = or_(OperatorRow.factor_step.is_(None), OperatorRow.factor_step <= step)",
        f"{_TESTS}/test_second_factor.py::test_of_two_who_give_the_same_code_at_once_one_gets_in",
    ),
    Breakage(
        "W-17",
        "alerts/services/operator_sign_in.py",
        "if kind is not None and operators.use_link(rows, holder.id, holder.link_no):",
        "if kind is not None:",
        f"{_IN}::test_a_link_from_the_mailbox_signs_in_once_at_the_press_of_its_button",
    ),
    Breakage(
        "W-18",
        _ROUTING,
        "    if not visit.may(route.action):\n",
        "    if False:\n",
        f"{_MATRIX}::test_an_act_is_done_for_those_whose_role_it_is_for_and_noted_once",
    ),
    Breakage(
        "W-18",
        _ROUTING,
        "if is_act and not who.session.is_recent(now):",
        "if False:",
        f"{_MATRIX}::test_an_act_asks_for_a_recent_proof_and_changes_nothing_without",
    ),
    Breakage(
        "W-18",
        _ROUTING,
        "if who.operator.lacks_factor and not route.is_for_all:",
        "if False:",
        f"{_TESTS}/test_account.py::test_an_administrator_sets_a_second_factor_up_before_anything_else",
    ),
    Breakage(
        "W-18",
        "alerts/services/operator_accounts.py",
        "    if [row.id for row in administrators] == [operator.id]:\n",
        "    if False:\n",
        f"{_TESTS}/test_operators.py::test_the_last_administrator_stays_one",
    ),
    Breakage(
        "W-10",
        "alerts/web/admin/paths.py",
        "    if not given.startswith(_START) or not given.isprintable():\n",
        "    if not given.isprintable():\n",
        f"{_PROOF}::test_a_proof_leads_to_an_act_of_the_operators_or_to_their_first_page",
    ),
    Breakage(
        "U-17",
        "alerts/web/admin/opening.py",
        "    return any(line.detail == detail for line in lines)",
        "    return bool(lines)",
        f"{_TESTS}/test_mail.py::test_one_e_mail_that_is_opened_opens_no_other_of_the_same_person",
    ),
    Breakage(
        "P-02",
        "alerts/web/admin/person.py",
        "        if again.lower() != address:\n",
        "        if not again:\n",
        f"{_TESTS}/test_person.py::test_erasing_is_asked_about_first_and_wants_the_address_typed_again",
    ),
    Breakage(
        "P-06",
        "alerts/services/people_numbers.py",
        "    return count if count >= FEWEST else None",
        "    return count",
        "tests/integration/people/test_people_numbers.py::test_what_fewer_than_five_share_is_not_told",
    ),
    Breakage(
        "W-24",
        "alerts/db/references.py",
        "        reference.in_(sorted({each for _, each in keys})),\n",
        "",
        "tests/integration/store/test_matching_plans.py::test_no_question_looks_at_all_there_is",
    ),
    Breakage(
        "U-15",
        "alerts/domain/dead_links.py",
        'return _LEADS.sub("", dead_text(html, base_url, written))',
        "return dead_text(html, base_url, written)",
        "tests/unit/domain/test_dead_links.py::test_html_leads_nowhere_and_looks_the_same",
    ),
)
