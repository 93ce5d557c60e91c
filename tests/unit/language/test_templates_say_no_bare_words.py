"""No page and no e-mail says a word that does not go through the catalogue: its templates are read to see."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

ALERTS = Path(__file__).parents[3] / "alerts"
TEMPLATES = sorted([*ALERTS.glob("web/templates/*.html"), *ALERTS.glob("mail/templates/*.*")])

FOR_OPERATORS = {
    f"{name}.{ending}"
    for name in ("alarm", "summary", "operator_link")
    for ending in ("html", "txt", "subject.txt")
}
"""What is written to whoever runs the service, who reads its English documentation."""
NAMES = {"planning.data.gov.uk", "HistoricEngland.org.uk", "JSON", "Prometheus", "English", "Cymraeg"}

_EXPRESSION = "\x00"
_WORD = re.compile(r"[A-Za-z]{2}")
_SENTENCE = re.compile(r"[A-Z][a-z]+\b|[a-z]{2,} [a-z]{2,}")
_SPOKEN_ATTRIBUTES = {"alt", "aria-label", "placeholder", "title"}
_SPOKEN_KEYS = {"aria-label", "html", "text", "titleText", "visuallyHiddenText"}


class _Spoken(HTMLParser):
    """Collects what a reader sees or hears of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._is_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_style = tag == "style"
        self.words += [value for name, value in attrs if name in _SPOKEN_ATTRIBUTES and value]

    def handle_endtag(self, tag: str) -> None:
        self._is_style = False

    def handle_data(self, data: str) -> None:
        if not self._is_style:
            self.words.append(data)


def bare_words(source: str, *, is_html: bool) -> list[str]:
    """What a template says itself, in its text or as a constant of an expression."""
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    tree = environment.parse(source)
    written = "".join(
        part.data if isinstance(part, nodes.TemplateData) else _EXPRESSION
        for output in tree.find_all(nodes.Output)
        for part in output.nodes
    )
    spoken = _Spoken()
    if is_html:
        spoken.feed(re.sub(rf"(</?){_EXPRESSION}", r"\1x", written))
        spoken.close()
    words = spoken.words if is_html else written.split("\n")
    said = [part.strip(" \n.,:;·–") for each in words for part in each.split(_EXPRESSION)]
    return [each for each in [*said, *_constants(tree)] if _WORD.search(each) and each not in NAMES]


def _constants(tree: nodes.Template) -> Iterator[str]:
    """Words that an expression shows without a call of gettext: of a choice, or of what a component is given."""
    for pair in tree.find_all(nodes.Pair):
        if isinstance(pair.key, nodes.Const) and pair.key.value in _SPOKEN_KEYS:
            yield from _shown(pair.value)
    for output in tree.find_all(nodes.Output):
        for part in output.nodes:
            yield from (words for words in _shown(part) if _SENTENCE.search(words))


def _shown(expression: nodes.Node) -> Iterator[str]:
    """The constants that an expression may come to."""
    if isinstance(expression, nodes.Const):
        if isinstance(expression.value, str):
            yield expression.value
    elif isinstance(expression, nodes.CondExpr):
        yield from _shown(expression.expr1)
        if expression.expr2 is not None:
            yield from _shown(expression.expr2)
    elif isinstance(expression, (nodes.Concat, nodes.Or)):
        for child in expression.iter_child_nodes():
            yield from _shown(child)
    elif isinstance(expression, nodes.Filter) and expression.node is not None:
        yield from _shown(expression.node)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_every_word_of_a_template_goes_through_the_catalogue(path: Path) -> None:
    if path.name not in FOR_OPERATORS:
        assert bare_words(path.read_text(encoding="utf-8"), is_html=path.suffix == ".html") == []


@pytest.mark.parametrize(
    "source",
    [
        "<p>Hello there</p>",
        '<p aria-label="Main part">{{ _("Hello") }}</p>',
        '{{ "Which one?" if found else _("None") }}',
        '{{ button({"text": "Save"}) }}',
        '{{ button({"text": "Stop " ~ name}) }}',
        "<p>{{ _('Hello') }} and more</p>",
    ],
)
def test_a_bare_word_is_noticed_wherever_it_stands(source: str) -> None:
    assert bare_words(source, is_html=True)


def test_what_is_said_by_the_catalogue_is_none() -> None:
    source = (
        '<p class="quiet" title="{{ _("Main") }}">{{ _("Hello %(name)s", name=name) }}, {{ "open" if x }}</p>'
        "{% trans n=2 %}one place{% pluralize %}{{ n }} places{% endtrans %}"
        '{{ button({"text": _("Save"), "classes": "secondary button"}) }}'
    )
    assert bare_words(source, is_html=True) == []
