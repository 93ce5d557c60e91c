"""`/admin/unmapped`: words of registers that mean nothing here yet, each with a form that gives it a meaning."""

from flask import Response, make_response, request
from flask.typing import ResponseReturnValue

from alerts.domain.application_types import LABELS
from alerts.domain.errors import NotFound
from alerts.domain.meanings import CHOICES, SETTING_OF, TYPES, Meaning, MeaningRefused
from alerts.services.meanings import map_word, unmap_word
from alerts.services.word_pages import words_of_feeds
from alerts.web.admin.actions import LOOK
from alerts.web.admin.feed_actions import MAP_WORD, UNMAP_WORD
from alerts.web.admin.routing import AdminRoute, NavEntry, Visit
from alerts.web.admin.telling import done, once, shown
from alerts.web.forms import single

PATH = "/admin/unmapped"


def words_page(visit: Visit) -> ResponseReturnValue:
    return _page(visit)


def _page(visit: Visit, refused: str = "") -> str:
    with visit.context.database.reading() as session:
        found = words_of_feeds(session, visit.context.workbench)
    return shown(
        visit,
        "words.html",
        found=found,
        choices={field: _choices(setting) for field, setting in SETTING_OF.items()},
        refused=refused,
    )


def _choices(setting: str) -> list[tuple[str, str]]:
    """(value, words) of a select."""
    if setting == TYPES:
        return list(LABELS.items())
    return [(each, each.replace("_", " ")) for each in CHOICES[setting]]


@once
def give_meaning(visit: Visit) -> ResponseReturnValue:
    feed, field, word, meaning = (single(request.form, name) for name in ("feed", "field", "word", "meaning"))
    bench = visit.context.workbench
    try:
        if not meaning:
            raise MeaningRefused(f"Choose what “{word}” means, then save it.")
        if bench is not None and not bench.takes_meanings(feed):
            raise MeaningRefused("This kind of feed takes no meanings of words: they are shown as they come.")
        with visit.acting(f"feed:{feed}", field=field, word=word, meaning=meaning) as session:
            map_word(session, feed, Meaning(field, word, meaning), visit.now, visit.operator.email)
    except MeaningRefused as refused:
        return make_response(_page(visit, str(refused)), 400)
    return done(PATH, "mapped")


@once
def take_meaning_back(visit: Visit) -> ResponseReturnValue:
    feed, field, word = (single(request.form, name) for name in ("feed", "field", "word"))
    with visit.acting(f"feed:{feed}", field=field, word=word) as session:
        unmap_word(session, feed, field, word)
    return done(PATH, "unmapped")


@once
def export_meanings(visit: Visit, name: str) -> ResponseReturnValue:
    """What was said here, as lines for the configuration."""
    with visit.context.database.reading() as session:
        found = words_of_feeds(session, visit.context.workbench, [name])
    (of_feed,) = found
    if not of_feed.lines:
        raise NotFound("No meaning of this feed's words was given here.")
    text = "\n".join(
        (f"# Under the [[feeds]] of {name}, in place of its lines of the same names:", *of_feed.lines, "")
    )
    answer = Response(text, mimetype="application/toml")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}-meanings.toml"'
    return answer


ROUTES = (
    AdminRoute(PATH, words_page, LOOK),
    AdminRoute(f"{PATH}/<name>.toml", export_meanings, LOOK),
    AdminRoute(PATH, give_meaning, MAP_WORD, ("POST",)),
    AdminRoute(f"{PATH}/back", take_meaning_back, UNMAP_WORD, ("POST",)),
)
NAV = (NavEntry(PATH, "Words", LOOK),)
