"""Words in the language of who reads them."""

from jinja2 import Environment

from alerts.language import Language, _, speaking, spoken
from alerts.language.templates import teach
from alerts.web.addresses import to

NOT_FOUND_IN_WELSH = "Heb ddod o hyd i’r dudalen"


def test_a_text_is_said_in_welsh_only_while_welsh_is_spoken():
    assert _("Page not found") == "Page not found"
    with speaking(Language.WELSH):
        assert _("Page not found") == NOT_FOUND_IN_WELSH
    assert _("Page not found") == "Page not found"


def test_a_text_that_the_catalogue_does_not_have_stays_english():
    with speaking(Language.WELSH):
        assert _("No such text") == "No such text"
        assert _("") == ""


def test_a_template_compiled_in_english_speaks_welsh_to_the_next_reader():
    templates = Environment(autoescape=True)
    teach(templates)
    page = templates.from_string("<h1>{{ _('Page not found') }}</h1>{% trans %}Page not found{% endtrans %}")
    assert page.render() == "<h1>Page not found</h1>Page not found"
    with speaking(Language.WELSH):
        assert page.render() == f"<h1>{NOT_FOUND_IN_WELSH}</h1>{NOT_FOUND_IN_WELSH}"


def test_addresses_of_welsh_pages_stand_under_their_own_beginning():
    assert to("/status") == "/status"
    with speaking(Language.WELSH):
        assert spoken() is Language.WELSH
        assert to("/status") == "/cy/status"
