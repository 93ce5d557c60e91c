"""What is odd about a postcode, said on the page of its area."""

from alerts.domain.watch_area import WatchArea
from alerts.language import _
from alerts.web.context import SiteContext
from geo.errors import PostcodeError
from geo.gazetteer import Listing
from geo.postcode import parse_postcode


def postcode_notices(context: SiteContext, watch: WatchArea) -> tuple[str, ...]:
    """That it is no place where somebody lives, or is in no live list; nothing of an area that is no postcode's."""
    if watch.postcode is None:
        return ()
    try:
        located = context.places.gazetteer.find(parse_postcode(watch.postcode))
    except PostcodeError:
        return ()
    said = []
    if located.is_po_box_like:
        said.append(
            _(
                "{postcode} looks like a PO box or a delivery office, so its place on the map may not be where you"
                " are. Use the postcode of the place you want to watch."
            ).format(postcode=watch.postcode)
        )
    if located.listing is Listing.UNLISTED:
        said.append(
            _(
                "{postcode} is not in the current list of postcodes: it has ended or is newer than our list"
                " ({vintage}). We show where it was last known to be."
            ).format(postcode=watch.postcode, vintage=context.places.gazetteer.vintage)
        )
    return tuple(said)
