"""The scale bar's length."""

import pytest

from alerts.drawing.furniture import round_length_m


@pytest.mark.parametrize(
    ("longest_m", "metres"), [(0.4, 1), (9.9, 5), (10, 10), (43, 20), (99, 50), (240, 200), (4_999, 2_000)]
)
def test_a_scale_bar_is_the_longest_round_length_that_fits(longest_m, metres):
    assert round_length_m(longest_m) == metres
