"""How the records of BOPS nest their fields, and which of these are not read."""

# The search has an application's parts at the top; Open Digital Planning's own form has them in these two.
CASE, SUBMISSION = ("", "data."), ("", "submission.data.")

_OF_CASE = ("application", "application.type", "application.consultation")
_OF_SUBMISSION = ("property", "property.address", "property.boundary", "proposal")
_OF_DATA = ("data", "data.assessment", "data.consultation", "data.validation")

BRANCHES = frozenset(
    {"applicationType", "submission", "submission.data", *_OF_DATA}
    | {f"{lead}{each}" for lead in CASE for each in _OF_CASE}
    | {f"{lead}{each}" for lead in SUBMISSION for each in _OF_SUBMISSION}
)
"""The objects within a record that are opened."""

# About people, comments of neighbours included: never looked at.
_PEOPLE = (
    "applicant",
    "application.consultation.consulteeComments",
    "application.consultation.publishedComments",
    "comments",
    "data.caseOfficer",
    "officer",
    "submission.data.applicant",
    "submission.data.user",
)
# When a register published an application moves for none of its changes.
_BOOKKEEPING = (
    "application.alternativeReference",
    "application.alternative_reference",
    "application.publishedAt",
    "application.published_at",
    "application.sessionId",
    "application.session_id",
    "data.application.publishedAt",
    "metadata",
    "submission.metadata",
)
_COUNCILS_WORK = (
    "application.expiryDate",
    "application.pressNotice",
    "application.targetDate",
    "data.appeal",
    "data.assessment.decisionNotice",
    "data.assessment.expiryDate",
    "data.consultation.siteNotice",
    "data.submission",
    "data.validation.isValid",
    "files",
    "proposal.ownerIsPlanningAuthority",
    "proposal.reportingType",
    "submission.data.application",
    "submission.data.files",
)

UNREAD = (*_PEOPLE, *_BOOKKEEPING, *_COUNCILS_WORK)
"""Known and of no use here."""
