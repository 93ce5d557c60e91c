"""Passwords and keys in an address are known as such, and what is none is left as it is."""

import pytest

from alerts.domain.web_address import keys_in, without_keys


@pytest.mark.parametrize(
    ("address", "keys", "shown"),
    [
        ("postgresql+psycopg://u:p4ss@h/d", ("p4ss",), "postgresql+psycopg://u:***@h/d"),
        (
            "postgresql://h/d?user=u&password=p4ss&sslpassword=t00&sslmode=verify-full",
            ("p4ss", "t00"),
            "postgresql://h/d?user=u&password=***&sslpassword=***&sslmode=verify-full",
        ),
        (
            "https://x.example/a.json?$limit=10&api_key=k3y#end",
            ("k3y",),
            "https://x.example/a.json?$limit=10&api_key=***#end",
        ),
        (
            "https://x.example/a.json?$$app_token=k3y&%24%24app_token=k4y",
            ("k3y", "k4y"),
            "https://x.example/a.json?$$app_token=***&%24%24app_token=***",
        ),
        ("https://x.example/hook?code=k3y;sv=2", ("k3y",), "https://x.example/hook?code=***;sv=2"),
        (
            "https://x.example/?X-Access-Token=k3y&Signature=s1g",
            ("k3y", "s1g"),
            "https://x.example/?X-Access-Token=***&Signature=***",
        ),
    ],
)
def test_what_opens_something_is_found_and_masked(address: str, keys: tuple[str, ...], shown: str) -> None:
    assert set(keys_in(address)) == set(keys)
    assert without_keys(address) == shown


@pytest.mark.parametrize(
    "address",
    [
        "https://x.example:8443/a?authority=E09000007&postcode=NW51TL&keyword=shed",
        "https://tiles.example/{z}/{x}/{y}.png",
        "sqlite:////var/lib/a.sqlite",
        "https://x.example/a@b:c?key=",
    ],
)
def test_an_address_that_opens_nothing_stays_as_it_is(address: str) -> None:
    assert keys_in(address) == ()
    assert without_keys(address) == address
