"""Templates speak the language of their context: `{{ _("…") }}`, `{% trans %}`, for pages and e-mails alike."""

from jinja2 import Environment

from alerts.language import _, ngettext, npgettext, pgettext


def teach(templates: Environment) -> None:
    """Give an environment the words of the language spoken when a template is rendered, not when it is compiled."""
    templates.add_extension("jinja2.ext.i18n")
    templates.policies["ext.i18n.trimmed"] = True
    templates.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=_, ngettext=ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
