"""Links in e-mails: what each opens, and what opens nothing."""

import base64
import re
from datetime import UTC, datetime, timedelta

import pytest

from alerts.domain.errors import LinkRefused
from alerts.domain.links import (
    LIFETIMES,
    Claim,
    Purpose,
    filled,
    placeholder,
    read_token,
    token_for,
    token_placeholder,
    without_placeholders,
)

KEY, OLD_KEY = "the key of today, long enough", "the key of last year, long enough"
ISSUED = datetime(2026, 6, 10, 11, 0, tzinfo=UTC)


def a_claim(purpose: Purpose = Purpose.MANAGE, **changed: int) -> Claim:
    return Claim(
        purpose, changed.get("subject", 7), changed.get("generation", 0), ISSUED, changed.get("about", 0)
    )


def refused(token: str, purpose: Purpose = Purpose.MANAGE, now: datetime = ISSUED) -> str:
    with pytest.raises(LinkRefused) as refusal:
        read_token(token, purpose, (KEY,), now)
    return str(refusal.value)


@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_token_gives_back_what_was_claimed(purpose: Purpose) -> None:
    claim = a_claim(purpose, subject=2**40, generation=65535, about=3)
    assert read_token(token_for(claim, KEY), purpose, (KEY,), ISSUED) == claim


def test_the_same_claim_gives_the_same_token_so_that_a_repeated_email_is_the_same() -> None:
    assert token_for(a_claim(), KEY) == token_for(a_claim(), KEY)


@pytest.mark.fault("U-13")
@pytest.mark.parametrize("made_for", list(Purpose))
@pytest.mark.parametrize("used_for", list(Purpose))
def test_a_token_opens_only_what_it_was_made_for(made_for: Purpose, used_for: Purpose) -> None:
    token = token_for(a_claim(made_for), KEY)
    if made_for is used_for:
        assert read_token(token, used_for, (KEY,), ISSUED).subject == 7
    else:
        assert "not one of ours" in refused(token, used_for)


@pytest.mark.fault("U-11")
def test_every_wrong_token_is_refused_in_the_same_words() -> None:
    token = token_for(a_claim(), KEY)
    wrong = [
        "",
        "x",
        token[:-1],
        token[:40],
        token + "A",
        token + ".",
        "ü" * 76,
        "A" * len(token),
        "A" * 100_000,
    ]
    other_key = token_for(a_claim(), OLD_KEY)
    late = refused(token, now=ISSUED + timedelta(days=31))
    assert {refused(text) for text in [*wrong, other_key]} == {late}


@pytest.mark.fault("U-14")
def test_a_token_with_any_byte_altered_is_refused() -> None:
    raw = base64.urlsafe_b64decode(token_for(a_claim(), KEY) + "==")
    for position in range(len(raw)):
        altered = bytearray(raw)
        altered[position] ^= 1
        refused(base64.urlsafe_b64encode(altered).rstrip(b"=").decode())


@pytest.mark.parametrize(
    ("purpose", "days"),
    [(Purpose.CONFIRM, 7), (Purpose.MANAGE, 30), (Purpose.FOLLOW, 90), (Purpose.MUTE, 90)],
)
def test_a_link_is_good_for_its_days_and_no_longer(purpose: Purpose, days: int) -> None:
    token = token_for(a_claim(purpose), KEY)
    assert LIFETIMES[purpose] == timedelta(days=days)
    assert read_token(token, purpose, (KEY,), ISSUED + timedelta(days=days)).subject == 7
    refused(token, purpose, ISSUED + timedelta(days=days, minutes=1))


def test_an_unsubscribe_link_never_grows_old() -> None:
    token = token_for(a_claim(Purpose.UNSUBSCRIBE), KEY)
    assert read_token(token, Purpose.UNSUBSCRIBE, (KEY,), ISSUED + timedelta(days=3650)).subject == 7


@pytest.mark.fault("U-18")
def test_an_old_key_opens_links_for_as_long_as_it_is_kept() -> None:
    token = token_for(a_claim(), OLD_KEY)
    assert read_token(token, Purpose.MANAGE, (KEY, OLD_KEY), ISSUED).subject == 7
    refused(token)


def test_placeholders_become_whole_addresses() -> None:
    text = f"Stop:\n{placeholder(Purpose.UNSUBSCRIBE, 7)}\nMute:\n{placeholder(Purpose.MUTE, 7, 12)}\n"
    lines = filled(text, "https://alerts.example", 3, ISSUED, KEY).splitlines()
    assert re.fullmatch(r"https://alerts\.example/unsubscribe/[A-Za-z0-9_-]+", lines[1])
    claim = read_token(lines[3].rpartition("/")[2], Purpose.MUTE, (KEY,), ISSUED)
    assert claim == Claim(Purpose.MUTE, 7, 3, ISSUED, 12)


def test_a_stored_email_holds_no_working_link() -> None:
    assert placeholder(Purpose.MANAGE, 7) == "{{link:manage:7:0}}"


def test_a_text_that_reads_like_a_placeholder_is_broken_up() -> None:
    forged = without_placeholders("Loft {{link:manage:1:0}} extension")
    assert filled(forged, "https://alerts.example", 0, ISSUED, KEY) == "Loft { {link:manage:1:0}} extension"


def test_a_token_can_stand_alone() -> None:
    text = f"{token_placeholder(Purpose.UNSUBSCRIBE, 7)} {placeholder(Purpose.UNSUBSCRIBE, 7)}"
    token, address = filled(text, "https://alerts.example", 5, ISSUED, KEY).split()
    assert address == f"https://alerts.example/unsubscribe/{token}"
    assert token == token_for(Claim(Purpose.UNSUBSCRIBE, 7, 5, ISSUED), KEY)


def test_a_feed_cannot_write_a_token_into_an_email() -> None:
    forged = without_placeholders(str(token_placeholder(Purpose.MANAGE, 1)))
    assert filled(forged, "https://alerts.example", 5, ISSUED, KEY) == forged
