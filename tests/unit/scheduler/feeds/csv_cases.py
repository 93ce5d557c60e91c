"""Feeds of one file as a configuration would have them, and rows as a council would write them."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from scheduler.feeds import csv_file
from scheduler.feeds.csv_settings import CsvSettings
from scheduler.feeds.kind import Feed
from scheduler.page import Page, PageUnreadable
from tests.unit.scheduler.feeds.cases import TODAY

COLUMNS = {"reference": "Ref", "description": "Details"}

A_GOOD_ROW = {"Ref": "A/1", "Details": "A shed", "Site": "1 The Row, NW5 2AA", "Received": "2026-06-01"}

PLAIN_COLUMNS = {**COLUMNS, "address": "Site", "received_date": "Received"}


def a_file(**settings: Any) -> Feed[CsvSettings]:
    return Feed(
        "downshire", "csv", "https://downshire.example/a.csv", "E10000014", 60, CsvSettings(**settings)
    )


def lga(**settings: Any) -> Feed[CsvSettings]:
    return a_file(preset="lga", **settings)


def weekly_list() -> Feed[CsvSettings]:
    """Words and place in one field, in the letters of an old computer."""
    return a_file(
        columns={"reference": "Application Number", "description": "Details", "postcode": "Details",
                 "received_date": "Date"},
        encoding="cp850", dates=["d mmm yyyy"], is_whole=False, unread=["Local Authority"],
        link="https://isle.example/planning?ref={reference}",
    )  # fmt: skip


def annual_file() -> Feed[CsvSettings]:
    return a_file(
        columns={"reference": "PA Number", "description": "Proposal", "address": "Site", "received_date": "Received",
                 "decision": "Decision", "decision_date": "Decided"},
        encoding="cp850", delimiter=";", dates=["dd-mmm-yy"], unread=["Applicant"], standings={"WOE": "other"},
    )  # fmt: skip


def portal() -> Feed[CsvSettings]:
    return a_file(
        format="json", records_path="results", unread=["case_officer"],
        columns={"reference": "reference", "description": "proposal", "address": "location", "status": "status",
                 "decision": "decision", "received_date": "received", "application_type": "type",
                 "location": "geo_point_2d"},
        standings={"Pending Consideration": "undetermined", "Application Permitted": "granted"},
        types={"Works to Trees": "consent-under-tpo"},
    )  # fmt: skip


def plain(**settings: Any) -> Feed[CsvSettings]:
    """A small file of the columns of `A_GOOD_ROW`."""
    return a_file(columns=PLAIN_COLUMNS, **settings)


def wrapped(records: Sequence[dict[str, Any]]) -> bytes:
    """Records of the same fields, as a council's spreadsheet would write them."""
    written = io.StringIO(newline="")
    rows = csv.writer(written)
    rows.writerow(records[0])
    rows.writerows(record.values() for record in records)
    return written.getvalue().encode("utf-8", "replace")


def parse(feed: Feed[CsvSettings], answer: bytes, today: date = TODAY) -> Page:
    return csv_file.parse(feed, csv_file.first_request(feed, "", today), answer, today)


def reason_of(feed: Feed[CsvSettings], answer: bytes) -> str:
    """Why an answer is no file of this feed; "read" if it is one."""
    try:
        parse(feed, answer)
    except PageUnreadable as refused:
        return refused.reason
    return "read"
