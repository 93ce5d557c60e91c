"""What one page may cost, by default."""

import pytest

from scheduler.fetch import FetchLimits


@pytest.mark.fault("F-01")
@pytest.mark.fault("F-02")
@pytest.mark.fault("F-03")
@pytest.mark.fault("F-04")
def test_the_limits_of_a_page_are_ten_and_sixty_seconds_fifteen_mebibytes_and_three_redirects() -> None:
    assert FetchLimits() == FetchLimits(
        connect_s=10,
        total_s=60,
        max_bytes=15_728_640,
        redirects=3,
        retries=3,
        retry_after_cap_s=86_400,
        longest_pause_s=30,
        gap_s=0,
        turn_s=180,
    )
