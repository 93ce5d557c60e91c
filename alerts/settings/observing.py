"""The section `[logging]`: what the service says of itself, and in which form."""

from typing import Literal

from alerts.settings.section import Section


class LoggingSettings(Section):
    format: Literal["plain", "json"] = "plain"
    level: Literal["debug", "info", "warning", "error"] = "warning"
    requests: bool | None = None

    @property
    def tells_requests(self) -> bool:
        """Whether each request of the site is a line; where nothing is said, for programs alone."""
        return self.format == "json" if self.requests is None else self.requests
