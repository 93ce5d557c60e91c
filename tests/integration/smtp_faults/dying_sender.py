"""Sends Alice's letter and kills itself, without a chance to tidy up, at the phase it is given."""

import os
import signal
import sys

from alerts.mail.outcome import Phase
from alerts.mail.sender import SmtpSender
from alerts.mail.smtp_settings import Security, SmtpServer
from tests.rig.letters import ENVELOPE_FROM, a_message


def main() -> None:
    port, last_phase = int(sys.argv[1]), Phase(sys.argv[2])

    def die_at(phase: Phase) -> None:
        if phase is last_phase:
            os.kill(os.getpid(), signal.SIGKILL)

    server = SmtpServer("127.0.0.1", port, "alerts.example", Security.NONE)
    with SmtpSender(server).connect() as connection:
        connection.deliver(a_message(), ENVELOPE_FROM, "alice@example.com", die_at)


if __name__ == "__main__":
    main()
