"""SECURITY.md: whom to tell, in private, and nothing in it that is not there."""

import re

from upkeep import PROJECT

POLICY = (PROJECT / "SECURITY.md").read_text(encoding="utf-8")


def test_it_says_how_to_report_what_to_expect_which_versions_and_what_is_in_scope() -> None:
    assert re.findall(r"^## (.*)$", POLICY, re.MULTILINE) == [
        "Which versions",
        "How to report",
        "What to expect",
        "What is in scope",
        "While you look",
        "For operators",
    ]
    assert "`contact_email`" in POLICY
    assert "private reporting" in POLICY


def test_what_it_leads_to_is_there() -> None:
    for target in re.findall(r"\]\(([^)#]+)", POLICY):
        assert (PROJECT / target).is_file(), target
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`make ([a-z]+)`", POLICY):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_it_names_no_address_that_nobody_may_read() -> None:
    assert re.findall(r"[^\s<]+@[^\s>]+\.[a-z]+", POLICY) == []
