"""Idox Uniform's names for columns, codes and types, as councils put them on ArcGIS; York's is the register seen.

Councils do not publish what their codes mean. Here stand only those that York's register bears out: `HAPP` and `HREF`
end householder cases, `CER` certificates, `NOB` notices that nobody need decide. Left to an operator are `NOC`, `GR3`
and `…LHE`, which may be one decision or another, and `INVNOD`, which ends a case that never became valid.
"""

from alerts.domain.application import Decision, Status
from scheduler.feeds.mapped_settings import Columns

COLUMNS = Columns(
    key="KEYVAL",
    reference="REFVAL",
    description="PROPOSAL",
    application_type="DCAPPTYP",
    status="DCSTAT",
    decision="DECSN",
    received_date="DATEAPRECV",
    valid_date="DATEAPVAL",
    longitude="LONGITUDE",
    latitude="LATITUDE",
    easting="X",
    northing="Y",
)

STANDINGS: dict[str, str] = {
    "REC": Status.UNDETERMINED,
    "INV": Status.UNDETERMINED,
    "INSFEE": Status.UNDETERMINED,
    "PCO": Status.UNDETERMINED,
    "PDE": Status.UNDETERMINED,
    "WDN": Status.WITHDRAWN,
    "PER": Decision.GRANTED,
    "HAPP": Decision.GRANTED,
    "CER": Decision.GRANTED,
    "REF": Decision.REFUSED,
    "HREF": Decision.REFUSED,
    "NOB": Decision.NO_OBJECTION,
}
"""By York's day-to-day moves an invalid application is put right and goes on: nothing has been decided of it."""

TYPES = {
    "ADV": "advertising",
    "CLD": "ldc",
    "CLU": "ldc",
    "CPD": "ldc",
    "CPU": "ldc",
    "FUL": "full",
    "FULM": "full",
    "LBC": "lbc",
    "LHE": "prior-approval",
    "NONMAT": "non-material-amendment",
    "OUT": "outline",
    "OUTM": "outline",
    "PIP": "pip",
    "REM": "reserved-matters",
    "REMM": "reserved-matters",
    "TCA": "notice-trees-in-con-area",
    "TPO": "consent-under-tpo",
}
"""The ending M is for major schemes. York files householders' applications under FUL, too."""

UNREAD = (
    "CREATEDBY",
    "MODIFIEDBY",
    "OFFCODE",
    "DATE_CREATED",
    "DATE_MODIFIED",
    "DCAREATM",
    "DCPREAPP",
    "MAP_AREA",
    "MAP_X",
    "MAP_Y",
    "OBJECTID",
    "PROPNO",
    "SE_ANNO_CAD_DATA",
    "STATUS",
    "SYMBOL",
    "TRANSACTION_TYPE",
)
"""Staff first. `OBJECTID` is given out anew when a layer is loaded again, and no key."""
