"""Everything that the service is made of, in CycloneDX's form: `python -m upkeep.bill_of_materials FILE`.

The Python packages of requirements.lock, with the licences that they say as they are installed, and the libraries of
assets/package-lock.json that the site's files are built from. The same locks give the same bytes.
"""

import base64
import json
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from email.message import Message
from importlib import metadata
from pathlib import Path
from typing import Any, cast
from uuid import UUID, uuid5

from cyclonedx.schema import SchemaVersion
from cyclonedx.spdx import is_supported_id
from cyclonedx.validation.json import JsonStrictValidator
from packaging.requirements import Requirement

from upkeep import PROJECT
from upkeep.licences import licence_of
from upkeep.locks import Pinned, normal, pinned

_NAMES = UUID("5f3a7f0e-3a6e-4ff1-9f67-8f0d0f6f6f1c")
_MODULES = "node_modules/"

Component = dict[str, Any]


class NotAsLocked(RuntimeError):
    """What is installed is not what the lock says."""


def bill(project: Path = PROJECT) -> dict[str, Any]:
    """The whole bill. Raises NotAsLocked or UnknownLicence, naming the package."""
    about = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    packages = [each for each in pinned(project / "requirements.lock") if each.is_for_here]
    libraries = json.loads((project / "assets" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    built_of = {where: each for where, each in libraries.items() if where and not each.get("optional")}
    root = _component(
        "application", about["name"], about["version"], about["license"], f"pkg:pypi/{about['name']}"
    )
    components = [*map(_of_python, packages), *(_of_browser(where, each) for where, each in built_of.items())]
    asked = [
        *about["dependencies"],
        *(each for extra in about["optional-dependencies"].values() for each in extra),
    ]
    needs = {
        **_python_needs(root["bom-ref"], asked, packages),
        **{_npm_ref(where, each): _npm_refs(where, each, built_of) for where, each in built_of.items()},
    }
    needs[root["bom-ref"]] += _npm_refs("", libraries[""], built_of)
    made: dict[str, Any] = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": root},
        "components": sorted(components, key=lambda each: str(each["bom-ref"])),
        "dependencies": [{"ref": ref, "dependsOn": sorted(set(on))} for ref, on in sorted(needs.items())],
    }
    return {**made, "serialNumber": f"urn:uuid:{uuid5(_NAMES, json.dumps(made, sort_keys=True))}"}


def faults(written: str) -> str:
    """What CycloneDX's own schema has against a bill; empty if nothing."""
    error = JsonStrictValidator(SchemaVersion.V1_6).validate_str(written)
    return "" if error is None else str(error)


def _of_python(package: Pinned) -> Component:
    installed = metadata.distribution(package.name)
    if installed.version != package.version:
        raise NotAsLocked(
            f"{package.name} {installed.version} is installed, the lock says {package.version}: make install"
        )
    licence = licence_of(package.name, cast("Message", installed.metadata))
    component = _component("library", package.name, package.version, licence, f"pkg:pypi/{package.name}")
    hashes = [{"alg": "SHA-256", "content": each.removeprefix("sha256:")} for each in package.hashes]
    return {**component, "hashes": hashes}


def _of_browser(where: str, locked: Mapping[str, Any]) -> Component:
    name = where.rpartition(_MODULES)[2]
    ref = _npm_ref(where, locked).rpartition("@")[0]
    component = _component("library", name, locked["version"], locked["license"], ref)
    digest = base64.b64decode(locked["integrity"].removeprefix("sha512-")).hex()
    return {**component, "hashes": [{"alg": "SHA-512", "content": digest}]}


def _component(kind: str, name: str, version: str, licence: str, purl: str) -> Component:
    is_one = is_supported_id(licence)
    return {
        "bom-ref": f"{purl}@{version}",
        "type": kind,
        "name": name,
        "version": version,
        "purl": f"{purl}@{version}",
        "licenses": [{"license": {"id": licence}} if is_one else {"expression": licence}],
    }


def _pypi_ref(package: Pinned) -> str:
    return f"pkg:pypi/{package.name}@{package.version}"


def _python_needs(root: str, asked: Iterable[str], packages: Iterable[Pinned]) -> dict[str, list[str]]:
    """What each package needs, its extras included where somebody asks for them."""
    there = {each.name: each for each in packages}
    needs: dict[str, list[str]] = {root: [], **{_pypi_ref(each): [] for each in there.values()}}
    due = [(root, Requirement(each)) for each in asked]
    seen: set[tuple[Pinned, str]] = set()
    while due:
        who, wanted = due.pop()
        package = there[normal(wanted.name)]
        needs[who].append(_pypi_ref(package))
        for extra in ("", *sorted(wanted.extras)):
            if (package, extra) not in seen:
                seen.add((package, extra))
                due += [(_pypi_ref(package), each) for each in _needed(package, extra)]
    return needs


def _needed(package: Pinned, extra: str) -> Iterator[Requirement]:
    """What a package asks for on a machine like this one, with one of its extras or with none."""
    for each in map(Requirement, metadata.requires(package.name) or ()):
        if each.marker is None:
            if not extra:
                yield each
        elif each.marker.evaluate({"extra": extra}) and (not extra or "extra" in str(each.marker)):
            yield each


def _npm_ref(where: str, locked: Mapping[str, Any]) -> str:
    name = where.rpartition(_MODULES)[2].replace("@", "%40")
    return f"pkg:npm/{name}@{locked['version']}"


def _npm_refs(where: str, locked: Mapping[str, Any], built_of: Mapping[str, Any]) -> list[str]:
    """What a library needs, each found where node would look: in its own folder first, then further out."""
    found = []
    for name in locked.get("dependencies", {}):
        place = next((each for each in _places(where, name) if each in built_of), None)
        if place is not None:
            found.append(_npm_ref(place, built_of[place]))
    return found


def _places(where: str, name: str) -> Iterator[str]:
    while where:
        yield f"{where}/{_MODULES}{name}"
        where = where.rpartition(f"/{_MODULES}")[0]
    yield f"{_MODULES}{name}"


def main() -> int:
    written = json.dumps(bill(), indent=2, sort_keys=True) + "\n"
    if wrong := faults(written):
        print(f"the bill is not as CycloneDX has it: {wrong}", file=sys.stderr)
        return 1
    Path(sys.argv[1]).write_text(written, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
