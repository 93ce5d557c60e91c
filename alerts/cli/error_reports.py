"""Reports errors to a service that speaks Sentry's protocol, where the operator named one. The only sentry_sdk.

What is sent is what the log says of an error: its words, where in the program, which job. No values of variables, no
request, no machine, and everything masked as in the log.
"""

import atexit
import logging
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

from alerts.domain.masking import Mask
from alerts.log_context import said
from alerts.settings import Settings, SettingsError

LONGEST_FLUSH_S = 2.0
_SENT = ("event_id", "timestamp", "level", "logger", "platform", "release", "logentry", "exception", "sdk")
_OF_A_FRAME = ("filename", "function", "module", "lineno", "in_app")


def check_can_report(settings: Settings) -> None:
    """Raise SettingsError where errors are to be reported and the package for it is missing."""
    if settings.reporting.sentry_dsn.get_secret_value() and _is_missing():
        raise SettingsError(
            "reporting.sentry_dsn needs the package sentry-sdk: install planning-alerts[errors]"
        )


def report_errors(settings: Settings, secrets: Iterable[str]) -> None:
    """From here on whatever is logged as an error is also reported, if the settings name a place."""
    dsn = settings.reporting.sentry_dsn.get_secret_value()
    if not dsn:
        return
    import sentry_sdk
    from sentry_sdk.integrations.logging import LoggingIntegration

    mask = Mask(secrets)
    sentry_sdk.init(
        dsn=dsn,
        release=f"planning-alerts@{version('planning-alerts')}",
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[LoggingIntegration(level=None, event_level=logging.ERROR)],
        before_send=lambda event, _hint: bare(event, mask),
        include_local_variables=False,
        include_source_context=False,
        auto_session_tracking=False,
        send_client_reports=False,
        max_breadcrumbs=0,
        server_name="",
    )
    atexit.register(sentry_sdk.flush, LONGEST_FLUSH_S)


def bare(event: Mapping[str, Any], mask: Mask) -> Any:
    """What is left of an event: nothing that we did not choose, and every text of it masked."""
    left = {name: event[name] for name in _SENT if name in event}
    if "logentry" in left:
        left["logentry"] = {"message": left["logentry"].get("formatted") or left["logentry"].get("message")}
    if "exception" in left:
        left["exception"] = {"values": [_error(each) for each in left["exception"].get("values", ())]}
    left["tags"] = {name: str(value) for name, value in said().items()}
    release = {"release": event["release"]} if "release" in event else {}
    return _masked(left, mask) | release  # its form is that of an address


def _error(error: Mapping[str, Any]) -> dict[str, Any]:
    frames = (error.get("stacktrace") or {}).get("frames", ())
    kept = [{name: frame[name] for name in _OF_A_FRAME if name in frame} for frame in frames]
    return {
        "type": error.get("type"),
        "module": error.get("module"),
        "value": error.get("value"),
        "stacktrace": {"frames": kept},
    }


def _masked(value: Any, mask: Mask) -> Any:
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, Mapping):
        return {name: _masked(each, mask) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_masked(each, mask) for each in value]
    return value


def _is_missing() -> bool:
    try:
        return find_spec("sentry_sdk") is None
    except ValueError:
        return True
