"""Addresses that e-mails and pages share."""

from alerts.domain.application import ApplicationKey
from alerts.domain.paths import application_path


def test_a_reference_is_percent_encoded_but_for_its_slashes() -> None:
    key = ApplicationKey("E09000007", "26/1 A#2?%")
    assert application_path(key) == "/applications/E09000007/26/1%20A%232%3F%25"


def test_a_code_that_is_none_does_not_lead_elsewhere() -> None:
    assert application_path(ApplicationKey("../x", "1")) == "/applications/..%2Fx/1"
