"""How Alembic reaches the database: on the connection that the caller opened."""

from alembic import context

from alerts.db.tables import TABLES

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=TABLES,
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
