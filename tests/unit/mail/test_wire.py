"""Addresses and messages on the wire: unchanged, or refused."""

import pytest

from alerts.mail.errors import UnsafeMessageError, UnsendableAddressError
from alerts.mail.wire import own_wire_address, wire_address, wire_body


@pytest.mark.fault("M-16")
@pytest.mark.parametrize(
    ("address", "on_the_wire"),
    [
        ("x@faß.de", "x@xn--fa-hia.de"),
        ("x@bücher.example", "x@xn--bcher-kva.example"),
        ("info@german-services.vermögensberatung", "info@german-services.xn--vermgensberatung-pwb"),
        ("japanese@例え.テスト", "japanese@xn--r8jz45g.xn--zckzah"),
        ("x@xn--fa-hia.de", "x@xn--fa-hia.de"),
    ],
)
def test_a_domain_beyond_ascii_is_written_as_idna_2008_has_it(address, on_the_wire):
    assert wire_address(address) == on_the_wire


@pytest.mark.fault("M-16")
@pytest.mark.parametrize(
    "address",
    [
        "email@domain.example",
        "email@domain.EXAMPLE",
        "Alice@example.com",
        "first.last@domain.example",
        "first.o'last@domain.example",
        "email@sub.domain.example",
        "first+last@domain.example",
        "1234567890@domain.example",
        "email@domain-one.example",
        "_______@domain.example",
        "email@domain.superlongtoplevel",
        "email@domain.co.jp",
        "first-last@domain.example",
        "info@german-services.reallylongarbitrarytopleveldomain",
        "email@double--hyphen.example",
        "a" * 64 + "@domain.example",
    ],
)
def test_an_ordinary_address_goes_as_it_is(address):
    assert wire_address(address) == address


@pytest.mark.fault("M-16")
@pytest.mark.parametrize(
    "address",
    [
        "",
        "@",
        "jösé@example.com",
        "ﬁ@x",
        "ﬁ@example.com",
        "x@ﬁ.example",
        "al\u200bice@example.com",
        "alice@exam\u200bple.com",
        "alice@\ufeffexample.com",
        "alice@strasse\u200d.example",
        "a@b@c",
        "a@b@c.example",
        '"quoted"@example.com',
        '"quoted@example.com"',
        '"a@b"@example.com',
        '"leading-quote@example.com',
        'middle"-quote@example.com',
        "alice@example.com.",
        "alice@example。com",
        "alice@example．com",
        "alice@example｡com",
        "alice@BÜCHER.example",
        "email@123.123.123.123",
        "email@[123.123.123.123]",
        "email@[IPv6:::1]",
        "plainaddress",
        "@no-local-part.example",
        "Outlook <outlook@domain.example>",
        "<alice@example.com>",
        "no-at.domain.example",
        "no-top-level@domain",
        ";semicolon-first@domain.example",
        "semicolon-amid@domain.co;uk",
        "semicolon-last@domain.example;",
        "many-dots@domain..gov..uk",
        "two-dots..before@domain.example",
        ".dot-first@domain.example",
        "dot-last.@domain.example",
        "spaces before@domain.example",
        "spaces-after@dom ain.example",
        " alice@example.com",
        "alice@example.com ",
        "underscore@dom_ain.example",
        "pipe@example.com|gov.uk",
        "comma,before@gov.uk",
        "comma-after@domain,gov.uk",
        "pound£before@domain.example",
        "curly’apostrophe@domain.example",
        "curly”quote@domain.example",
        "dot-starts@.domain.example",
        "brackets(before)@domain.example",
        "alice@(comment)example.com",
        "alice@example.com(comment)",
        "punycode@xn---something.example",
        "hyphen@-domain.example",
        "a" * 65 + "@domain.example",
        "long@" + ".".join(["a" * 60] * 4) + ".example",
        "label@" + "a" * 64 + ".example",
        "alice@example.com\r\nRCPT TO:<eve@example.com>",
        "alice@example.com\n",
        "alice@example.com\x00",
        "al\x7fice@example.com",
    ],
)
def test_an_address_that_would_have_to_be_changed_is_refused(address):
    with pytest.raises(UnsendableAddressError) as refusal:
        wire_address(address)
    assert refusal.value.address == address


def test_a_refused_address_does_not_appear_in_the_error():
    with pytest.raises(UnsendableAddressError) as refusal:
        wire_address("jösé.private@example.com")
    assert "private" not in str(refusal.value)


@pytest.mark.fault("M-19")
def test_a_leading_dot_is_doubled():
    assert wire_body(b".\r\n..a\r\nb.\r\n") == b"..\r\n...a\r\nb.\r\n"


@pytest.mark.fault("M-19")
@pytest.mark.parametrize(
    "message",
    [
        b"a\n.\r\nMAIL FROM:<eve@example.com>\r\n",
        b"a\r.\r\n",
        b"a\r\n.\n\r\n",
        b"a\r\r\n",
        b"no end",
        b"",
        b"nul \x00\r\n",
        "é\r\n".encode(),
        b"x" * 999 + b"\r\n",
    ],
)
def test_a_message_that_a_server_could_read_as_two_is_refused(message):
    with pytest.raises(UnsafeMessageError):
        wire_body(message)


def test_a_line_of_998_characters_is_carried():
    assert wire_body(b"x" * 998 + b"\r\n") == b"x" * 998 + b"\r\n"


def test_a_machine_may_send_under_its_own_name_and_write_to_no_other_like_it() -> None:
    assert own_wire_address("planning-alerts@localhost") == "planning-alerts@localhost"
    with pytest.raises(UnsendableAddressError, match="its domain is not a public name"):
        wire_address("planning-alerts@localhost")
