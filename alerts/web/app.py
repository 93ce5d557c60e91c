"""Composition root of the site: one Flask application over a context, and nothing looked up elsewhere."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from alerts.web import assets
from alerts.web.admin.part import admin_part
from alerts.web.api.part import api_part, open_to_programs
from alerts.web.context import SiteContext
from alerts.web.guards import guard, turnstile_of, wait_s
from alerts.web.languages import SpeakingByAddress
from alerts.web.packing import pack_answers
from alerts.web.pages import (
    applications,
    area_maps,
    areas,
    citing,
    comparing,
    confirming,
    data,
    explaining,
    following,
    helping,
    home,
    insight,
    leaving,
    managing,
    metrics,
    moving,
    outbox,
    own_feeds,
    refusing,
    reporting,
    returning,
    shapes,
    status,
    subscribing,
    texts,
    widget,
)
from alerts.web.problems import answer_errors
from alerts.web.routing import part_of_site
from alerts.web.templating import prepare_templates
from alerts.web.unchanged import AnsweringAgain
from alerts.web.watched import Watched, note_routes

PARTS = {
    "home": home.ROUTES,
    "areas": areas.ROUTES,
    "area_maps": area_maps.ROUTES,
    "shapes": shapes.ROUTES,
    "applications": applications.ROUTES,
    "reporting": reporting.ROUTES,
    "subscribing": subscribing.ROUTES,
    "confirming": confirming.ROUTES,
    "managing": managing.ROUTES,
    "own_feeds": own_feeds.ROUTES,
    "explaining": explaining.ROUTES,
    "leaving": leaving.ROUTES,
    "following": following.ROUTES,
    "help": helping.ROUTES,
    "refusing": refusing.ROUTES,
    "moving": moving.ROUTES,
    "insight": insight.ROUTES,
    "comparing": comparing.ROUTES,
    "citing": citing.ROUTES,
    "status": status.ROUTES,
    "metrics": metrics.ROUTES,
    "texts": texts.ROUTES,
    "widget": widget.ROUTES,
    "data": data.ROUTES,
}


class _Site(Flask):
    """Flask without what no view here needs: none is asynchronous, and to look at each function whether it is takes
    a tenth of what an answer costs that says nothing.
    """

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def create_app(context: SiteContext) -> Flask:
    """The whole site. Raises AssetsMissing, naming the command, where its stylesheet has not been built."""
    names = assets.asset_names()
    app = _Site(__name__, static_folder=str(assets.BUILT), static_url_path="/static")
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = assets.LONG_SECONDS
    # An address with two slashes is none of ours; joined into one it could be another site's.
    app.url_map.merge_slashes = False
    prepare_templates(app, context, names)
    note_routes(app)
    pack_answers(app)
    turnstile = turnstile_of(context)
    guard(app, context, turnstile)
    open_to_programs(app)
    answer_errors(app, context)
    for name, routes in PARTS.items():
        app.register_blueprint(part_of_site(name, context, routes))
    app.register_blueprint(api_part(context))
    if context.has_admin:
        app.register_blueprint(admin_part(context))
    if context.bounce_secret:
        app.register_blueprint(part_of_site("returning", context, returning.ROUTES))
    if context.outbox_dir is not None:
        app.register_blueprint(part_of_site("outbox", context, outbox.ROUTES))
    speaking = SpeakingByAddress(app.wsgi_app)
    app.wsgi_app = AnsweringAgain(  # type: ignore[method-assign]
        speaking, context.lately, context.today, partial(wait_s, turnstile)
    )
    app.wsgi_app = Watched(app.wsgi_app, context.on_answer, context.monotonic)  # type: ignore[method-assign]
    if context.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=context.trusted_proxies, x_proto=0, x_host=0, x_port=0, x_prefix=0
        )
    return app
