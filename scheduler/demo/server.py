"""Starts the demonstration's feed on this machine alone, and stops it."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from socketserver import TCPServer, ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from geo.gazetteer import Gazetteer
from scheduler.demo.clockwork import Clock, Clockwork, PlacesOfInterest
from scheduler.demo.feed_app import RESOURCE_PATH, feed_app
from scheduler.demo.plots import plots_of
from scheduler.demo.record import COLUMNS
from scheduler.demo.wards import BOROUGH

HOST = "127.0.0.1"
KIND = "socrata"


@dataclass(frozen=True)
class RunningFeed:
    """A feed that is being served: its address, and what a feed of it needs in its settings.

    `columns` is for the `columns` of the kind `socrata`; `authority` is the borough's GSS code.
    """

    url: str
    _stop: Callable[[], None] = field(repr=False)
    kind: str = KIND
    authority: str = BOROUGH
    columns: Mapping[str, str] = field(default_factory=lambda: dict(COLUMNS))

    def stop(self) -> None:
        """Stop the feed and the borough behind it; returns when both have ended."""
        self._stop()


def start_demo_feed(
    gazetteer: Gazetteer,
    *,
    clock: Clock,
    places_of_interest: PlacesOfInterest = tuple,
    seed: int = 1,
    speed: float = 1.0,
    port: int = 0,
) -> RunningFeed:
    """Serve the demonstration borough on a free port of 127.0.0.1, or on the one given.

    `clock` gives aware instants. `places_of_interest` gives points inside the areas that people watch (EPSG:27700
    metres, the newest last); each has its first event within 20 seconds and further ones about every minute, divided
    by `speed`. GazetteerMissing where there is no gazetteer, OSError where the port is taken.
    """
    clockwork = Clockwork(plots_of(gazetteer, BOROUGH), clock, places_of_interest, seed, speed)
    server = _Server((HOST, port), _Quiet)
    site_url = f"http://{HOST}:{server.server_port}"
    server.set_app(feed_app(clockwork.records, site_url))
    serving = threading.Thread(
        target=server.serve_forever, args=(0.1,), name="demonstration-feed", daemon=True
    )
    clockwork.start()
    serving.start()

    def stop() -> None:
        server.shutdown()
        server.server_close()
        serving.join()
        clockwork.stop()

    return RunningFeed(f"{site_url}{RESOURCE_PATH}", stop)


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    block_on_close = False

    def server_bind(self) -> None:
        # The inherited one asks the resolver for this machine's name, which offline may take half a minute.
        TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, int(self.server_address[1])
        self.setup_environ()


class _Quiet(WSGIRequestHandler):
    # A read that never comes must not keep a thread for ever.
    timeout = 30

    def log_message(self, format: str, *args: object) -> None:
        """A demonstration's terminal is for its one line of welcome."""
