"""Where copies of the database lie, and for how long."""

from pathlib import Path

from pydantic import Field

from alerts.settings.section import Section


class BackupSettings(Section):
    folder: Path | None = None
    keep_days: int = Field(default=35, ge=1, le=400)
