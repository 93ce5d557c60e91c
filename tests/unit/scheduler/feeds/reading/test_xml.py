"""XML read strictly: what is refused and why, and what a tree holds."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.feeds.reading.xml import DEEPEST, Element, read_xml
from scheduler.page import PageUnreadable

BILLION_LAUGHS = b"""<!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><planning>&c;</planning>"""
QUADRATIC = b'<!DOCTYPE bomb [<!ENTITY a "' + b"x" * 50_000 + b'">]><bomb>' + b"&a;" * 1_000 + b"</bomb>"
FILE_ENTITY = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>'
OUTSIDE_DTD = b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a/>'
PARAMETER_ENTITY = b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;]><a/>'


def reason_of(payload: bytes) -> str:
    try:
        read_xml(payload)
    except PageUnreadable as refused:
        return refused.reason
    return "read"


@pytest.mark.fault("F-12")
@pytest.mark.parametrize(
    "payload", [BILLION_LAUGHS, QUADRATIC, FILE_ENTITY, OUTSIDE_DTD, PARAMETER_ENTITY, b"<!DOCTYPE a><a/>"]
)
def test_a_document_that_declares_its_type_is_refused_before_anything_of_it_is_read(payload: bytes) -> None:
    assert reason_of(payload) == "xml-entities"


@pytest.mark.fault("F-11")
@pytest.mark.fault("F-13")
@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (b"\xef\xbb\xbf\n", "empty"),
        (b"<!DOCTYPE html><title>Sign in</title>", "html"),
        (b"\xef\xbb\xbf\n <HTML><body>502 Bad Gateway<br></body>", "html"),
        (b"<!-- proxy --><html><br></html>", "html"),
        (b"<?xml version='1.0'?><!-- x --><!DOCTYPE html PUBLIC 'x'><html/>", "html"),
        (b"<x:html xmlns:x='http://www.w3.org/1999/xhtml'>Sign in</x:html>", "html"),
        (b"<!---->" * 280 + b"<html", "html"),
        (b"<!---->" * 280 + b"<a b", "truncated"),
        (b'{"error":"throttled"}', "error-answer"),
        (b'{"items":[]}', "not-xml"),
        (b"[1]", "not-xml"),
        (b"[" * 100_000, "not-xml"),
        (b"Service unavailable", "not-xml"),
        (b"<a>&nbsp;</a>", "not-xml"),
        (b"<a><b></a></b>", "not-xml"),
        (b"<a/>more", "not-xml"),
        (b"<a>\x00</a>", "not-xml"),
        (b"<a><b>x</b>", "truncated"),
        (b"<a><b", "truncated"),
        (b"<a><![CDATA[x", "truncated"),
        (b"<a>caf\xc3", "truncated"),
        (b"<a>" * 100_000, "too-deep"),
        (b"<a>caf\xe9</a>", "bad-encoding"),
        (b'<?xml version="1.0" encoding="utf-16"?><a/>', "bad-encoding"),
        (b'<?xml version="1.0" encoding="utf-7"?><a/>', "bad-encoding"),
        (b'<?xml version="1.0" encoding="rot13"?><a/>', "bad-encoding"),
        (b'<?xml version="1.0" encoding="nobodys"?><a/>', "bad-encoding"),
    ],
)
def test_an_answer_that_is_no_xml_is_refused_with_its_reason(payload: bytes, reason: str) -> None:
    assert reason_of(payload) == reason


def test_a_document_of_too_many_elements_is_refused() -> None:
    assert reason_of(b"<a>" + b"<b/>" * 500_000 + b"</a>") == "too-large"


def test_a_tree_may_be_as_deep_as_it_is_allowed_and_no_deeper() -> None:
    assert reason_of(b"<a>" * DEEPEST + b"</a>" * DEEPEST) == "read"
    assert reason_of(b"<a>" * (DEEPEST + 1) + b"</a>" * (DEEPEST + 1)) == "too-deep"


@pytest.mark.fault("F-11")
@pytest.mark.parametrize(
    "payload",
    [
        "<a>café’s</a>".encode(),
        "\ufeff<a>café’s</a>".encode(),
        "<a>café’s</a>".encode("utf-16"),
        '<?xml version="1.0" encoding="windows-1252"?><a>café’s</a>'.encode("cp1252"),
        b"<a>caf&#233;&#x2019;s</a>",
        b"<a>caf&#233;<!-- no -->&#x2019;<?no ?><![CDATA[s]]></a>",
    ],
)
def test_letters_are_read_in_the_encoding_that_is_declared(payload: bytes) -> None:
    assert read_xml(payload).text == "café’s"


def test_an_element_keeps_its_name_as_published_its_attributes_and_its_content_in_order() -> None:
    root = read_xml(b'<A xmlns:x="http://x.example" b="1">one <x:B>two</x:B> three</A>')
    assert (root.name, root.attributes["b"]) == ("A", "1")
    assert [part if isinstance(part, str) else part.name for part in root.content] == [
        "one ",
        "{http://x.example}B",
        " three",
    ]
    assert root.text == "one two three"
    within = root.child("{http://x.example}B")
    assert isinstance(within, Element)
    assert within.local_name == "B"
    assert root.child("B") is None


@settings(max_examples=100)
@given(
    st.binary(max_size=200)
    | st.text(alphabet="<>/!?[]-&;#\"' ab=DOCTYPECDATA{}", max_size=60).map(str.encode)
)
def test_no_bytes_raise_anything_but_page_unreadable(payload: bytes) -> None:
    reason_of(payload)
