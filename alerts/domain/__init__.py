"""Values and rules only: no Flask, no SQLAlchemy, no SMTP, no clock, no files."""
