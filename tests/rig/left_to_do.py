"""Whether anything is left to do, read from the rows and by nothing of the program."""

from sqlalchemy import text

from alerts.db.session import Database

_LEFT = """
SELECT (SELECT count(*) FROM change WHERE state = 'unmatched')
     + (SELECT count(*) FROM alert JOIN subscription ON subscription.id = alert.subscription_id
         WHERE alert.email_id IS NULL AND subscription.state = 'confirmed')
     + (SELECT count(*) FROM email WHERE state IN ('queued', 'sending'))
"""


def is_anything_left(database: Database) -> bool:
    with database.reading() as session:
        return bool(session.execute(text(_LEFT)).scalar())
