"""Types of application, from the names that registers give them."""

import pytest

from alerts.domain.application_types import APPLICATION_TYPES, LABELS, application_type_from


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("Householder", "hh"),
        ("Householder Application", "hh"),
        ("Householder planning permission", "hh"),
        ("Householder planning & demolition in a conservation area", "hh"),
        ("Householder planning & listed building consent", "hh"),
        ("Full Planning Permission", "full"),
        ("Full planning permission", "full"),
        ("Full planning & listed building consent", "full"),
        ("Full planning & display of advertisements", "full"),
        ("Renewal of Full Planning Permission", "full"),
        ("Resubmission of Full Planning Permission", "full"),
        ("Outline Planning Permission", "outline"),
        ("Outline planning permission: Some matters reserved", "outline"),
        ("Approval of Reserved Matters", "reserved-matters"),
        ("Permission in Principle", "pip"),
        ("Listed Building Consent", "lbc"),
        ("Listed Building Consent (Demolition)", "lbc"),
        ("Councils Own Listed Building Consent", "lbc"),
        ("Council's Own Listed Building Consent", "lbc"),
        ("Conservation Area Consent", "demolition-con-area"),
        ("Demolition in a conservation area", "demolition-con-area"),
        ("Advertisement Consent", "advertising"),
        ("Consent to display an advertisement", "advertising"),
        ("Certificate of Lawfulness (Existing)", "ldc"),
        ("Certificate of Lawfulness of Proposed Works to a Listed Building", "ldc"),
        ("Lawful development: Proposed use", "ldc"),
        ("Prior Approval", "prior-approval"),
        ("Prior Approval: Larger Home Extension", "prior-approval"),
        ("Prior Approval: Change of use - retail/takeaway to offices", "prior-approval"),
        ("GPDO Prior Approval Class A Householder extensions", "prior-approval"),
        ("Variation or Removal of Condition(s)", "s73"),
        ("Removal/Variation of a condition", "s73"),
        ("Approval of Details (Listed Building)", "approval-condition"),
        ("Councils Own Approval of Details", "approval-condition"),
        ("Approval of details reserved by a condition (discharge)", "approval-condition"),
        ("Non-Material Amendment", "non-material-amendment"),
        ("Non Material Amendments", "non-material-amendment"),
        ("Application for Works to Tree(s) covered by a TPO", "consent-under-tpo"),
        ("Notification of Intended Works to Tree(s) in a Conservation Area", "notice-trees-in-con-area"),
        ("Tree works: Trees in conservation areas/subject to TPOs", "notice-trees-in-con-area"),
        ("Hedgerow removal notice", "hedgerow-removal"),
        ("prior-approval", "prior-approval"),
        ("s73", "s73"),
    ],
)
def test_a_name_that_registers_use_has_its_code(raw: str, code: str) -> None:
    assert application_type_from(raw) == code


@pytest.mark.parametrize(
    "raw",
    [
        None,
        "",
        "All Other",
        "Other",
        "S106 Deed of Variation",
        "Request for Screening Opinion",
        "Historic Planning Application",
        "DC Forum (Open)",
        "GPDO Notification",
        "Full moon party",
        "Fully automated listed building consent",
        "Councils Own Permission Under Regulation 3",
        "&",
        "Prior approvals" * 100,
    ],
)
def test_a_name_without_a_certain_code_has_none(raw: str | None) -> None:
    assert application_type_from(raw) is None


def test_every_type_has_one_label_for_a_form() -> None:
    assert len(APPLICATION_TYPES) == len(LABELS) == 21
    assert LABELS["hh"] == "Householder: extending or altering a home"
    assert LABELS["consent-under-tpo"] == "Works to protected trees"
