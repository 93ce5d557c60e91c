"""Operators' regular expressions: which are taken, which are refused, and what they find."""

import pytest

from scheduler.feeds.syndicated_pattern import found_by, safe_pattern


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (r"(\d{2,4}/\d{1,6}/[A-Z]{1,6})", "Planning 2026/0123/P: shed", "2026/0123/P"),
        (r"^([^:]{1,40}):", "26/1/FUL: shed: big", "26/1/FUL"),
        (r"Application (\S+) - ", "Application DA/635 - 1 The Row", "DA/635"),
        (r"^[^:]*: (.*)$", "26/1/FUL: 1 The Row", "1 The Row"),
        (r"^(?:Ref(?:erence)?[.:]? )?([A-Z0-9/]{4,20})", "Ref: 26/1/FUL at", "26/1/FUL"),
        (r"(?:LBC|FUL)/(\d{2})", "x FUL/26", "26"),
        (r"\((\d{1,9}[)\]])", "see (12]", "12]"),
        (r"{}(a{,2})", "{}aaa", "aa"),
        (r"x|(y)", "x", ""),
        (r"(z)", "no", ""),
        (r"(z)", "x" * 300 + "z", ""),
    ],
)
def test_a_pattern_finds_its_group(pattern: str, text: str, found: str) -> None:
    assert found_by(safe_pattern(pattern), text) == found


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        (r"(\d+", "no regular expression"),
        (r"(a{99999999999999999999})", "no regular expression"),
        (r"\d{1,3}", "one group"),
        (r"(a)(b)", "one group"),
        (r"(" + "a" * 200 + ")", "at most 200"),
        (r"(a+)+$", "too long"),
        (r"(?:a|a)*(b)", "too long"),
        (r"((?:a?){20})", "too long"),
        (r"(.*).*x", "too long"),
        (r"^(.*).*.*x", "too long"),
        (r"^x|(.*).*y", "too long"),
        (r"(a*+)", "too long"),
        (r"(?:(?:a{0,9}){0,9}){0,9}(b)", "too long"),
        (r"(a)\1", "looking round"),
        (r"(?=a)(b)", "looking round"),
        (r"(?i)(b)", "looking round"),
        (r"(?P<reference>b)", "looking round"),
    ],
)
def test_a_pattern_that_is_wrong_or_may_be_slow_is_refused_with_what_to_change(
    pattern: str, said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        safe_pattern(pattern)
