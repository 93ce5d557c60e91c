"""People whom an operator helps: one who watches, one who has not confirmed, one who is written to no more."""

from alerts.db.session import Database
from alerts.domain.suppression import Reason
from alerts.services.suppression import suppress
from alerts.web.context import SiteContext
from tests.integration.web.neighbourhood import KEY, NOW
from tests.integration.web.people import ALICE, BOB, HOME, WARD, subscribed


def alice(database: Database, context: SiteContext) -> dict[str, str]:
    found = subscribed(database, context, ALICE, HOME, WARD)
    return {"email": ALICE, "subscription": str(found.subscriptions[0])}


def bob(database: Database, context: SiteContext) -> dict[str, str]:
    subscribed(database, context, BOB, HOME, is_confirmed=False)
    return {"email": BOB}


def alice_given_up(database: Database, context: SiteContext) -> dict[str, str]:
    made = alice(database, context)
    with database.writing() as session:
        suppress(session, KEY, ALICE, Reason.HARD_BOUNCE, NOW)
    return made
