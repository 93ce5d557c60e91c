"""What a server's answers mean for the letter, the recipient and the server."""

import pytest

from alerts.domain.masking import ADDRESS
from alerts.mail.outcome import NotSent, Sent, Unknown
from alerts.mail.replies import Step, refusal, refused_at, verdict


@pytest.mark.parametrize(
    ("step", "code"),
    [(Step.MAIL, 250), (Step.RCPT, 250), (Step.RCPT, 251), (Step.RCPT, 252), (Step.DATA, 354)],
)
def test_a_server_that_goes_along_has_refused_nothing(step, code):
    assert refused_at(step, code, b"ok") is None


@pytest.mark.fault("M-02")
@pytest.mark.parametrize("code", [450, 451, 452])
def test_a_4xx_for_a_recipient_is_temporary_and_the_recipients_own(code):
    assert refused_at(Step.RCPT, code, b"4.7.1 later") == NotSent(False, code, "4.7.1 later", False, False)


@pytest.mark.fault("M-02")
@pytest.mark.parametrize("step", [Step.MAIL, Step.RCPT, Step.DATA])
def test_throttling_is_the_servers_and_never_permanent(step):
    assert refused_at(step, 454, b"4.7.0 slow down") == NotSent(False, 454, "4.7.0 slow down", False, True)


@pytest.mark.fault("M-02")
@pytest.mark.parametrize(
    ("step", "uses_up_a_try"),
    [(Step.OPEN, False), (Step.MAIL, False), (Step.RCPT, True), (Step.DATA, True)],
)
def test_a_closing_server_is_lost_and_sick_and_may_be_so_over_a_letter_that_it_has_heard_of(
    step, uses_up_a_try
):
    closing = NotSent(False, 421, "4.3.2 closing", True, True, uses_up_a_try)
    assert refusal(step, 421, b"4.3.2 closing") == closing


@pytest.mark.fault("M-03")
def test_an_unknown_mailbox_is_permanent_and_its_status_can_be_read():
    outcome = refused_at(Step.RCPT, 550, b"5.1.1 no such user\n5.1.1 look again")
    assert outcome == NotSent(True, 550, "5.1.1 no such user 5.1.1 look again", False, False)
    assert outcome.enhanced_status == "5.1.1"


def test_whom_a_server_refused_is_not_written_down_with_why():
    refused = refused_at(Step.RCPT, 550, b"5.1.1 <jane.o'doe@example.com>: no such user")
    assert refused is not None
    assert refused.reason == f"5.1.1 <{ADDRESS}>: no such user"


@pytest.mark.parametrize("code", [530, 535, 538, 550, 553])
def test_a_5xx_before_the_recipient_was_named_is_never_the_recipients(code):
    assert refused_at(Step.MAIL, code, b"5.7.1 not you") == NotSent(False, code, "5.7.1 not you", False, True)


@pytest.mark.parametrize("code", [530, 535, 538])
def test_a_recipient_is_not_blamed_when_the_server_wants_a_login(code):
    assert refused_at(Step.RCPT, code, b"5.7.0 log in") == NotSent(False, code, "5.7.0 log in", False, True)


@pytest.mark.fault("M-11")
def test_a_wrong_password_is_not_permanent_for_anybody():
    assert refusal(Step.OPEN, 535, b"5.7.8 wrong") == NotSent(False, 535, "5.7.8 wrong", True, True)


def test_an_answer_out_of_turn_ends_the_connection():
    assert refused_at(Step.DATA, 250, b"ok") == NotSent(False, None, "unexpected answer 250 ok", True, False)
    assert refused_at(Step.RCPT, -1, b"?") == NotSent(False, None, "unexpected answer -1 ?", True, False)


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        (250, Sent("2.0.0 taken")),
        (251, Sent("2.0.0 taken")),
        (451, NotSent(False, 451, "2.0.0 taken", False, False)),
        (552, NotSent(True, 552, "2.0.0 taken", False, False)),
        (554, NotSent(True, 554, "2.0.0 taken", False, False)),
        (421, NotSent(False, 421, "2.0.0 taken", True, True, uses_up_a_try=True)),
        (-1, Unknown("unexpected answer -1 2.0.0 taken after the dot")),
        (354, Unknown("unexpected answer 354 2.0.0 taken after the dot")),
    ],
)
def test_the_answer_to_the_dot_decides(code, outcome):
    assert verdict(code, b"2.0.0 taken") == outcome


@pytest.mark.parametrize(
    ("reason", "status"),
    [("5.1.10 null MX", "5.1.10"), ("no status", None), ("5.1.1.4 is an address", None), ("550", None)],
)
def test_only_a_status_at_the_front_counts(reason, status):
    assert NotSent(True, 550, reason, False, False).enhanced_status == status


def test_a_reason_is_one_short_line_of_ascii():
    outcome = refusal(Step.RCPT, 550, b"5.1.1 \x1b[31mred\r\nsecond \xff" + b"x" * 1000)
    assert outcome.reason.startswith("5.1.1 [31mred second x")
    assert len(outcome.reason) == 300
