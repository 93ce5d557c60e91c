"""The only SQLAlchemy: tables, sessions, and one store file a subject."""
