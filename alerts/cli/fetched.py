"""Pages of a long fetch, kept on disk until it is done: one that broke off goes on where it was."""

import contextlib
import hashlib
import json
import os
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from alerts.cli.installation import Installation

_PAGE = re.compile(r"[0-9a-f]{64}(\.part)?")
_GOOD_FOR_S = 6 * 3_600.0
"""A page that is older may be of another vintage than the next one."""


@dataclass(frozen=True)
class FetchedPages:
    """Pages in a folder of the installation's own, each under the digest of what was asked."""

    folder: Path

    @classmethod
    def of(cls, installation: Installation) -> "FetchedPages":
        return cls(installation.gazetteer_path.parent / "fetched")

    def get(
        self, url: str, params: Mapping[str, str], ask: Callable[[str, Mapping[str, str]], bytes]
    ) -> bytes:
        """The page that was kept, or asked for now and kept, whole or not at all; where nothing may be written, it is
        only given.
        """
        path = self.path_of(url, params)
        if self._is_fresh(path):
            return path.read_bytes()
        page = ask(url, params)
        with contextlib.suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            aside = path.with_suffix(".part")
            aside.write_bytes(page)
            os.replace(aside, path)
        return page

    def path_of(self, url: str, params: Mapping[str, str]) -> Path:
        asked = json.dumps([url, sorted(params.items())])
        return self.folder / hashlib.sha256(asked.encode()).hexdigest()

    def forget(self) -> None:
        """Remove all pages: what they were for is done. What is fetched of postcodes beside them stays."""
        with contextlib.suppress(OSError):
            for path in self.folder.glob("*") if self.folder.is_dir() else ():
                if _PAGE.fullmatch(path.name):
                    path.unlink(missing_ok=True)

    def _is_fresh(self, path: Path) -> bool:
        try:
            return time.time() - path.stat().st_mtime < _GOOD_FOR_S
        except OSError:
            return False
