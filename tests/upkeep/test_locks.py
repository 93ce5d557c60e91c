"""Nothing is installed that a lock does not name with its hashes, and nobody's package takes another's name."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from upkeep import PROJECT
from upkeep.locks import NotPinned, normal, pinned
from upkeep.tracked import texts, tracked

LOCKS = sorted(tracked("requirements*.lock"))
_INSTALL = re.compile(r"\b(?:pip3?|uv pip) install\b[^\n|;]*")
_OF_LOCKS = re.compile(r"--require-hashes\b.*-r \S+\.lock\b")
_OURSELVES = re.compile(r"--no-deps\b.*(-e \.|\s\.(\s|$)|\S+\.whl\b)")


def how_installed(text: str) -> list[str]:
    """What a file of commands installs that no lock vouches for."""
    joined = text.replace("\\\n", " ")
    commands = (found[0] for found in _INSTALL.finditer(joined))
    return [each for each in commands if not (_OF_LOCKS.search(each) or _OURSELVES.search(each))]


def test_there_is_a_lock_for_each_purpose() -> None:
    assert [lock.name for lock in LOCKS] == [
        "requirements-bench.lock",
        "requirements-dev.lock",
        "requirements-node.lock",
        "requirements.lock",
    ]


@pytest.mark.parametrize("lock", LOCKS, ids=str)
def test_every_package_of_a_lock_has_one_version_and_hashes(lock: Path) -> None:
    packages = pinned(PROJECT / lock)
    assert packages
    assert [each.name for each in packages if not each.hashes] == []


@pytest.mark.parametrize("lock", LOCKS, ids=str)
def test_no_lock_names_a_server_to_take_packages_from(lock: Path) -> None:
    text = (PROJECT / lock).read_text(encoding="utf-8")
    assert re.findall(r"--(?:extra-)?index-url|--find-links|--trusted-host|https?://\S+| @ ", text) == []


def test_a_package_without_a_hash_is_noticed(tmp_path: Path) -> None:
    lock = tmp_path / "planted.lock"
    lock.write_text(f"flask==3.1.3 \\\n    --hash=sha256:{'0' * 64}\nflusk==3.1.3\n    # via flask\n")
    assert [(each.name, bool(each.hashes)) for each in pinned(lock)] == [("flask", True), ("flusk", False)]


def test_a_package_without_an_exact_version_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "planted.lock").write_text("flask>=3.1\n")
    with pytest.raises(NotPinned, match="flask>=3"):
        pinned(tmp_path / "planted.lock")


def test_the_locks_agree_on_every_version() -> None:
    of_service = {each.name: each.version for each in pinned(PROJECT / "requirements.lock")}
    of_development = {each.name: each.version for each in pinned(PROJECT / "requirements-dev.lock")}
    assert {name: of_development.get(name) for name in of_service} == of_service


def test_everything_that_the_service_asks_for_is_in_its_lock() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [
        *project["dependencies"],
        *(each for extra in project["optional-dependencies"].values() for each in extra),
    ]
    versions = {each.name: each.version for each in pinned(PROJECT / "requirements.lock")}
    for requirement in map(Requirement, asked):
        assert requirement.specifier.contains(versions[normal(requirement.name)]), requirement


def test_what_is_installed_by_a_command_of_ours_comes_from_a_lock_with_its_hashes() -> None:
    files = tracked(
        "Makefile", "*Containerfile*", "*Dockerfile*", "*.sh", ".ci/*", "*.service", "*compose*.y*ml"
    )
    assert {str(file): how_installed(text) for file, text in texts(files) if how_installed(text)} == {}


@pytest.mark.parametrize(
    "command",
    [
        "RUN pip install flask",
        "RUN pip install -r requirements.lock",
        "\t$(BIN)/python -m pip install -q \\\n  -r requirements.lock",
        "pip install --require-hashes -r requirements.in",
        "pip install -e .",
    ],
)
def test_an_install_without_hashes_is_noticed(command: str) -> None:
    assert len(how_installed(f"{command}\n")) == 1


def test_the_browsers_libraries_are_pinned_with_hashes_too_and_installed_by_their_lock_without_scripts() -> (
    None
):
    packages = json.loads((PROJECT / "assets" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert [
        name for name, each in packages.items() if name and not each["integrity"].startswith("sha512-")
    ] == []
    assert [name for name, each in packages.items() if "resolved" in each] == []
    asked = packages[""]["dependencies"]
    assert [version for version in asked.values() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []
    build = (PROJECT / "alerts" / "web" / "build_assets.py").read_text(encoding="utf-8")
    assert '"ci", "--ignore-scripts"' in build
