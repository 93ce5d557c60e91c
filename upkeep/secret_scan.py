"""The search for secrets in every file that git keeps: `python -m upkeep.secret_scan`.

detect-secrets knows the shapes of keys and passwords. What it finds that is none, the test fixtures and examples, is
listed with a reason in known_secrets.toml.
"""

import os
import sys
import tomllib
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from pathlib import Path

from detect_secrets.core import scan
from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
from detect_secrets.settings import transient_settings

from upkeep import PROJECT
from upkeep.tracked import tracked

KNOWN = Path(__file__).with_name("known_secrets.toml")
_WEAK = frozenset({"IPPublicDetector"})
"""Any public address is no secret; the tests are full of them."""
_OPTIONS = {"Base64HighEntropyString": {"limit": 4.5}, "HexHighEntropyString": {"limit": 3.0}}
_FILTERS = (
    "is_indirect_reference",
    "is_templated_secret",
    "is_sequential_string",
    "is_not_alphanumeric_string",
)
_PUBLISHED_HASHES = (".lock", "package-lock.json")
"""Files of hashes, which look like keys and are the opposite: everybody is meant to know them."""

_WHAT_TO_DO = (
    "A true one: take it out and make another, as git remembers. Else list it in upkeep/known_secrets.toml."
)


@dataclass(frozen=True)
class Found:
    """Something that looks like a secret; itself it is not kept, and never shown."""

    file: Path
    line: int
    kind: str
    digest: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.kind} ({self.digest})"


@dataclass(frozen=True)
class Known:
    """Finds that are no secrets: of these kinds in these files, or one alone by its digest."""

    files: str
    kinds: tuple[str, ...]
    why: str
    digest: str = ""

    def covers(self, found: Found) -> bool:
        is_there = found.file.match(self.files) or found.file.is_relative_to(self.files)
        return is_there and found.kind in self.kinds and self.digest in ("", found.digest)


def known(file: Path = KNOWN) -> tuple[Known, ...]:
    """What is listed as no secret."""
    listed = tomllib.loads(file.read_text(encoding="utf-8"))["known"]
    return tuple(Known(**{**each, "kinds": tuple(each["kinds"])}) for each in listed)


def found_in(files: Iterable[Path], folder: Path = PROJECT) -> list[Found]:
    """Everything in these files that looks like a secret."""
    kinds: Iterable[type] = get_mapping_from_secret_type_to_class().values()
    plugins = sorted({each.__name__ for each in kinds} - _WEAK)
    settings = {
        "plugins_used": [{"name": name, **_OPTIONS.get(name, {})} for name in plugins],
        "filters_used": [{"path": f"detect_secrets.filters.heuristic.{name}"} for name in _FILTERS],
    }
    with transient_settings(settings):
        return [
            Found(file, each.line_number, each.type, _digest(each.secret_value or ""))
            for file in files
            for each in scan.scan_file(str(folder / file))
        ]


def _digest(secret: str) -> str:
    return f"sha256:{sha256(secret.encode()).hexdigest()[:12]}"


def all_found() -> list[Found]:
    """The same in every file that git keeps, by as many processes as there are processors."""
    files = [file for file in tracked() if not file.name.endswith(_PUBLISHED_HASHES)]
    shares = [files[start::64] for start in range(64)]
    with ProcessPoolExecutor(min(4, os.cpu_count() or 1)) as processes:
        return sorted(chain.from_iterable(processes.map(found_in, shares)), key=str)


def unknown(found: Iterable[Found], listed: Iterable[Known]) -> list[Found]:
    """What is found and not listed."""
    listed = tuple(listed)
    return [each for each in found if not any(known.covers(each) for known in listed)]


def stale(found: Sequence[Found], listed: Iterable[Known]) -> list[Known]:
    """What is listed and not found any more."""
    return [known for known in listed if not any(map(known.covers, found))]


def main() -> int:
    found, listed = all_found(), known()
    complaints = [f"{each}: looks like a secret" for each in unknown(found, listed)]
    if complaints:
        complaints.append(_WHAT_TO_DO)
    complaints += [
        f"{KNOWN.name}: {each.files} has nothing of the kind any more" for each in stale(found, listed)
    ]
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    return bool(complaints)


if __name__ == "__main__":
    sys.exit(main())
