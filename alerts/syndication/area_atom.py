"""An area's list as Atom (RFC 4287), each entry whole and placed (GeoRSS)."""

from alerts.syndication.area_document import AreaDocument, Publication
from alerts.syndication.feed_xml import AtomFeed, written


def write_atom(document: AreaDocument, publication: Publication) -> str:
    """The feed as a document of XML."""
    return written(AtomFeed, document, publication)
