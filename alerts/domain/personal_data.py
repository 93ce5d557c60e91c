"""Everything that is stored of people: which columns, what for and for how long. The privacy page says the same."""

from dataclasses import dataclass, field
from datetime import timedelta

from alerts.domain.operators import AUDIT_KEPT
from alerts.language import _, later


@dataclass(frozen=True)
class Lifetimes:
    """How long each kind of personal data is kept."""

    pending: timedelta = timedelta(days=7)
    sent_words: timedelta = timedelta(days=30)
    sent_ids: timedelta = timedelta(days=400)
    left: timedelta = timedelta(days=30)
    networks: timedelta = timedelta(days=30)
    new_addresses: timedelta = timedelta(days=7)
    unwatched_areas: timedelta = timedelta(days=7)
    polls: timedelta = timedelta(days=90)
    bounces: timedelta = timedelta(days=30)
    refusals: timedelta = timedelta(days=90)
    reports: timedelta = timedelta(days=180)
    records: timedelta = timedelta(days=90)


KEPT = Lifetimes()


@dataclass(frozen=True)
class Held:
    """Some columns, by table, with what they are in people's words, why we need them and how long they stay."""

    what: str
    why: str
    how_long: str
    columns: dict[str, str] = field(default_factory=dict)
    days: int = 0

    @property
    def kept(self) -> str:
        """How long, in the language spoken."""
        return _(self.how_long).format(left=KEPT.left.days, pending=KEPT.pending.days, days=self.days)


_AREA = later("as long as you watch an area, and {left} days after you stop, so that you can take it back")
_DAYS = later("{days} days")

HELD = (
    Held(
        later("Your e-mail address"),
        later("to write to you, and to know whether two ways to write it are one mailbox"),
        _AREA,
        {"subscriber": "id email limit_key generation created_at"},
    ),
    Held(
        later("The language that you read"),
        later("to write to you in it"),
        _AREA,
        {"subscriber": "language"},
    ),
    Held(
        later("Your areas and your choices"),
        later("to find what to tell you, and when"),
        later(
            "as long as you watch an area, and {left} days after you stop, so that you can take it back;"
            " a request that nobody confirms, {pending} days"
        ),
        {
            "subscription": (
                "id subscriber_id watch_area_id state frequency changes types include exclude remind_days digest_hour"
                " digest_weekday only_major constraint_kinds paused_until ended_at"
            ),
            "watch_area": (
                "id name kind label core margin_m minx miny maxx maxy postcode authority application_reference"
                " authorities vintage created_at pack_no"
            ),
            "mute": "subscriber_id application_id muted_at",
        },
    ),
    Held(
        later("When and on which page you asked, in which words we asked back, and when you confirmed"),
        later("to be able to show that you wanted it"),
        later("with the area"),
        {"subscription": "consent_wording consent_source requested_at confirmed_at"},
    ),
    Held(
        later("A code made from the network address you asked from, from which nobody can read the address"),
        later("to find out who floods other people’s inboxes"),
        _DAYS,
        {"subscription": "consent_ip"},
        days=KEPT.networks.days,
    ),
    Held(
        later("What you typed into the form"),
        later("to answer it by e-mail"),
        later("until it is answered, an hour at most"),
        {"signup": "id kind email area wishes source ip asked_at language"},
    ),
    Held(
        later("A new address that you want us to write to"),
        later("to ask it whether it is yours"),
        _DAYS,
        {"address_change": "id subscriber_id email requested_at taken_in_at"},
        days=KEPT.new_addresses.days,
    ),
    Held(
        later("Which applications we told you of, why, and in which e-mail"),
        later("to tell you of everything once, and to answer why"),
        later("with the area"),
        {
            "alert": (
                "id subscription_id change_id distance_m reason due_at created_at email_id tries set_aside"
            ),
            "digest": "subscription_id on_date email_id",
        },
    ),
    Held(
        later("What we asked you about an area that changed, and what you answered"),
        later("to ask you once, and to do as you said"),
        later("with the area"),
        {
            "area_question": (
                "id subscription_id event vintage area details asked_at told_at email_id answered_at answer"
            )
        },
    ),
    Held(
        later("The words of e-mails that we sent you, and the other address that one went to"),
        later("to send the same again should it be lost on its way, and to show you"),
        _DAYS,
        {"email": "subject text html pictures recipient letter"},
        days=KEPT.sent_words.days,
    ),
    Held(
        later("That an e-mail was sent, tried or came back"),
        later("to send none twice, and to stop where nobody reads"),
        _DAYS,
        {
            "email": (
                "id lane subscriber_id message_id composed_at list_id state attempts next_try_at lease_owner"
                " lease_until lease_no sent_at last_error bounced_at bounce_status"
            )
        },
        days=KEPT.sent_ids.days,
    ),
    Held(
        later("The notice by which an e-mail came back, without its words"),
        later("to count each notice once"),
        _DAYS,
        {"bounce": "digest email_id kind status received_at"},
        days=KEPT.bounces.days,
    ),
    Held(
        later("The days on which your mail server refused our mail"),
        later("to stop where it refuses for good"),
        _DAYS,
        {"delivery_failure": "subscriber_id on_date status"},
        days=KEPT.refusals.days,
    ),
    Held(
        later("Codes made from your address and your network address, with how often we wrote or were asked"),
        later("so that nobody’s inbox is flooded"),
        later("a day at most"),
        {"counter": "key window_at count"},
    ),
    Held(
        later("What you tell us of an application that we show at the wrong place"),
        later("to put it right; it is not kept with your address, and we do not ask for it"),
        _DAYS,
        {"place_report": "id application_id fault words reported_at told_at closed_at"},
        days=KEPT.reports.days,
    ),
    Held(
        later("What somebody who runs the service did for you, with a code made from your address"),
        later("to answer for it; the code goes when you have us forget you"),
        _DAYS,
        {"audit": "id at who action subject detail"},
        days=AUDIT_KEPT.days,
    ),
    Held(
        later("If you told us never to write to you, or your mail server did: a code made from your address"),
        later("to keep to it, whoever gives us your address"),
        later("until you tell us otherwise"),
        {"suppression": "address_hash reason since_at"},
    ),
)


def personal_columns() -> dict[str, set[str]]:
    """The columns of each table that hold something of people."""
    found: dict[str, set[str]] = {}
    for held in HELD:
        for table, columns in held.columns.items():
            found.setdefault(table, set()).update(columns.split())
    return found
