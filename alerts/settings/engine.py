"""What runs the work: one process with a clock, or as many as there are machines, woken by PostgreSQL."""

from typing import Literal

from pydantic import Field

from alerts.settings.section import Section


class EngineSettings(Section):
    kind: Literal["embedded", "distributed"] = "embedded"
    concurrency: int = Field(default=2, ge=1, le=16)

    @property
    def is_distributed(self) -> bool:
        return self.kind == "distributed"
