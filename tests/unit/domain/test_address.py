"""E-mail addresses: one spelling a mailbox, never another domain."""

import pytest

from alerts.domain.address import limit_key, masked, read_address
from alerts.domain.errors import EmailRefused


@pytest.mark.fault("M-16")
@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("alice@example.com", "alice@example.com"),
        ("  Alice@Example.COM ", "alice@example.com"),
        ("alice+planning@example.com", "alice+planning@example.com"),
        ("x@faß.de", "x@xn--fa-hia.de"),
        ("x@bücher.example", "x@xn--bcher-kva.example"),
    ],
)
def test_an_address_is_stored_in_one_spelling(typed: str, stored: str) -> None:
    assert read_address(typed) == stored


@pytest.mark.fault("M-16")
@pytest.mark.fault("U-06")
@pytest.mark.parametrize(
    "typed",
    [
        "",
        "alice",
        "alice@",
        "@example.com",
        "a@b@c",
        "alice@example.com.",
        "alice@-example.com",
        "alice@exa mple.com",
        "jösé@example.com",
        "\u212aelvin@example.com",
        "ﬁ@x",
        "ali\u200bce@example.com",
        "alice@example.com\r\nBcc: bob@example.com",
        '"alice smith"@example.com',
        "alice@[127.0.0.1]",
        "a" * 65 + "@example.com",
        "alice@" + "a" * 300 + ".com",
    ],
)
def test_an_address_to_which_no_mail_could_safely_go_is_refused(typed: str) -> None:
    with pytest.raises(EmailRefused, match="right form"):
        read_address(typed)


@pytest.mark.fault("U-01")
@pytest.mark.parametrize(
    "address", ["alice.smith@example.com", "Alice.Smith+new@Example.com", "a.lice.smith+1+2@example.com"]
)
def test_spellings_of_one_mailbox_count_as_one_for_limits(address: str) -> None:
    assert limit_key(address) == "alicesmith@example.com"


@pytest.mark.fault("P-06")
def test_an_operator_sees_too_little_to_write_to() -> None:
    assert masked("alice@example.com") == "a***@example.com"
