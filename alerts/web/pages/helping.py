"""Help for people who get e-mails, or would like to: one page a question, and the list of them."""

from typing import NamedTuple

from flask import render_template
from flask.typing import ResponseReturnValue

from alerts.domain.errors import NotFound
from alerts.domain.personal_data import KEPT
from alerts.language import _, later
from alerts.web.context import SiteContext
from alerts.web.routing import Route


class Topic(NamedTuple):
    """One page of help: its title, and what it answers in a line."""

    title: str
    answers: str


TOPICS = {
    "how-it-works": Topic(
        later("How it works"), later("What we read, when we write, and what counts as near you.")
    ),
    "commenting": Topic(
        later("How to comment, and until when"),
        later("What a last day to comment is, and how to be heard by the council."),
    ),
    "your-emails": Topic(
        later("Your e-mails"),
        later("Change, pause or end them; why you got one, and why you did not."),
    ),
    "own-area": Topic(
        later("An area of your own"), later("Watch a street, a park or a village as you would draw it.")
    ),
    "your-data": Topic(
        later("Your privacy in plain words"), later("What we know of you, and how to see or delete it.")
    ),
    "sharing": Topic(
        later("For councillors and groups"),
        later("Share a list, a feed or a calendar, show it on your website, cite figures."),
    ),
}


def help_list(_context: SiteContext) -> ResponseReturnValue:
    return render_template("help.html", topics=TOPICS)


def help_topic(_context: SiteContext, topic: str) -> ResponseReturnValue:
    if topic not in TOPICS:
        raise NotFound(_("There is no such page of help."))
    template = f"help_{topic.replace('-', '_')}.html"
    return render_template(template, topics=TOPICS, topic=topic, kept=KEPT)


ROUTES = (Route("/help", help_list), Route("/help/<topic>", help_topic))
