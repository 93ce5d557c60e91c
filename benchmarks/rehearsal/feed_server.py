"""The feeds of all authorities: a web server in a process of its own that answers as PlanIt does, one path a council.

Each council has a loopback address of its own, as each has a host of its own in earnest. Nobody else is answered.
"""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import numpy as np

from alerts.domain.authorities import authority_by_code
from benchmarks.rehearsal import country as geography
from benchmarks.rehearsal import registers as inventions
from benchmarks.rehearsal.country import Country
from benchmarks.rehearsal.processes import messages
from benchmarks.rehearsal.records import Council, changed_at, page, record
from benchmarks.rehearsal.registers import NEVER, Registers
from benchmarks.rehearsal.simulated_clock import SimulatedClock
from geo.grid import arrays_to_lonlat

_A_NET = 250


def host_of(position: int) -> str:
    """The loopback address of the authority at a position."""
    return f"127.20.{position // _A_NET}.{position % _A_NET + 1}"


def serve(connection: Connection, folder: Path, clock: Path) -> None:
    """Answer until told None; tells its port first, then what it was asked so far whenever it is told anything."""
    country, registers = geography.load(folder / "country.npz"), inventions.load(folder / "registers.npz")
    feeds = _Feeds(country, registers, SimulatedClock(clock))
    with _Server(("0.0.0.0", 0), _handler(feeds)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        connection.send(server.server_port)
        for _ in messages(connection):
            connection.send((feeds.requests, feeds.records, feeds.sent_bytes))
        server.shutdown()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def verify_request(self, _request: object, client_address: object) -> bool:
        """Every loopback address is answered, which needs a socket open to all: nobody else is."""
        return str(client_address[0]).startswith("127.")  # type: ignore[index]


class _Feeds:
    """What all registers show at this moment of the simulated clock."""

    def __init__(self, country: Country, registers: Registers, clock: SimulatedClock) -> None:
        self._country = country
        self._registers = registers
        self._clock = clock
        self._lons, self._lats = arrays_to_lonlat(registers.x, registers.y)
        self._position = {code: position for position, code in enumerate(country.codes.tolist())}
        self._counting = threading.Lock()
        self.requests = self.records = self.sent_bytes = 0

    def answer(self, code: str, asked: dict[str, str]) -> bytes:
        """One page of an authority: what began, or changed, since a day, what changed last first."""
        now, size = self._clock.timestamp(), int(asked["pg_sz"])
        rows = self._registers.slice_of(self._position[code])
        moments = changed_at(self._registers, rows, now)
        since = asked.get("changed_start")
        is_told = (moments >= _midnight(since)) & (moments < NEVER) if since else moments < NEVER
        order = np.flatnonzero(is_told)
        order = order[np.argsort(-moments[order], kind="stable")]
        first = (int(asked["page"]) - 1) * size
        council = Council(code, authority_by_code(code).name)  # type: ignore[union-attr]
        shown = [self._record(rows.start + int(each), council, now) for each in order[first : first + size]]
        body = page(shown, first, len(order), size)
        with self._counting:
            self.requests += 1
            self.records += len(shown)
            self.sent_bytes += len(body)
        return body

    def _record(self, row: int, council: Council, now: float) -> dict[str, object]:
        compact = str(self._country.postcodes[self._registers.postcode[row]])
        lonlat = round(float(self._lons[row]), 6), round(float(self._lats[row]), 6)
        return record(self._registers, row, council, f"{compact[:-3]} {compact[-3:]}", lonlat, now)


def _midnight(day: str) -> float:
    return float(np.datetime64(day, "s").astype(int))


def _handler(feeds: _Feeds) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(asked.query).items()}
            code = asked.path.split("/")[1]
            body = feeds.answer(code, query) if "pg_sz" in query else json.dumps({"error": "?"}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing: 10,000 polls need no lines."""

    return Handler
