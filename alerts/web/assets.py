"""The built files of the site's look: their hashed names, and a clear word where they have not been built."""

import json
from collections.abc import Mapping
from pathlib import Path

BUILT = Path(__file__).parent / "static" / "built"
MANIFEST = "manifest.json"
LONG_SECONDS = 365 * 24 * 3600
"""A file whose name changes with its content may be kept for a year."""


class AssetsMissing(Exception):
    """The site cannot start without its stylesheet; the message says what builds it."""


def asset_names(folder: Path = BUILT) -> Mapping[str, str]:
    """The hashed name of each built file by its plain one, such as `site.css`."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise AssetsMissing(
            "the site's stylesheet and fonts are not built yet: run `make install`"
        ) from error
    names: dict[str, str] = manifest["names"]
    if missing := sorted(name for name in names.values() if not (folder / name).is_file()):
        raise AssetsMissing(f"{', '.join(missing)} is missing from {folder}: run `make install`")
    return names
