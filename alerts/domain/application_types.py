"""Types of application: MHCLG's codes, plain labels for a form, and what registers call them; pure.

Codes: planning-application-type of MHCLG's planning application data specification (December 2025).
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from alerts.language import later


class ApplicationType(NamedTuple):
    """A type: `code` of MHCLG's list, `label` as a person would say it."""

    code: str
    label: str


APPLICATION_TYPES = (
    ApplicationType("hh", later("Householder: extending or altering a home")),
    ApplicationType("full", later("Full planning permission")),
    ApplicationType("outline", later("Outline planning permission")),
    ApplicationType("reserved-matters", later("Reserved matters after outline permission")),
    ApplicationType("pip", later("Permission in principle")),
    ApplicationType("technical-details-consent", later("Technical details after permission in principle")),
    ApplicationType("prior-approval", later("Prior approval")),
    ApplicationType("lbc", later("Listed building consent")),
    ApplicationType("demolition-con-area", later("Demolition in a conservation area")),
    ApplicationType("advertising", later("Advertisements and signs")),
    ApplicationType("ldc", later("Lawful development certificate")),
    ApplicationType("s73", later("Changing or removing a condition")),
    ApplicationType("approval-condition", later("Details required by a condition")),
    ApplicationType("non-material-amendment", later("Small change to a permission")),
    ApplicationType("consent-under-tpo", later("Works to protected trees")),
    ApplicationType("notice-trees-in-con-area", later("Works to trees in a conservation area")),
    ApplicationType("hedgerow-removal", later("Hedgerow removal")),
    ApplicationType("extraction-oil-gas", later("Oil and gas extraction")),
    ApplicationType("waste-dev", later("Waste development")),
    ApplicationType("land-drainage-consent", later("Land drainage consent")),
    ApplicationType("footpath-diversion", later("Footpath diversion")),
)
"""All types, in the order of a form."""

LABELS: Mapping[str, str] = MappingProxyType({each.code: each.label for each in APPLICATION_TYPES})
"""The label of each code."""

# What registers call a type, one name a line; "Councils own", "Renewal of" and "Resubmission of" in front do not
# matter. Sources: Camden's application_type column; the Planning Portal's names, as the London Datahub has them.
_NAMES = {
    "hh": """
        householder
        householder application
        householder planning
        householder planning application
        householder planning permission
    """,
    "full": """
        full planning
        full planning application
        full planning permission
    """,
    "outline": """
        outline planning
        outline planning application
        outline planning permission
        outline planning permission all matters reserved
        outline planning permission some matters reserved
    """,
    "reserved-matters": """
        approval of reserved matters
        reserved matters
    """,
    "pip": "permission in principle",
    "technical-details-consent": "technical details consent",
    "lbc": """
        listed building consent
        listed building consent demolition
    """,
    "demolition-con-area": """
        conservation area consent
        demolition in a conservation area
        planning permission for relevant demolition in a conservation area
    """,
    "advertising": """
        advertisement consent
        advertising
        consent to display an advertisement
    """,
    "ldc": """
        certificate of lawfulness existing
        certificate of lawfulness proposed
        certificate of lawfulness of proposed works to a listed building
        lawful development existing use
        lawful development proposed use
        lawful development certificate
    """,
    "s73": """
        removal variation of a condition
        removal or variation of a condition following grant of planning permission
        variation or removal of condition s
    """,
    "approval-condition": """
        approval of details
        approval of details conservation area consent
        approval of details listed building
        approval of details reserved by a condition
        approval of details reserved by a condition discharge
        approval of details reserved by condition
    """,
    "non-material-amendment": """
        non material amendment
        non material amendment s96a
        non material amendments
    """,
    "consent-under-tpo": """
        application for works to tree s covered by a tpo
        consent under tpo
    """,
    "notice-trees-in-con-area": """
        notification of intended works to tree s in a conservation area
        notification of proposed works to trees in a conservation area
        tree works trees in conservation areas
    """,
    "hedgerow-removal": "hedgerow removal notice",
}

_CODES = {
    name.strip(): code
    for code, names in _NAMES.items()
    for name in names.strip().splitlines()
    if name.strip()
}
_PRIOR_APPROVAL = re.compile(r"(gpdo )?prior approval\b")
_IN_FRONT = re.compile(r"^(councils own|renewal of|resubmission of) ")
_LONGEST_NAME = 200


def application_type_from(raw: str | None) -> str | None:
    """MHCLG's code of a type as a register names it, or None where it has none or that is not certain.

    A code of the list stands for itself. Of a combined name ("Full planning & listed building consent",
    "… conservation areas/subject to TPOs") the first part decides, as the first named is what is chiefly asked for.
    """
    if not raw or len(raw) > _LONGEST_NAME:
        return None
    if raw in LABELS:
        return raw
    return _code_of(raw) or _code_of(re.split(r"\s*(?:&|\band\b|/)\s*", raw, maxsplit=1)[0])


def _code_of(name: str) -> str | None:
    plain = _IN_FRONT.sub("", " ".join(re.findall(r"[a-z0-9]+", name.casefold().replace("'", ""))))
    return "prior-approval" if _PRIOR_APPROVAL.match(plain) else _CODES.get(plain)
