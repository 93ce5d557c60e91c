"""Which references mean the same application, however a register writes them."""

import pytest

from alerts.domain.application import normalised_reference


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026/0123/P", "2026/0123/P"),
        ("2026/0123/p", "2026/0123/P"),
        (" 2026 / 0123 / P ", "2026/0123/P"),
        ("Planning Application V/2025/0580 - Valid From 05/12/2025", "V/2025/0580"),
        ("Application No. 26/00129/CLU", "26/00129/CLU"),
        ("Ref: 26/00129/CLU", "26/00129/CLU"),
        ("REFUSE-1 2026", "REFUSE-12026"),
        ("CASE-26-001", "CASE-26-001"),
        ("Application", "APPLICATION"),
        ("26/00129 - A", "26/00129-A"),
    ],
)
@pytest.mark.fault("C-01")
def test_a_reference_means_the_same_in_any_case_spacing_or_label(written: str, meant: str) -> None:
    assert normalised_reference(written) == meant


@pytest.mark.parametrize("written", ["2026/0123/P", "Ref: 26/1", "Case Ref: Case 1", "a - valid - valid"])
def test_a_normalised_reference_stays_as_it_is(written: str) -> None:
    once = normalised_reference(written)
    assert normalised_reference(once) == once
