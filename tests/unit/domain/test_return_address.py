"""Where e-mails come back to: an address that only we can make."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.domain.return_address import GOOD_FOR, read_return_address, return_address
from alerts.mail.wire import own_wire_address

KEY, OTHER_KEY = "a key of 32 letters or more, for one", "a key of 32 letters or more, for two"
ID, ALICE, BOB = "0123456789abcdef0123456789abcdef", "alice@example.com", "bob@example.com"
OURS = return_address(ID, ALICE, "bounces.example", KEY)


def test_it_fits_an_envelope_and_names_the_email() -> None:
    local_part, _, domain = OURS.partition("@")
    assert own_wire_address(OURS) == OURS
    assert (len(local_part), domain) == (64, "bounces.example")
    assert local_part.startswith(f"bounce+{ID}.")
    assert "alice" not in OURS


def test_it_is_read_back_whatever_a_server_did_to_its_case() -> None:
    for spelt in (OURS, OURS.upper()):
        returned = read_return_address(spelt)
        assert returned is not None
        assert returned.email_id == ID
        assert returned.is_ours(ALICE, (KEY,))


@pytest.mark.fault("U-18")
def test_one_made_with_an_earlier_key_is_ours_as_long_as_that_key_is_good_for_reading() -> None:
    returned = read_return_address(OURS)
    assert returned is not None
    assert returned.is_ours(ALICE, (OTHER_KEY, KEY))


@pytest.mark.fault("M-13")
def test_another_key_another_person_or_another_email_is_not_ours() -> None:
    returned = read_return_address(OURS)
    assert returned is not None
    assert not returned.is_ours(ALICE, (OTHER_KEY,))
    assert not returned.is_ours(BOB, (KEY,))
    assert not returned._replace(email_id=ID[::-1]).is_ours(ALICE, (KEY,))


@pytest.mark.parametrize(
    "address",
    [
        "",
        "bounce@x",
        f"bounce+{ID}@x",
        f"bounce+{ID}.short@x",
        f"x{OURS}",
        OURS.partition("@")[0],
        f"{OURS}\n",
    ],
)
def test_what_is_no_return_address_is_none(address: str) -> None:
    assert read_return_address(address) is None


@pytest.mark.fault("M-13")
@given(st.text())
def test_no_text_is_mistaken_for_one_of_ours(text: str) -> None:
    returned = read_return_address(text)
    assert returned is None or not returned.is_ours(ALICE, (KEY,))


def test_an_email_may_come_back_for_seven_days() -> None:
    assert timedelta(days=7) == GOOD_FOR
