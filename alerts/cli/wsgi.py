"""The site alone for a WSGI server of several processes; the configuration is named by $PLANNING_ALERTS_CONFIG."""

import atexit
from contextlib import ExitStack
from wsgiref.types import WSGIApplication

from alerts.cli.error_reports import report_errors
from alerts.cli.installation import Installation, find_settings
from alerts.cli.logs import log_as
from alerts.cli.secrets import secrets_of
from alerts.cli.site_parts import site_context, site_pulse
from alerts.web.app import create_app


def app() -> WSGIApplication:
    """The site, which polls and sends nothing: the scheduler is another process's.

    Example: PLANNING_ALERTS_CONFIG=config.toml gunicorn --workers 4 'alerts.cli.wsgi:app()'
    """
    settings = find_settings(None)
    secrets = secrets_of(settings)
    log_as(settings.logging, secrets)
    report_errors(settings, secrets)
    installation = Installation(settings)
    installation.check_database()
    living = ExitStack()
    living.enter_context(site_pulse(installation))
    atexit.register(living.close)
    return create_app(site_context(installation))
