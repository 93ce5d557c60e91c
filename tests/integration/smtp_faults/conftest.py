"""A mail server that does as it is told, and senders for it with short patience."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from alerts.mail.sender import SmtpSender
from alerts.mail.smtp_settings import Security, SmtpServer, SmtpTimeouts
from tests.rig.smtp import SmtpRig, trusting_context

# Long enough for a busy machine, short enough for a test that waits one out.
SHORT = SmtpTimeouts(connect_s=1.0, step_s=1.0, after_dot_s=1.0, before_dot_s=5.0)
PATIENT = SmtpTimeouts(connect_s=20.0, step_s=20.0, after_dot_s=20.0, before_dot_s=60.0)


@pytest.fixture
def rig() -> Iterator[SmtpRig]:
    with SmtpRig() as running:
        yield running


@pytest.fixture
def sender_to(rig: SmtpRig) -> Callable[..., SmtpSender]:
    def build(timeouts: SmtpTimeouts = PATIENT, **settings: object) -> SmtpSender:
        server = SmtpServer(rig.host, rig.port, "alerts.example", **{"security": Security.NONE} | settings)
        return SmtpSender(server, timeouts, trusting_context())

    return build
