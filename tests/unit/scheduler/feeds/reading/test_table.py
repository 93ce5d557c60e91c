"""CSV tables read strictly: declared encodings, bad rows apart, and no table that was cut short."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.feeds.reading.table import Delimiter, Encoding, Table, read_table
from scheduler.page import PageUnreadable, Problem

A_SHED = {"Ref": "A/1", "Details": "A shed"}
A_WALL = {"Ref": "A/2", "Details": "A wall"}


def refusal(payload: bytes, encoding: Encoding = Encoding.UTF8) -> PageUnreadable:
    with pytest.raises(PageUnreadable) as refused:
        read_table(payload, encoding)
    return refused.value


def reason(payload: bytes, encoding: Encoding = Encoding.UTF8) -> str:
    return refusal(payload, encoding).reason


@pytest.mark.parametrize(
    "payload",
    [
        b"Ref,Details\nA/1,A shed\nA/2,A wall\n",
        b"Ref,Details\r\nA/1,A shed\r\nA/2,A wall\r\n",
        b"Ref,Details\rA/1,A shed\rA/2,A wall\r",
        b"Ref,Details\nA/1,A shed\nA/2,A wall",
        b"\xef\xbb\xbfRef,Details\nA/1,A shed\nA/2,A wall\n",
        b'\n" Ref ",  Details\n\n"A/1","A shed"\n,\n"A/2","A wall"\n,\n\n',
    ],
)
def test_rows_are_read_by_the_trimmed_names_of_the_header(payload: bytes) -> None:
    assert read_table(payload) == Table(("Ref", "Details"), (A_SHED, A_WALL))


def test_a_field_keeps_its_line_ends_delimiters_and_doubled_quotes() -> None:
    table = read_table(b'Ref,Details\nA/1,"One, two\r\nthree ""four"""\nA/2,12" pipe\n')
    assert table.rows == (
        {"Ref": "A/1", "Details": 'One, two\r\nthree "four"'},
        {"Ref": "A/2", "Details": '12" pipe'},
    )


@pytest.mark.parametrize(
    ("delimiter", "payload"),
    [
        (Delimiter.SEMICOLON, b"Ref;Details\nA/1;A shed\n"),
        (Delimiter.TAB, b"Ref\tDetails\nA/1\tA shed\n"),
        (Delimiter.PIPE, b"Ref|Details\nA/1|A shed\n"),
    ],
)
def test_fields_stand_apart_by_the_declared_delimiter(delimiter: Delimiter, payload: bytes) -> None:
    assert read_table(payload, delimiter=delimiter).rows == (A_SHED,)


@pytest.mark.parametrize(
    ("encoding", "written"),
    [
        (Encoding.UTF8, b"Ref,caf\xc3\xa9\nA/1,\xc2\xa35 \xe2\x80\x93 \xe2\x82\xac6\n"),
        (Encoding.CP1252, b"Ref,caf\xe9\nA/1,\xa35 \x96 \x806\n"),
        (Encoding.UTF16, "Ref,café\nA/1,£5 – €6\n".encode("utf-16")),
    ],
)
def test_letters_are_read_in_the_declared_encoding(encoding: Encoding, written: bytes) -> None:
    assert read_table(written, encoding).rows == ({"Ref": "A/1", "café": "£5 – €6"},)


@pytest.mark.parametrize(
    ("encoding", "written"), [(Encoding.CP850, b"Ref\ncaf\x82\n"), (Encoding.LATIN1, b"Ref\ncaf\xe9\n")]
)
def test_old_encodings_are_read_too(encoding: Encoding, written: bytes) -> None:
    assert read_table(written, encoding).rows == ({"Ref": "café"},)


@pytest.mark.fault("F-11")
@pytest.mark.parametrize(
    ("encoding", "payload", "told"),
    [
        (Encoding.UTF8, b"Ref\ncaf\x82\n", 'has 0x82 at byte 7, which is not utf-8: declare encoding = "cp1252"'),
        (Encoding.CP1252, b"Ref\ncaf\x81\n", "has 0x81 at byte 7, which is not cp1252"),
        (Encoding.UTF8, "Ref\nA\n".encode("utf-16"), 'declare encoding = "utf-16"'),
        (Encoding.UTF8, "Ref\nA\n".encode("utf-16-le"), 'declare encoding = "utf-16"'),
        (Encoding.CP1252, b"\xef\xbb\xbfRef\nA\n", 'mark of UTF-8, which is not cp1252: declare encoding = "utf-8"'),
        (Encoding.LATIN1, "Ref\nA\n".encode("utf-16"), 'mark of UTF-16, which is not latin-1'),
        (Encoding.UTF16, b"\xff\xfeR\x00e", "which is not utf-16"),
    ],
)  # fmt: skip
def test_letters_in_another_encoding_are_refused_with_what_to_declare(
    encoding: Encoding, payload: bytes, told: str
) -> None:
    refused = refusal(payload, encoding)
    assert refused.reason == "bad-encoding"
    assert told in refused.detail


@pytest.mark.fault("F-13")
@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"<!DOCTYPE html><title>Sign in</title>", "html"),
        (b"\n <html><body>502, Bad Gateway</body></html>", "html"),
        (b'{"error":"throttled"}', "error-answer"),
        (b'{"success":false,"error":{"message":"Not found"}}', "error-answer"),
        (b'{"rows":[]}', "not-csv"),
        (b'{"rows":', "not-csv"),
        (b'[{"Ref":"A/1"}]', "not-csv"),
        (b"[]", "not-csv"),
        (b'{"a":' * 100_000, "not-csv"),
        (b",,\n", "unexpected-shape"),
        (b"Ref,Details, Ref\nA/1,A shed,A/1\n", "unexpected-shape"),
        (b'"Re"f,Details\nA/1,A shed\n', "not-csv"),
    ],
)
def test_an_answer_that_is_no_table_is_refused_with_its_reason(payload: bytes, expected: str) -> None:
    assert reason(payload) == expected


def test_a_name_that_stands_twice_in_the_header_is_named() -> None:
    assert refusal(b"Ref,Date,Date\n").detail == "the header has “Date” more than once"


def test_a_table_of_headers_alone_has_no_rows() -> None:
    assert read_table(b"Ref,Details\n") == Table(("Ref", "Details"), ())
    assert read_table(b"Ref,Details") == Table(("Ref", "Details"), ())


def test_a_column_without_a_name_goes_by_its_number() -> None:
    assert read_table(b"Ref,,\nA/1,,x\n").rows == ({"Ref": "A/1", "column 2": "", "column 3": "x"},)


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        (b"A/9", "line 3: 1 columns where the header has 2"),
        (b"A/9,one,two", "line 3: 3 columns where the header has 2"),
        (b'A/9,"a "big" shed"', "line 3: ',' expected after '\"'"),
        (b'A/9,"never closed\nA/10,"swallowed"', "lines 3 to 4: ',' expected after '\"'"),
        (b"A/9," + b"x" * 1_048_577, "line 3: field larger than field limit (1048576)"),
    ],
)
def test_a_bad_row_is_a_problem_and_the_others_are_read(bad: bytes, told: str) -> None:
    first, problem, last = read_table(b"Ref,Details\nA/1,A shed\n" + bad + b"\nA/2,A wall\n").rows
    assert (first, last) == (A_SHED, A_WALL)
    assert isinstance(problem, Problem)
    assert (problem.reason, problem.detail, problem.record) == ("bad-row", told, told.partition(":")[0])


def test_a_field_of_a_mebibyte_is_read() -> None:
    (row,) = read_table(b"Ref,Details\nA/1," + b"x" * 1_048_576 + b"\n").rows
    assert isinstance(row, dict)
    assert len(str(row["Details"])) == 1_048_576


def test_a_zero_byte_in_a_field_is_left_to_who_reads_the_field() -> None:
    assert read_table(b"Ref,Details\nA/1,A\x00 shed\n").rows == ({"Ref": "A/1", "Details": "A\0 shed"},)


@pytest.mark.fault("F-14")
@pytest.mark.parametrize(
    "payload",
    [
        b"Ref,Details\nA/1,A shed\nA/2",
        b"Ref,Details\nA/1,A shed\nA",
        b'Ref,Details\nA/1,A shed\nA/2,"A wa',
        b'Ref,Details\nA/1,A shed\nA/2,"A wall\n',
        b'Ref,Details\nA/1,A shed\n"A/2"x',
        b'Ref,"Deta',
    ],
)
def test_a_table_that_ends_within_a_row_is_refused_whole(payload: bytes) -> None:
    assert reason(payload) == "truncated"


@pytest.mark.fault("F-14")
def test_a_short_last_row_with_its_line_end_is_only_a_bad_row() -> None:
    assert len(read_table(b"Ref,Details\nA/1,A shed\nA/2\n").rows) == 2


@pytest.mark.fault("F-17")
def test_a_column_that_went_missing_is_named_with_those_there_are() -> None:
    table = read_table(b"Ref,Proposal\nA/1,A shed\n")
    table.require(["Ref", "Proposal"])
    with pytest.raises(PageUnreadable) as refused:
        table.require(["Ref", "Details", "Date"])
    assert str(refused.value) == (
        "missing-column: no column “Details”, “Date”; the header has “Ref”, “Proposal”"
    )


def test_a_long_header_is_cut_in_the_words_of_a_refusal() -> None:
    table = read_table(b",".join(b"column-%d" % number for number in range(2_000)) + b"\n")
    with pytest.raises(PageUnreadable) as refused:
        table.require(["Ref"])
    assert len(refused.value.detail) < 1_600


@pytest.mark.fault("F-11")
@given(
    payload=st.binary(max_size=200) | st.text(alphabet='ab,;"\r\n\0é<{[ ', max_size=60).map(str.encode),
    encoding=st.sampled_from(Encoding),
    delimiter=st.sampled_from(Delimiter),
)
def test_no_bytes_raise_anything_but_page_unreadable(
    payload: bytes, encoding: Encoding, delimiter: Delimiter
) -> None:
    try:
        table = read_table(payload, encoding, delimiter)
    except PageUnreadable:
        return
    assert all(isinstance(row, Problem) or tuple(row) == table.columns for row in table.rows)
