"""Alembic's migrations, run by `planning-alerts db upgrade`."""
