"""Records that a council's staff made to try their system, and real ones that speak of tests."""

import pytest

from scheduler.feeds.reading.suspicion import is_suspected_test


@pytest.mark.fault("C-10")
@pytest.mark.parametrize(
    ("description", "address", "reference"),
    [
        ("Test", None, "2026/0055/P"),
        ("TEST", None, "1"),
        ("test.", None, "1"),
        ("Testing", None, "1"),
        ("test 2", None, "1"),
        ("Test test TEST", None, "1"),
        ("This is a test application, please ignore", None, "1"),
        ("Dummy record - do not use", None, "1"),
        ("Roof extension test", None, "1"),
        ("Rear extension TEST", None, "1"),
        ("TEST - erection of a two storey rear extension with terrace", None, "1"),
        ("Erection of a two storey rear extension with terrace - TEST", None, "1"),
        ("Erection of a two storey rear extension (test)", None, "1"),
        ("Lorem ipsum dolor sit amet", None, "1"),
        ("Insert description here", None, "1"),
        ("Rear extension.", "Test Road, London", "1"),
        ("Rear extension.", "1 Test Street, NW1 7JE", "1"),
        ("Rear extension.", "12a, Test Address", "1"),
        ("Rear extension.", "TEST", "1"),
        ("Rear extension.", "1 Mill Lane", "2026/0030/NEW"),
        ("Rear extension.", "1 Mill Lane", "Camden-2026_0030_NEW"),
        ("Rear extension.", "1 Mill Lane", "2026/0030/TEST"),
    ],
)
def test_a_trial_of_the_system_is_suspected(description: str, address: str | None, reference: str) -> None:
    assert is_suspected_test(description, address, reference)


@pytest.mark.fault("C-10")
@pytest.mark.parametrize(
    ("description", "address", "reference"),
    [
        ("", None, "2026/0001/P"),
        ("Change of use from shop to testing laboratory", None, "1"),
        ("Testing laboratory", None, "1"),
        ("Test pits", None, "1"),
        ("Excavation of 4 test pits and a trial trench", None, "1"),
        ("Percolation test", None, "1"),
        ("Soakaway and percolation test", None, "1"),
        ("Sequential test", None, "1"),
        ("Means Test", None, "1"),
        ("Submission of Means Test", None, "1"),
        ("Application for planning permission", None, "1"),
        ("New planning application for use", None, "1"),
        ("Details of condition 4 (sound insulation test)", None, "1"),
        ("Erection of a covid test centre in the car park", None, "1"),
        ("MOT test station", None, "1"),
        ("Footbridge over the River Test", None, "1"),
        ("Pavilion for Test matches", None, "1"),
        ("Details of condition 9 following noise test", None, "1"),
        ("Attestation office", None, "1"),
        ("Contest hall", None, "1"),
        ("Latest plans", None, "1"),
        ("Rear extension.", "1 Testwood Road, London", "1"),
        ("Rear extension.", "2 Test Road, Southampton SO16 9HA", "1"),
        ("Rear extension.", "Land beside Test Road nursery", "1"),
        ("Rear extension.", "1 Mill Lane", "2026/NEW/0030"),
        ("Rear extension.", "1 Mill Lane", "RENEW"),
        ("Test pits and boreholes " * 200, None, "1"),
    ],
)
def test_a_real_application_is_not(description: str, address: str | None, reference: str) -> None:
    assert not is_suspected_test(description, address, reference)
