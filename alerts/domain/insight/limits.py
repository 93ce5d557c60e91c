"""The time that the law gives for a decision, by type.

England: Town and Country Planning (Development Management Procedure) (England) Order 2015, article 34: 13 weeks for
major development, 8 weeks for most others; the same 8 weeks for lawful development, details required by a condition,
listed buildings, advertisements and protected trees, each by its own regulations. Wales: the Order of 2012, article 22:
8 weeks for all of these.

Not known from feeds, and so not regarded: 16 weeks with an environmental statement, 10 weeks for public service
infrastructure, and any longer time that the applicant has agreed to.
"""

from types import MappingProxyType

MOST_DAYS, MAJOR_DAYS = 56, 91

_PERMISSIONS = ("full", "outline", "reserved-matters", "s73", "extraction-oil-gas", "waste-dev")
_CONSENTS = (
    "hh",
    "lbc",
    "demolition-con-area",
    "advertising",
    "ldc",
    "approval-condition",
    "consent-under-tpo",
)

LIMITS = MappingProxyType(
    dict.fromkeys(_PERMISSIONS, (MOST_DAYS, MAJOR_DAYS)) | dict.fromkeys(_CONSENTS, (MOST_DAYS, MOST_DAYS))
)
"""Days for most and for major development. A type that is not here has another time in law (28 days for a small change
to a permission, 28 to 56 for a prior approval, six weeks for trees in a conservation area and hedgerows, five and ten
for permission in principle and its details) or none. What has no type that we know is taken as a permission."""

UNTYPED = (MOST_DAYS, MAJOR_DAYS)


def is_welsh(authority: str) -> bool:
    """Whether a GSS code is of Wales, where major development has 8 weeks too."""
    return authority.startswith("W")
