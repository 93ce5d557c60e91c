"""The scripts of the site as a browser gets them: each under its hashed name, and its imports too; no bundling.

MapLibre's main module and its worker have to stay two files of one version, so nothing is joined together.
"""

import re
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from alerts.web.hashed import hashed

SCRIPTS = "scripts"
_MODULES = "node_modules"
LIBRARIES = {
    "maplibre-gl": f"{_MODULES}/maplibre-gl/dist/maplibre-gl.mjs",
    "maplibre-gl-worker": f"{_MODULES}/maplibre-gl/dist/maplibre-gl-worker.mjs",
    "terra-draw": f"{_MODULES}/terra-draw/dist/terra-draw.modern.js",
    "terra-draw-maplibre-gl-adapter": (
        f"{_MODULES}/terra-draw-maplibre-gl-adapter/dist/terra-draw-maplibre-gl-adapter.modern.js"
    ),
}
"""Each library that a script may import, by the name it is imported by."""

LICENCES = {
    "maplibre-gl.licence.txt": f"{_MODULES}/maplibre-gl/LICENSE.txt",
    "licences.txt": f"{SCRIPTS}/licences.txt",
}
_MAP_OF_SOURCES = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
_NAMED = re.compile(r"""(\bfrom ?|\bimport ?\(?|\bnew URL\()(["'])([\w./-]+)\2""")


class UnknownImport(Exception):
    """A script asks for a file that is neither a script of ours nor one of the libraries."""


def script_sources(sources: Path) -> dict[str, str]:
    """The text of each script by the name it is built under, `map.js`; libraries without their source maps."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in _own(sources)}
    for name, origin in LIBRARIES.items():
        texts[f"{name}.js"] = (sources / origin).read_text(encoding="utf-8")
    return {name: _MAP_OF_SOURCES.sub("", text).rstrip() + "\n" for name, text in texts.items()}


def linked(texts: Mapping[str, str], others: Mapping[str, str]) -> dict[str, bytes]:
    """Each script with hashed names in place of the plain ones it imports. `others` are hashed names of files that
    a script may ask for beside scripts, by their plain ones. Raises UnknownImport.
    """
    needs = {name: {_file(found[3]) for found in _NAMED.finditer(text)} for name, text in texts.items()}
    for name, needed in needs.items():
        if strange := needed - texts.keys() - others.keys():
            raise UnknownImport(f"{name} imports {', '.join(sorted(strange))}, which is not there")
    names, contents = dict(others), {}
    try:
        order = [name for name in TopologicalSorter(needs).static_order() if name in texts]
    except CycleError as error:
        raise UnknownImport(f"scripts import one another in a circle: {error.args[1]}") from error
    for name in order:
        content = _with_names(texts[name], names)
        contents[name], names[name] = content, hashed(name, content)
    return contents


def inputs(sources: Path) -> list[Path]:
    """Files of our own that the scripts are made from."""
    return [*_own(sources), *sorted((sources / SCRIPTS).glob("*.txt"))]


def _own(sources: Path) -> list[Path]:
    return sorted((sources / SCRIPTS).glob("*.js"))


def _with_names(text: str, names: Mapping[str, str]) -> bytes:
    return _NAMED.sub(
        lambda found: f"{found[1]}{found[2]}./{names[_file(found[3])]}{found[2]}", text
    ).encode()


def _file(specifier: str) -> str:
    """The plain name of an imported file: `terra-draw` and `./draw.js` are `terra-draw.js` and `draw.js`."""
    name = specifier.removeprefix("./")
    return name if "." in name else f"{name}.js"
