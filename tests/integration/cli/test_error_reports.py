"""Reports of errors to a real receiver: what went wrong and where, and nothing of a person or a secret."""

import gzip
import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import brotli
import pytest
import sentry_sdk

from alerts.cli.error_reports import report_errors
from alerts.cli.secrets import secrets_of
from alerts.domain.links import Claim, Purpose, token_for
from alerts.log_context import saying
from alerts.settings import load_settings
from tests.factories import NOW
from tests.integration.cli.conftest import SECRET, Council, Run, run_command
from tests.rig.feed_answers import Answer

log = logging.getLogger("planning_alerts.tests")
TOKEN = token_for(Claim(Purpose.MANAGE, 7, 1, NOW), SECRET)


@pytest.fixture
def reporting(config: Path, council: Council) -> Iterator[Path]:
    """Errors are reported to the rig; afterwards to nobody."""
    council.rig.on("POST", "/api/7/envelope/", Answer(b"{}"))
    dsn = council.rig.url.replace("http://", "http://abc123@")
    config.write_text(f'{config.read_text()}\n[reporting]\nsentry_dsn = "{dsn}/7"\n')
    yield config
    sentry_sdk.init()


def failing(address: str) -> None:
    recipient, secret = address, SECRET
    raise ValueError(f"{recipient} was refused with {secret}")


def received(council: Council) -> list[tuple[str, dict[str, Any]]]:
    """Each report: its whole text, and the event in it."""
    sentry_sdk.flush(10)
    unpacked = {"gzip": gzip.decompress, "br": brotli.decompress}
    asked = [each for each in council.rig.requests if each.path.startswith("/api/")]
    texts = [unpacked[each.headers["content-encoding"]](each.body).decode() for each in asked]
    return [(text, json.loads(text.splitlines()[2])) for text in texts]


@pytest.mark.fault("P-06")
@pytest.mark.fault("U-15")
def test_an_error_is_reported_with_where_and_in_which_job_and_without_anybody(
    reporting: Path, council: Council
) -> None:
    settings = load_settings(reporting)
    report_errors(settings, secrets_of(settings))
    with saying(job="send", feed="camden"):
        try:
            failing("alice@example.org")
        except ValueError:
            log.exception("not sent to %s, see /manage/%s", "bob@example.org", TOKEN)
        log.warning("only a warning of carol@example.org")
    ((text, event),) = received(council)
    for never in ("alice", "bob@", "carol", TOKEN, SECRET, "recipient", '"vars"', "breadcrumb", "request"):
        assert never not in text.partition("\n")[2]
    assert event["logentry"]["message"] == "not sent to (address), see /manage/(token)"
    (error,) = event["exception"]["values"]
    assert (error["type"], error["value"]) == ("ValueError", "(address) was refused with (secret)")
    assert error["stacktrace"]["frames"][-1]["function"] == "failing"
    assert event["tags"] == {"job": "send", "feed": "camden"}
    assert event["release"].startswith("planning-alerts@")
    assert set(event) <= {
        "event_id", "timestamp", "level", "logger", "platform", "release", "logentry", "exception", "sdk", "tags",
        "contexts",
    }  # fmt: skip


def test_a_receiver_that_is_away_breaks_nothing(reporting: Path, council: Council) -> None:
    settings = load_settings(reporting)
    council.rig.on("POST", "/api/7/envelope/", Answer(breaks=True))
    report_errors(settings, secrets_of(settings))
    log.error("nobody hears of this")
    sentry_sdk.flush(1)


def test_nothing_is_reported_where_nobody_asked_for_it(config: Path) -> None:
    settings = load_settings(config)
    report_errors(settings, ())
    assert not sentry_sdk.get_client().options["dsn"]


def test_without_the_package_the_configuration_is_not_good(
    reporting: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    monkeypatch.setitem(sys.modules, "sentry_sdk", None)
    done = run_command("--config", reporting, "config", "check")
    assert done.status == 2
    assert "reporting.sentry_dsn needs the package sentry-sdk: install planning-alerts[errors]" in done.err


@pytest.mark.parametrize("dsn", ["https://errors.example/7", "abc", "https://key@errors.example"])
def test_what_is_no_dsn_is_named(config: Path, dsn: str) -> None:
    config.write_text(f'{config.read_text()}\n[reporting]\nsentry_dsn = "{dsn}"\n')
    done = run_command("--config", config, "config", "check")
    assert done.status == 2
    assert "reporting.sentry_dsn: write the DSN as the service shows it" in done.err
