"""What a worker needs to send e-mails, and how long one that it has taken stays its own."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from alerts.db.clock import database_time
from alerts.db.session import Database
from alerts.domain.post_health import PostLimits
from alerts.effects import OnEffect, no_effect
from alerts.mail.compose import MailSite
from alerts.mail.sender import Sender
from alerts.mail.signing import Sign, unsigned
from alerts.services.identity import MailIdentity

LEASE = timedelta(seconds=60)
RENEW_EVERY = timedelta(seconds=15)
"""A worker that lives renews its leases; one that died or is frozen does not, and another takes over in a minute."""

LOOK_EVERY = timedelta(milliseconds=250)
"""How often it is looked, while a batch of e-mails is in hand, whether one of an earlier lane has come."""


@dataclass(frozen=True)
class Post:
    """All that a worker needs to send: the way out, our identity, the clocks, the pace.

    `clock` says when an e-mail is due; leases go by `database_clock`, since workers' own clocks may differ; `nap` and
    `monotonic` pass and measure the time for which a database that is away is waited for.
    """

    database: Database
    sender: Sender
    site: MailSite
    identity: MailIdentity
    clock: Callable[[], datetime]
    rate_per_second: float = 10.0
    connections: int = 1
    lease: timedelta = LEASE
    renew_every: timedelta = RENEW_EVERY
    look_every: timedelta = LOOK_EVERY
    database_clock: Callable[[Session], datetime] = database_time
    sign: Sign = unsigned
    limits: PostLimits = field(default_factory=PostLimits)
    is_stopping: Callable[[], bool] = lambda: False
    nap: Callable[[float], None] = time.sleep
    monotonic: Callable[[], float] = time.monotonic
    on_effect: OnEffect = no_effect
