"""Answers taken apart: what is told of each record, and that what is left reads as the whole does."""

import json
from typing import Any

import pytest

from scheduler.feeds.reading.parted import Parted, RecordList, part
from scheduler.feeds.reading.payload import KnownRecord, RepeatedNames, read_json
from scheduler.page import PageUnreadable


def _key_of(record: object) -> str:
    outer = record.get("_source") if isinstance(record, dict) else None
    return str(outer.get("id") or "") if isinstance(outer, dict) else ""


HITS = RecordList(("hits", "hits"), (("_source", "id"), ("sort",)), _key_of)
LIST = RecordList((), ((":id",),), lambda row: str(row.get(":id") or "") if isinstance(row, dict) else "")


def hit(name: str, **more: Any) -> dict[str, Any]:
    return {"_source": {"id": name, "description": "Rear extension", **more}, "sort": [7, name]}


def answer(*hits: Any) -> bytes:
    return json.dumps({"took": 3, "hits": {"total": len(hits), "hits": list(hits)}}, indent=1).encode()


def parted(payload: bytes, where: RecordList = HITS) -> Parted:
    found = part(payload, where)
    assert found is not None
    return found


def test_with_nothing_known_an_answer_reads_as_it_came() -> None:
    payload = answer(hit("a"), "no object", 7, None, hit("b"))
    thinned = parted(payload).without(())
    assert thinned is not None
    assert read_json(thinned) == json.loads(payload)


def test_of_a_known_record_only_what_is_kept_is_read_and_it_says_that_it_is_known() -> None:
    thinned = parted(answer(hit("a"), hit("b"))).without({"a"})
    assert thinned is not None
    first, second = read_json(thinned)["hits"]["hits"]  # type: ignore[index]
    assert first == {"_source": {"id": "a"}, "sort": [7, "a"]}
    assert isinstance(first, KnownRecord)
    assert second == hit("b")
    assert not isinstance(second, KnownRecord)


def test_a_list_that_is_the_whole_answer_is_taken_apart_by_columns_of_any_name() -> None:
    rows = parted(b' [ {":id": "r-1", "x": 1} ,\n{":id": "r-2"}] \n', LIST)
    assert list(rows.digests(b"salt")) == ["r-1", "r-2"]
    thinned = rows.without({"r-1"})
    assert thinned is not None
    assert read_json(thinned) == [{":id": "r-1"}, {":id": "r-2"}]


def test_a_digest_changes_with_a_single_byte_and_with_the_salt_and_with_nothing_else() -> None:
    first = parted(answer(hit("a", uprn="1"), hit("b"))).digests(b"salt")
    again = parted(answer(hit("c"), hit("b"), hit("a", uprn="1"))).digests(b"salt")
    other = parted(answer(hit("a", uprn="2"), hit("b"))).digests(b"salt")
    assert (first["a"], first["b"]) == (again["a"], again["b"])
    assert first["a"] != other["a"]
    assert set(first.values()).isdisjoint(parted(answer(hit("a", uprn="1"))).digests(b"pepper").values())


def test_records_of_one_key_and_those_without_have_no_digest() -> None:
    records = parted(answer(hit("a"), hit("a", uprn="1"), hit(""), {"sort": []}, 3, hit("b")))
    assert list(records.digests(b"salt")) == ["b"]


@pytest.mark.fault("F-11")
@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"<html>",
        b'{"hits": {"hits": []}}',
        b'{"hits": {"hits": {}}}',
        b'{"hits": [{"hits": [1]}]}',
        b'{"hits": {"hits": [{"a": NaN}]}}',
        b'{"hits": {"hits": [{"a": 1}]',
        b'\xef\xbb\xbf{"hits": {"hits": [{"a": 1}]}}',
        b'{"hits": {"hits": [' + b"[" * 100_000 + b"]}}",
    ],
)
def test_an_answer_that_is_not_plain_is_not_taken_apart(payload: bytes) -> None:
    assert part(payload, HITS) is None


@pytest.mark.fault("F-11")
@pytest.mark.parametrize(
    "payload",
    [
        b'{"hits": {"hits": [{"_source": {"id": "a"}}], "hits": [{"_source": {"id": "a"}}]}}',
        b'{"hits": {"hits": [{"_source": {"id": "a"}}]}, "hits": {"hits": [{"_source": {"id": "a"}}]}}',
        b'{"before": [{"_source": {"id": "a"}}], "hits": {"hits": [{"_source": {"id": "a"}}]}}',
    ],
)
def test_an_answer_in_which_the_records_stand_twice_is_left_whole(payload: bytes) -> None:
    assert parted(payload).without({"a"}) is None


@pytest.mark.fault("F-11")
def test_a_name_that_stands_twice_in_a_record_is_seen_as_in_the_whole() -> None:
    thinned = parted(b'{"hits": {"hits": [{"_source": {"id": "a", "uprn": 1, "uprn": 2}}]}}').without(())
    assert thinned is not None
    (record,) = read_json(thinned)["hits"]["hits"]  # type: ignore[index]
    assert isinstance(record["_source"], RepeatedNames)


@pytest.mark.fault("F-11")
@pytest.mark.parametrize("letters", [b"caf\xe9", b"\xed\xa0\x80"])
def test_letters_that_are_no_utf8_are_refused_as_in_the_whole(letters: bytes) -> None:
    payload = (
        b'{"hits": {"hits": [{"_source": {"id": "b"}}, {"_source": {"id": "a", "x": "' + letters + b'"}}]}}'
    )
    with pytest.raises(PageUnreadable, match="bad-encoding"):
        read_json(payload)
    with pytest.raises(PageUnreadable, match="bad-encoding"):
        parted(payload).without({"b"})
