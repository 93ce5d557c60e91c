"""Everything that is stored of people: which columns, what for and for how long. The privacy page says the same."""

from dataclasses import dataclass, field
from datetime import timedelta


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


KEPT = Lifetimes()


@dataclass(frozen=True)
class Held:
    """Some columns, by table, with what they are in people's words, why we need them and how long they stay."""

    what: str
    why: str
    how_long: str
    columns: dict[str, str] = field(default_factory=dict)


_AREA = (
    f"as long as you watch an area, and {KEPT.left.days} days after you stop, so that you can take it back"
)

HELD = (
    Held(
        "Your e-mail address",
        "to write to you, and to know whether two ways to write it are one mailbox",
        _AREA,
        {"subscriber": "id email limit_key generation created_at"},
    ),
    Held(
        "Your areas and your choices",
        "to find what to tell you, and when",
        f"{_AREA}; a request that nobody confirms, {KEPT.pending.days} days",
        {
            "subscription": (
                "id subscriber_id watch_area_id state frequency changes types include exclude remind_days digest_hour"
                " digest_weekday only_major constraint_kinds paused_until ended_at"
            ),
            "watch_area": (
                "id name kind label core margin_m minx miny maxx maxy postcode authority application_reference"
                " authorities vintage created_at"
            ),
            "mute": "subscriber_id application_id muted_at",
        },
    ),
    Held(
        "When and on which page you asked, in which words we asked back, and when you confirmed",
        "to be able to show that you wanted it",
        "with the area",
        {"subscription": "consent_wording consent_source requested_at confirmed_at"},
    ),
    Held(
        "A code made from the network address you asked from, from which nobody can read the address",
        "to find out who floods other people’s inboxes",
        f"{KEPT.networks.days} days",
        {"subscription": "consent_ip"},
    ),
    Held(
        "What you typed into the form",
        "to answer it by e-mail",
        "until it is answered, an hour at most",
        {"signup": "id kind email area wishes source ip asked_at"},
    ),
    Held(
        "A new address that you want us to write to",
        "to ask it whether it is yours",
        f"{KEPT.new_addresses.days} days",
        {"address_change": "id subscriber_id email requested_at taken_in_at"},
    ),
    Held(
        "Which applications we told you of, why, and in which e-mail",
        "to tell you of everything once, and to answer why",
        "with the area",
        {
            "alert": (
                "id subscription_id change_id distance_m reason due_at created_at email_id tries set_aside"
            ),
            "digest": "subscription_id on_date email_id",
        },
    ),
    Held(
        "The words of e-mails that we sent you, and the other address that one went to",
        "to send the same again should it be lost on its way, and to show you",
        f"{KEPT.sent_words.days} days",
        {"email": "subject text html pictures recipient"},
    ),
    Held(
        "That an e-mail was sent, tried or came back",
        "to send none twice, and to stop where nobody reads",
        f"{KEPT.sent_ids.days} days",
        {
            "email": (
                "id lane subscriber_id message_id composed_at list_id state attempts next_try_at lease_owner"
                " lease_until lease_no sent_at last_error bounced_at bounce_status"
            )
        },
    ),
    Held(
        "The notice by which an e-mail came back, without its words",
        "to count each notice once",
        f"{KEPT.bounces.days} days",
        {"bounce": "digest email_id kind status received_at"},
    ),
    Held(
        "The days on which your mail server refused our mail",
        "to stop where it refuses for good",
        f"{KEPT.refusals.days} days",
        {"delivery_failure": "subscriber_id on_date status"},
    ),
    Held(
        "Codes made from your address and your network address, with how often we wrote or were asked",
        "so that nobody’s inbox is flooded",
        "a day at most",
        {"counter": "key window_at count"},
    ),
    Held(
        "What you tell us of an application that we show at the wrong place",
        "to put it right; it is not kept with your address, and we do not ask for it",
        f"{KEPT.reports.days} days",
        {"place_report": "id application_id fault words reported_at told_at closed_at"},
    ),
    Held(
        "If you told us never to write to you, or your mail server did: a code made from your address",
        "to keep to it, whoever gives us your address",
        "until you tell us otherwise",
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
