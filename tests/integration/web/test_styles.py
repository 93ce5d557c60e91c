"""Every part of the design system that a page is made of has its styles in the stylesheet as it is built."""

import re
from pathlib import Path

import alerts.web
from alerts.web import assets

TEMPLATES = Path(alerts.web.__file__).parent / "templates"


def _named(pattern: str) -> set[str]:
    return {name for file in TEMPLATES.rglob("*.html") for name in re.findall(pattern, file.read_text())}


def _blocks(names: set[str]) -> set[str]:
    return {name.partition("__")[0].partition("--")[0] for name in names}


def test_what_pages_are_made_of_has_its_styles() -> None:
    sheet = (assets.BUILT / assets.asset_names()["site.css"]).read_text()
    styled = _blocks(set(re.findall(r"\.(govuk-[\w-]+)", sheet)))
    made_of = _blocks(_named(r'[" ](govuk-[\w-]+)(?=[" ])'))
    macros = {f"govuk-{name}" for name in _named(r"components/([\w-]+)/macro\.html")}
    assert "govuk-button" in macros
    assert "govuk-warning-text" in made_of
    assert (made_of | macros) - styled == set()
