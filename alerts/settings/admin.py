"""The settings of the operators' pages."""

from alerts.settings.section import Section


class AdminSettings(Section):
    """Who may use the pages stands in the database: `planning-alerts operators add` lets the first one in."""

    enabled: bool = True
