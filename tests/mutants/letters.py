"""Guards of what e-mails say: their length, their order, their links, their one welcome, what they fetch."""

from tests.mutants.breakage import Breakage

_LIMITS = "tests/unit/mail/test_compose_limits.py"
_WELCOME = "tests/integration/web/test_welcome.py"

BREAKAGES = (
    Breakage(
        "M-15",
        "alerts/mail/compose.py",
        "MOST_BYTES = 96_500",
        "MOST_BYTES = 965_000",
        f"{_LIMITS}::test_links_without_end_make_fewer_be_listed_and_the_rest_counted",
    ),
    Breakage(
        "M-15",
        "alerts/mail/frame.py",
        "more=len(alert.items) - len(whys),",
        "more=len(alert.items) - 50,",
        f"{_LIMITS}::test_links_without_end_make_fewer_be_listed_and_the_rest_counted",
    ),
    Breakage(
        "M-17",
        "alerts/domain/subject.py",
        "if room < _LEAST_ROOM:",
        "if False:",
        "tests/unit/domain/test_subject.py::test_no_subject_is_longer_than_an_inbox_shows_whatever_is_in_it",
    ),
    Breakage(
        "C-12",
        "alerts/domain/web_address.py",
        'or "@" in parts.netloc',
        "",
        "tests/unit/mail/test_links_of_feeds.py::test_what_is_no_plain_address_of_the_web_is_no_link",
    ),
    Breakage(
        "P-08",
        "alerts/mail/templates/_item_full.html",
        'src="cid:{{ item.picture.cid }}"',
        'src="{{ item.page }}.png"',
        "tests/unit/mail/test_mail_clients.py::test_nothing_is_fetched_and_links_lead_to_us_or_to_the_council",
    ),
    Breakage(
        "S-04",
        "alerts/services/welcoming.py",
        "    email_id = _welcome_id(identity.key, row.id)\n",
        '    email_id = __import__("secrets").token_hex(16)\n',
        f"{_WELCOME}::test_two_processes_that_confirm_at_the_same_moment_queue_one_welcome",
    ),
    Breakage(
        "U-16",
        "alerts/services/wanting.py",
        "if row.id in wanted and _still_stands(session, identity, row)",
        "if row.id in wanted",
        "tests/integration/sending/test_every_letter.py::test_a_welcome_is_dropped_when_the_person_has_left_meanwhile",
    ),
    Breakage(
        "U-18",
        "alerts/mail/ready.py",
        "        blank[slot.start : slot.start + slot.before_break] = _BLANK[: slot.before_break]\n",
        "",
        "tests/unit/mail/test_ready.py::"
        "test_what_is_stored_names_no_recipient_and_holds_no_token_and_nothing_that_stands_in_for_one",
    ),
    Breakage(
        "K-05",
        "alerts/mail/ready.py",
        "        piece = bisect_right(ends, start)\n",
        "        piece = 0\n",
        "tests/unit/mail/test_ready.py::test_a_token_that_a_line_ends_in_is_filled_in_on_both_lines",
    ),
    Breakage(
        "P-05",
        "alerts/db/emails.py",
        'else_=EmailRow.letter) if state == "queued" else None,',
        "else_=EmailRow.letter),",
        "tests/integration/sending/test_ready_letters.py::test_a_letter_goes_with_its_email[sqlite-outcome0-sent]",
    ),
)
