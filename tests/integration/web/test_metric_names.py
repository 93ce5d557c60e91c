"""What is written of the metrics is true of a real scrape: the page, the dashboard and the rules for alarms."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from alerts.db import beats, log_followers
from alerts.db.session import Database
from alerts.domain.steps import Beat, Step
from alerts.web.context import SiteContext
from tests.integration.web.feeds_in_trouble import trouble
from tests.integration.web.neighbourhood import NOW
from tests.rig.service import PROJECT

PREFIX = "planning_alerts_"
DASHBOARD = PROJECT / "deploy/grafana/planning-alerts.json"
RULES = PROJECT / "deploy/prometheus/alerts.yml"
PAGE = PROJECT / "docs/observability.md"
ONLY_SOMETIMES = {
    "planning_alerts_engine_jobs": {"work", "state"},
    "planning_alerts_open_data_late": set(),
    "planning_alerts_open_data_made_timestamp_seconds": set(),
    "planning_alerts_open_data_applications": set(),
    "planning_alerts_disk_free_bytes": {"of"},
    "planning_alerts_disk_size_bytes": {"of"},
    "planning_alerts_webhook_last_delivery_timestamp_seconds": {"webhook"},
}
"""Those that this scrape has no value of: of the distributed engine, of files and of folders that a site of the tests
has not, and of a receiver that took nothing yet; with their labels.
"""
_USED = re.compile(r"\b(planning_alerts_\w+)(?:\{([^}]*)\})?")
_CONDITION = re.compile(r'(\w+)\s*(=~|!=|=)\s*"([^"]*)"')
_GROUPED = re.compile(r"\bby\s*\(([^)]*)\)")

Labels = dict[str, set[str]]
"""The values that a scrape has of each label."""


@pytest.fixture
def scraped(client: FlaskClient, database: Database, context: SiteContext) -> dict[str, Labels]:
    """Every metric by the name that an expression calls it, with the values of its labels."""
    trouble(database)
    with database.writing() as session:
        log_followers.register(session, ["civic-group"])
        beats.write(
            session, [Beat("here:1:2", "run", step, NOW, done_at=NOW, failed_at=NOW) for step in Step]
        )
    found: dict[str, Labels] = {name: defaultdict(set) for name in ONLY_SOMETIMES}
    for name, labels in ONLY_SOMETIMES.items():
        for label in labels:
            found[name][label] = {"*"}
    for family in text_string_to_metric_families(client.get("/metrics").text):
        for sample in family.samples:
            values = found.setdefault(sample.name, defaultdict(set))
            for label, value in sample.labels.items():
                values[label].add(value)
    return found


def faults_of(expression: str, scraped: dict[str, Labels]) -> Iterator[str]:
    """What an expression asks for that no scrape has."""
    used = _USED.findall(expression)
    if not used:
        yield f"no metric of ours: {expression}"
    labels = set[str]()
    for name, conditions in used:
        if name not in scraped:
            yield f"no metric {name}"
            continue
        labels |= scraped[name].keys()
        for label, how, wanted in _CONDITION.findall(conditions):
            known = scraped[name].get(label, set())
            values = wanted.split("|") if how == "=~" else [wanted]
            if missing := [value for value in values if value not in known and "*" not in known]:
                yield f"{name} has no {label} {missing}"
    for group in _GROUPED.findall(expression):
        for label in filter(None, map(str.strip, group.split(","))):
            if label not in labels:
                yield f"no label {label}: {expression}"


def dashboard_expressions() -> list[str]:
    board = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    assert board["title"] == "Planning alerts"
    panels = board["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    return [target["expr"] for panel in panels for target in panel.get("targets", ())]


def rules() -> list[dict[str, object]]:
    (group,) = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
    return list(group["rules"])


def test_every_expression_of_the_dashboard_finds_something(scraped: dict[str, Labels]) -> None:
    expressions = dashboard_expressions()
    assert len(expressions) >= 40
    assert [fault for each in expressions for fault in faults_of(each, scraped)] == []


def test_every_rule_finds_something_and_says_what_to_do(scraped: dict[str, Labels]) -> None:
    found = rules()
    assert len(found) > 10
    assert [fault for each in found for fault in faults_of(str(each["expr"]), scraped)] == []
    page = PAGE.read_text(encoding="utf-8")
    for each in found:
        assert set(each) <= {"alert", "expr", "for", "labels", "annotations"}
        assert each["labels"]["severity"] in ("critical", "warning")  # type: ignore[index]
        assert set(each["annotations"]) == {"summary", "description"}  # type: ignore[call-overload]
        assert f"`{each['alert']}`" in page


def test_the_page_names_every_metric_with_its_labels_and_no_other(scraped: dict[str, Labels]) -> None:
    rows = re.findall(r"^\| `([a-z_]+)`(?: \(([^)]*)\))? \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    documented = {f"{PREFIX}{name}": set(filter(None, labels.split(", "))) for name, labels in rows}
    parts = ("_bucket", "_sum", "_count")
    histograms = {name.removesuffix("_bucket") for name in scraped if name.endswith("_bucket")}
    real = {
        name: set(labels)
        for name, labels in scraped.items()
        if not any(name == each + part for each in histograms for part in parts)
    } | {name: set() for name in histograms}
    assert documented == real


def test_a_fault_is_found(scraped: dict[str, Labels]) -> None:
    """Or else the tests above could not fail."""
    for expression in (
        "sum(planning_alerts_nothing)",
        'planning_alerts_feed_state{state="broken"}',
        'planning_alerts_feed_state{condition="fine"}',
        "sum by (council) (planning_alerts_feed_state)",
        "up == 0",
    ):
        assert list(faults_of(expression, scraped)), expression


def test_the_files_lie_where_the_page_says() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for file in (DASHBOARD, RULES):
        assert f"`{file.relative_to(Path(PROJECT))}`" in page
