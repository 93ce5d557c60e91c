"""The site of one installation: what its pages are made from, and its own server."""

import contextlib
import threading
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from alerts.cli.console import Failure
from alerts.cli.installation import Installation, now
from alerts.services.overseeing import Overseer
from alerts.services.pulse import beating

if TYPE_CHECKING:
    from alerts.web.context import SiteContext


@contextlib.contextmanager
def serving(installation: Installation, host: str, port: int) -> Iterator[None]:
    """The site served by waitress in the background until the block ends."""
    from alerts.cli.serving import serve, server_of
    from alerts.web.app import create_app
    from alerts.web.assets import AssetsMissing

    context = site_context(installation)
    try:
        server = server_of(create_app(context), host, port)
    except AssetsMissing as error:
        raise Failure(str(error)) from error
    except (OSError, ValueError) as error:
        raise Failure(
            f"port {port} of {host} cannot be used: {getattr(error, 'strerror', None) or error}"
        ) from error
    context.insights.start()
    closing = threading.Event()
    thread = threading.Thread(target=serve, args=(server, closing), name="site", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.task_dispatcher.shutdown(
            timeout=5
        )  # first the answers in hand: they need the server's own pipe
        closing.set()
        server.close()
        thread.join(timeout=5)


def site_pulse(installation: Installation) -> contextlib.AbstractContextManager[None]:
    """The pulse of a process that is the site alone, which sees whether anybody works."""
    return beating(installation.pulse("site", works=False), Overseer(installation.site_database, now))


def site_context(installation: Installation) -> "SiteContext":
    from alerts.web.context import SiteContext
    from alerts.web.policy import TileService
    from alerts.web.watched import count_answer
    from scheduler.workbench import FeedWorkbench

    settings = installation.settings
    tiles = TileService(settings.site.tile_url, settings.site.tile_attribution)
    return SiteContext(
        database=installation.site_database,
        places=installation.places,
        site=installation.mail_site,
        identity=installation.identity,
        timetable=installation.timetable,
        clock=now,
        secret_key=settings.site.secret(),
        trusted_proxies=settings.site.trusted_proxies,
        outbox_dir=settings.mail.outbox_dir if settings.mail.backend == "outbox" else None,
        is_demonstration=installation.is_demonstration,
        has_admin=settings.admin.enabled,
        bounce_secret=settings.bounces.webhook_secret(),
        tiles=tiles if tiles.url else None,
        limits=installation.limits,
        pages_a_minute=settings.site.pages_a_minute,
        api_requests_a_minute=settings.publishing.requests_a_minute,
        api_rows_a_minute=settings.publishing.rows_a_minute,
        licences=installation.licences,
        files=installation.files_place,
        hub_url=settings.publishing.hub_url,
        on_answer=partial(count_answer, installation.counts),
        watch=installation.watch,
        standstill_s=installation.steps.standstill_s,
        flood_limit=settings.matching.flood_limit_per_feed,
        workbench=FeedWorkbench(installation.poller, installation.feeds),
    )
