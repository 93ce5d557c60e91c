"""An area's list as CSV: the columns of the open data, safe to open in a spreadsheet."""

from io import StringIO

from alerts.syndication import csv_file
from alerts.syndication.area_document import AreaDocument, Publication


def write_csv(document: AreaDocument, _publication: Publication) -> str:
    """The page of the list that was asked for, the names of the columns first."""
    out = StringIO(newline="")
    csv_file.write((entry.application for entry in document.entries), out)
    return out.getvalue()
