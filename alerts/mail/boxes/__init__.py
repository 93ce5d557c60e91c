"""Where mail to us lies, each kind of box in a file of its own. A new kind is one file and one line here."""

from alerts.mail.boxes.box import Box, BoxSettings, BoxUnusable, Message
from alerts.mail.boxes.imap import ImapBox
from alerts.mail.boxes.maildir import MaildirBox

KINDS: dict[str, type[Box]] = {"maildir": MaildirBox, "imap": ImapBox}

__all__ = ["KINDS", "Box", "BoxSettings", "BoxUnusable", "Message"]
