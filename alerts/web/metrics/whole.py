"""The service as a whole: whether it is well, what is broken, how old its places are, and the room that is left."""

from collections.abc import Iterator
from importlib.metadata import version

from prometheus_client.metrics_core import Metric

from alerts.db import alarms, boundaries
from alerts.services.disks import disks
from alerts.services.wellness import ailments
from alerts.web.metrics.scrape import Scrape, gauge, gauges
from geo.errors import GazetteerMissing


def collect(scrape: Scrape) -> Iterator[Metric]:
    yield gauges(
        "info", "Always 1; which version answers.", ("version",), [((version("planning-alerts"),), 1)]
    )
    found = ailments(scrape.session, scrape.now)
    essential = sum(each.is_essential for each in found)
    yield gauge("well", "1 where nothing is wrong that people would miss alerts by.", float(not essential))
    yield gauges(
        "ailments",
        "Things that are not well, by whether people miss what they were promised.",
        ("essential",),
        [(("yes",), essential), (("no",), len(found) - essential)],
    )
    yield gauge("alarms_open", "Alarms raised and not over yet.", alarms.open_count(scrape.session))
    yield from _places(scrape)
    yield from _disks(scrape)


def _places(scrape: Scrape) -> Iterator[Metric]:
    yield gauges(
        "boundaries",
        "Boundaries known, by kind and the year that they are of.",
        ("kind", "vintage"),
        [((str(kind), str(vintage)), count) for kind, vintage, count in boundaries.counts(scrape.session)],
    )
    try:
        gazetteer = scrape.context.places.gazetteer
        known = [((gazetteer.vintage,), gazetteer.counts().live)]
    except GazetteerMissing:
        known = []
    yield gauges("postcodes", "Postcodes known, by what the list is and of when.", ("vintage",), known)


def _disks(scrape: Scrape) -> Iterator[Metric]:
    found = disks(scrape.context.watch.written)
    yield gauges(
        "disk_free_bytes",
        "Room left on each disk that this machine writes to.",
        ("of",),
        [((each.what,), each.free_bytes) for each in found],
    )
    yield gauges(
        "disk_size_bytes",
        "Size of each disk that this machine writes to.",
        ("of",),
        [((each.what,), each.total_bytes) for each in found],
    )
