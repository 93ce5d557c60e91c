"""The fields of a PlanIt record beyond those that are read."""

BRANCHES = frozenset({"other_fields"})
"""The objects within a record that are opened."""

# Whom an application is from, and who deals with it: mostly "See source", and never looked at.
_PEOPLE = (
    "agent_address",
    "agent_company",
    "agent_name",
    "agent_tel",
    "applicant_address",
    "applicant_company",
    "applicant_name",
    "case_officer",
)
# PlanIt's own bookkeeping. `name` had no area in front once, and `altid` may be a text or a list.
_BOOKKEEPING = (
    "altid",
    "app_size",
    "associated_id",
    "consulted_date",
    "last_changed",
    "last_different",
    "last_scraped",
    "name",
    "reference",
    "scraper_name",
)
# What councils tell of their work beside the application.
_COUNCILS_WORK = (
    "comment_url",
    "docs_url",
    "n_comments",
    "n_constraints",
    "n_documents",
    "n_statutory_days",
    "parish",
    "planning_portal_id",
    "source_url",
    "target_decision_date",
    "ward_name",
)

UNREAD = (*_PEOPLE, *_BOOKKEEPING, *(f"other_fields.{each}" for each in (*_PEOPLE, *_COUNCILS_WORK)))
"""Known and of no use here."""
