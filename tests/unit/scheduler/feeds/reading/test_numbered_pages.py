"""Pages asked for by their number."""

import pytest

from scheduler.feeds.reading.numbered_pages import mark_of, page_after, refuse_same
from scheduler.page import PageUnreadable


def test_a_page_is_known_again_by_its_keys_in_their_order() -> None:
    assert mark_of(["a", "b"]) == mark_of(iter(["a", "", "b"]))
    assert len({mark_of(keys) for keys in (["a", "b"], ["b", "a"], ["ab"], ["a"], [])}) == 5
    assert mark_of(["\ud800"]) != ""


@pytest.mark.fault("F-15")
def test_a_page_like_the_one_before_is_refused_unless_it_has_no_keys() -> None:
    refuse_same("", "", 2)
    refuse_same(mark_of(["a"]), mark_of(["b"]), 2)
    with pytest.raises(PageUnreadable, match="page-loop"):
        refuse_same(mark_of(["a"]), mark_of(["a"]), 2)


def test_there_is_a_page_after_which_there_is_none() -> None:
    assert page_after(999) == 1000
    with pytest.raises(PageUnreadable, match="too-many-pages"):
        page_after(1000)
