"""Renders the templates of e-mails: subject, text and HTML, the HTML with its styles written into its elements."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from alerts.domain.links import Placeholder, without_placeholders
from alerts.domain.paths import to
from alerts.domain.retelling import said
from alerts.domain.wording import first_large
from alerts.language import _, html_code, later
from alerts.language.templates import teach
from alerts.mail.pictures import ItemPicture
from alerts.mail.plain_text import wrapped

DEMONSTRATION = later(
    "the applications that this service tells of are invented. No council has received them."
)


@dataclass(frozen=True)
class MailSite:
    """What every e-mail says of the site that sends it."""

    base_url: str
    name: str
    operator_name: str
    contact_email: str
    is_demonstration: bool = False


@dataclass(frozen=True)
class Email:
    """An alert put into words; its personal links are placeholders until it is sent."""

    subject: str
    text: str
    html: str
    pictures: tuple[ItemPicture, ...] = ()


def rendered(name: str, site: MailSite, **values: Any) -> Email:
    return Email(
        subject=" ".join(as_rendered(f"{name}.subject.txt", site, **values).split()),
        text=wrapped(as_rendered(f"{name}.txt", site, **values)),
        html=inlined(as_rendered(f"{name}.html", site, **values)),
    )


def as_rendered(template: str, site: MailSite, **values: Any) -> str:
    """What a template makes of these values, its lines and styles as they stand in it."""
    values |= {"site": site, "demonstration": _(DEMONSTRATION)}
    return _templates().get_template(template).render(values)


def inlined(html: str) -> str:
    """The page with its styles written into its elements."""
    return _inliner().inline(html)


def _only_our_links(value: Any) -> Any:
    """Every value on its way into an e-mail: a link's placeholder only where we put it ourselves."""
    if not isinstance(value, str) or isinstance(value, Placeholder):
        return value
    return without_placeholders(value)


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=select_autoescape(("html",), default_for_string=True),
        undefined=StrictUndefined,
        finalize=_only_our_links,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters.update(first_large=first_large, said=said)
    templates.globals.update(to=to, html_code=html_code)
    teach(templates)
    return templates


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(keep_at_rules=True, keep_style_tags=False, load_remote_stylesheets=False)
