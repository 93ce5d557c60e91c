"""An area's list as CSV: columns of the open data by their names there, safe to open in a spreadsheet."""

from alerts.domain.authorities import authority_by_code
from alerts.syndication.area_document import AreaDocument, Entry, Publication
from alerts.syndication.csv_file import cell, line
from alerts.syndication.record import COLUMNS, centre, public_values

_ADDED = ("authority_name", "licence", "licence_url", "page", "longitude", "latitude")


def write_csv(document: AreaDocument, _publication: Publication) -> str:
    """The page of the list that was asked for, the names of the columns first."""
    return "".join((line((*COLUMNS, *_ADDED)), *map(_line, document.entries)))


def _line(entry: Entry) -> str:
    application = entry.application
    authority = authority_by_code(application.authority)
    added = (
        authority.name if authority else None,
        entry.licence,
        entry.licence_url,
        entry.page,
        *(centre(application) or (None, None)),
    )
    return line([cell(value) for value in (*public_values(application), *added)])
