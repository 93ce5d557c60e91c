"""The settings: config.toml, the environment and secret files read into frozen values.

An unknown key, a wrong type or a missing secret stops the start with the key's name and line.
"""

from alerts.settings.bounces import BounceSettings
from alerts.settings.engine import EngineSettings
from alerts.settings.faults import SettingsError, reason_of
from alerts.settings.feed import FeedSettings
from alerts.settings.loading import load_settings
from alerts.settings.mail import MailSettings
from alerts.settings.observing import LoggingSettings, ReportingSettings
from alerts.settings.publishing import PublishingSettings, WebhookSettings
from alerts.settings.section import seconds
from alerts.settings.sections import Settings

__all__ = [
    "BounceSettings",
    "EngineSettings",
    "FeedSettings",
    "LoggingSettings",
    "MailSettings",
    "PublishingSettings",
    "ReportingSettings",
    "Settings",
    "SettingsError",
    "WebhookSettings",
    "load_settings",
    "reason_of",
    "seconds",
]
