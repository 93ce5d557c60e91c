"""What tells of a person or opens a door is taken out of any text, and what an operator needs stays."""

from datetime import UTC, datetime

import pytest

from alerts.domain.links import Claim, Purpose, token_for
from alerts.domain.masking import ADDRESS, Mask

KEY = "0123456789abcdef0123456789abcdef"
TOKEN = token_for(Claim(Purpose.MANAGE, 7, 1, datetime(2026, 11, 23, tzinfo=UTC)), KEY)


@pytest.mark.fault("P-06")
@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("sent to jane@example.org", "sent to (address)"),
        ("<jane.o'brien+alerts@mail.example.org>: 550 no", "<(address)>: 550 no"),
        ("Key (email)=(jane@example.org) already exists", "Key (email)=((address)) already exists"),
        ("{'email': 'jane@example.org', 'id': 4}", "{'email': '(address)', 'id': 4}"),
        ("'o'brien@example.org'", "'(address)'"),
        ('"jane doe"@example.org is refused', "(address) is refused"),
        ("jane@[192.0.2.1] and jörg@bücher.example", "(address) and (address)"),
        ("/subscriptions?email=jane%40example.org&area=x", "(address)"),
        ("postgresql://" + "alerts:pass" + "@db.example/alerts", "(address)"),
        ("a@b@c.example, d", "(address), d"),
        ("It said no to jane@example.org.", "It said no to (address)."),
    ],
)
def test_addresses_are_taken_out(text: str, masked: str) -> None:
    assert Mask()(text) == masked


@pytest.mark.fault("U-15")
@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (f"GET /manage/{TOKEN} HTTP/1.1", "GET /manage/(token) HTTP/1.1"),
        (f"GET /cy/unsubscribe/{TOKEN[:20]}", "GET /cy/unsubscribe/(token)"),
        (f"token={TOKEN}, and more", "token=(token), and more"),
        (f"['{TOKEN}']", "['(token)']"),
        ("csrf 495123.Zm9vYmFyMTIzNDU2Nzg5MGFiY2RlZmdoaWprbG1ub3A", "csrf 495123.(token)"),
    ],
)
def test_tokens_are_taken_out(text: str, masked: str) -> None:
    assert Mask()(text) == masked


def test_secrets_are_taken_out_the_longest_first() -> None:
    mask = Mask(["hunter2hunter2", "hunter2hunter2-and-more", "short"])
    assert mask("hunter2hunter2-and-more, hunter2hunter2: a short one") == "(secret), (secret): a short one"


@pytest.mark.parametrize(
    "text",
    [
        "polled camden: {'name': 'camden', 'fetched': 12, 'seconds': 0.3}",
        "GET /manage/<token> failed, mark 0a1b2c3d",
        "the e-mail 0123456789abcdef0123456789abcdef could not be handed over",
        "sha256 " + "0123456789abcdef" * 4,
        'File "/srv/planning-alerts/alerts/services/subscribing_and_more_of_the_same.py", line 12, in confirm',
        "planning.example: it said 503 (http-status)",
    ],
)
def test_what_an_operator_needs_stays(text: str) -> None:
    assert Mask()(text) == text


@pytest.mark.parametrize("word", ["a", "a/", "a'", ".", "é", "A", "a%", '"'])
def test_a_word_without_end_does_not_stop_the_log(word: str) -> None:
    """Read anew from each of its letters, it would take hours, with whoever wants to log something waiting."""
    endless = word * 200_000
    assert Mask()(f"{endless} bob@example.org") == f"{endless} {ADDRESS}"


def test_an_address_behind_others_is_found_as_well() -> None:
    assert Mask()("a@b.example'c@d.example' it's x@. 'e@f.example'.") == (
        f"{ADDRESS}'{ADDRESS}' it's x@. '{ADDRESS}'."
    )
