"""The mail server's settings: safe unless told otherwise, patient after the dot."""

import pytest

from alerts.mail.smtp_settings import Security, SmtpServer, SmtpTimeouts


@pytest.mark.fault("M-07")
@pytest.mark.fault("M-08")
@pytest.mark.fault("M-09")
def test_the_time_limits_are_10_60_600_and_120_seconds():
    assert SmtpTimeouts() == SmtpTimeouts(connect_s=10, step_s=60, after_dot_s=600, before_dot_s=120)


@pytest.mark.fault("M-10")
def test_starttls_is_required_unless_settings_say_otherwise():
    assert SmtpServer("mail.example", 587, "alerts.example").security is Security.STARTTLS


def test_settings_reach_flask_mail_under_its_own_names():
    server = SmtpServer("mail.example", 465, "alerts.example", Security.TLS, "alerts", "secret")
    assert server.mail_settings() == {
        "MAIL_SERVER": "mail.example",
        "MAIL_PORT": 465,
        "MAIL_USE_TLS": False,
        "MAIL_USE_SSL": True,
        "MAIL_USERNAME": "alerts",
        "MAIL_PASSWORD": "secret",
        "MAIL_MAX_EMAILS": 100,
        "MAIL_SUPPRESS_SEND": False,
    }


def test_the_password_is_not_shown():
    assert "secret" not in repr(SmtpServer("mail.example", 587, "alerts.example", password="secret"))


def test_a_password_that_cannot_be_sent_is_refused_at_the_start():
    with pytest.raises(ValueError, match="ASCII"):
        SmtpServer("mail.example", 587, "alerts.example", username="alerts", password="sécret")
