"""Parts of a divided work."""

import pytest

from alerts.domain.share import ALL, Share


def test_who_works_alone_has_it_all() -> None:
    assert ALL.is_all
    assert not Share(0, 2).is_all


@pytest.mark.parametrize(("number", "of"), [(-1, 2), (2, 2), (0, 0)])
def test_a_part_that_is_none_of_them_is_refused(number: int, of: int) -> None:
    with pytest.raises(ValueError, match="there is no part"):
        Share(number, of)


def test_each_number_falls_to_one_share() -> None:
    shares = [Share(number, 3) for number in range(3)]
    assert [[share.has(number) for share in shares] for number in (9, 10, 11)] == [
        [True, False, False],
        [False, True, False],
        [False, False, True],
    ]
    assert ALL.has(7)
