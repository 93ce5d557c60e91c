"""The columns of the open data, in their order: what each means, of what type it is, and where its words are defined.

`specification` is the name that the government's planning application specification has for it, where it has one.
"""

from enum import StrEnum
from typing import NamedTuple

from alerts.domain.application import Decision, Extent, SitePrecision, Status


class ColumnType(StrEnum):
    """What a cell holds. A date is a day in London; an instant is a moment in UTC."""

    TEXT = "text"
    DATE = "date"
    INSTANT = "instant"
    BOOLEAN = "boolean"
    NUMBER = "number"


class Column(NamedTuple):
    """One column. `values` are all that it can hold, where they are few; it is `required` where it is never empty."""

    name: str
    type: ColumnType
    meaning: str
    example: str
    specification: str = ""
    values: tuple[str, ...] = ()
    required: bool = False
    page: str = ""
    """An address that says more of it."""


_TEXT, _DATE, _AT = ColumnType.TEXT, ColumnType.DATE, ColumnType.INSTANT
_SPECIFICATION = "https://github.com/digital-land/planning-application-data-specification"

OF_APPLICATION = (
    Column(
        "authority",
        _TEXT,
        "ONS code of the local planning authority.",
        "E09000007",
        "planning-authority",
        required=True,
    ),
    Column(
        "reference",
        _TEXT,
        "The authority's own number. It is unique only together with the authority.",
        "2026/0123/P",
        "reference",
        required=True,
    ),
    Column(
        "description",
        _TEXT,
        "What is proposed, in the words of the register.",
        "Erection of a single storey rear extension",
        "description",
    ),
    Column(
        "address", _TEXT, "Where, in the words of the register.", "14 Falkland Road, London", "address-text"
    ),
    Column("postcode", _TEXT, "Postcode of the site, with its space.", "NW5 2AA", "postcode"),
    Column(
        "uprn",
        _TEXT,
        "Unique property reference number, as the register gives it. It is text: leading zeros count.",
        "5033482",
        "uprn",
    ),
    Column(
        "application_type",
        _TEXT,
        "Type of application by its code in the specification; empty where the register's words match none.",
        "hh",
        "application-types",
        page=_SPECIFICATION,
    ),
    Column(
        "application_type_raw",
        _TEXT,
        "Type of application in the register's words.",
        "Householder Application",
    ),
    Column("status", _TEXT, "How it stands, in four words.", "undetermined", values=tuple(Status)),
    Column("status_raw", _TEXT, "How it stands in the register's words.", "Registered"),
    Column("decision", _TEXT, "How it was decided, in few words.", "granted", values=tuple(Decision)),
    Column(
        "decision_raw", _TEXT, "How it was decided in the register's words.", "Granted Subject to Conditions"
    ),
    Column(
        "received_date", _DATE, "The day on which the authority received it.", "2026-06-01", "received-date"
    ),
    Column(
        "valid_date", _DATE, "The day from which the authority held it complete.", "2026-06-03", "valid-date"
    ),
    Column("consultation_start_date", _DATE, "First day of the public's time to comment.", "2026-06-05"),
    Column(
        "consultation_end_date",
        _DATE,
        "Last day to comment as the register gives it. It is never estimated here.",
        "2026-06-26",
    ),
    Column("decision_date", _DATE, "The day of the decision.", "2026-07-20", "decision-date"),
    Column("withdrawn_date", _DATE, "The day on which it was withdrawn.", "2026-07-02", "withdrawn-date"),
    Column("appeal_raw", _TEXT, "How an appeal stands in the register's words.", "Appeal Lodged"),
    Column("appeal_start_date", _DATE, "The day on which an appeal began.", "2026-09-01"),
    Column(
        "appeal_decision_raw", _TEXT, "How an appeal was decided in the register's words.", "Appeal Dismissed"
    ),
    Column("appeal_decision_date", _DATE, "The day on which an appeal was decided.", "2026-12-01"),
    Column(
        "is_major",
        ColumnType.BOOLEAN,
        "Whether it is major development by the Development Management Procedure Order 2015; empty where the"
        " register does not tell.",
        "false",
    ),
    Column(
        "url",
        _TEXT,
        "The application's page at the council.",
        "https://planning.example/681001",
        "documentation-url",
    ),
    Column(
        "extent",
        _TEXT,
        "Whether its place was checked against the boundary of its authority.",
        "inside",
        values=(Extent.INSIDE, Extent.UNCHECKED, Extent.OUTSIDE, Extent.UNLOCATED),
        required=True,
    ),
    Column(
        "site_precision",
        _TEXT,
        "How well its place is known: an outline, a point, or no better than its postcode.",
        "point",
        values=tuple(SitePrecision),
    ),
    Column(
        "feed", _TEXT, "The source that the record was read from, by its name here.", "camden", required=True
    ),
)
"""Those that are the application's own, which every format and the API give."""

OF_FILE = (
    Column("authority_name", _TEXT, "The authority's name.", "Camden"),
    Column(
        "ward_code",
        _TEXT,
        "ONS code of the authority's ward in which the centre of the site lay when the application was received, by"
        " the boundaries of `ward_vintage`; a later boundary changes nothing of it. Empty where there is no place or"
        " no boundary.",
        "E05013658",
    ),
    Column(
        "ward_vintage",
        _TEXT,
        "Year of the boundaries that `ward_code` is of: the newest that was in force then, or else the oldest known.",
        "2025",
    ),
    Column(
        "other_feeds",
        _TEXT,
        "Further sources that filled what the first leaves empty, parted by spaces.",
        "london-datahub",
    ),
    Column(
        "licence",
        _TEXT,
        "Licence under which the sources give it, by name; several are parted by semicolons. Empty where none states"
        " one; where only some do, the others are named: “…; not stated for london-datahub”.",
        "Open Government Licence v3.0",
    ),
    Column(
        "licence_url",
        _TEXT,
        "Where the licence can be read; several are parted by spaces. Empty where a source states none.",
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    ),
    Column(
        "page",
        _TEXT,
        "The application's page on this site, which lasts.",
        "https://alerts.example/applications/E09000007/2026/0123/P",
        required=True,
    ),
    Column(
        "first_noticed_at",
        _AT,
        "When this service first read it.",
        "2026-06-04T02:10:00+00:00",
        required=True,
    ),
    Column(
        "changed_at",
        _AT,
        "When this service last read anything of it that differed, or corrected it.",
        "2026-07-21T02:10:00+00:00",
        required=True,
    ),
    Column(
        "longitude",
        ColumnType.NUMBER,
        "Longitude of the centre of the site in degrees, WGS84, six decimals.",
        "-0.13985",
    ),
    Column(
        "latitude",
        ColumnType.NUMBER,
        "Latitude of the centre of the site in degrees, WGS84, six decimals.",
        "51.553635",
    ),
)
"""What the files add: names, sources, times and the centre of the site."""

ALL = (*OF_APPLICATION, *OF_FILE)
