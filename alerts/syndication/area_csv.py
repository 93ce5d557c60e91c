"""An area's list as CSV: the columns of the open data, safe to open in a spreadsheet."""

from alerts.domain.application import Application
from alerts.syndication.area_document import AreaDocument, Publication
from alerts.syndication.csv_file import cell, line
from alerts.syndication.record import COLUMNS, centre, public_values


def write_csv(document: AreaDocument, _publication: Publication) -> str:
    """The page of the list that was asked for, the names of the columns first."""
    return "".join(
        (
            line((*COLUMNS, "longitude", "latitude")),
            *(_line(entry.application) for entry in document.entries),
        )
    )


def _line(application: Application) -> str:
    return line(
        [cell(value) for value in (*public_values(application), *(centre(application) or (None, None)))]
    )
