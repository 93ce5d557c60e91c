"""Mail that comes back: what a server or a mailbox provider tells of an e-mail of ours."""

from alerts.mail.returned.incoming import read_incoming
from alerts.mail.returned.report import Incoming, Kind, Report

__all__ = ["Incoming", "Kind", "Report", "read_incoming"]
