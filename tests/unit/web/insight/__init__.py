"""Dashboards: what is asked, what is said, what is written to files."""
