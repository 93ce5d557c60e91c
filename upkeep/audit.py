"""Asks whether anything that the locks pin is known to be vulnerable: `python -m upkeep.audit`, or `make audit`.

It tells the OSV database (osv.dev) names and versions of the Python packages, and npm's registry those of the browser's
libraries, and nothing else. Both are out of reach of tests and checks, which need no network.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from alerts.web.build_assets import find_node
from upkeep import PROJECT
from upkeep.allowed import NOT_OURS
from upkeep.tracked import tracked

ASSETS = PROJECT / "assets"


def python_packages(locks: Sequence[Path], osv: str = "") -> int:
    """0 if nothing in these locks is known to be vulnerable; what is, is printed."""
    command = [sys.executable, "-m", "pip_audit", "--vulnerability-service=osv"]
    command += ["--disable-pip", "--require-hashes", "--progress-spinner=off", "--strict"]
    command += [f"--osv-url={osv}"] if osv else []
    command += [f"--requirement={lock}" for lock in locks]
    command += [f"--ignore-vuln={each}" for each in NOT_OURS]
    return subprocess.run(command, cwd=PROJECT, check=False).returncode  # noqa: S603


def browser_libraries(folder: Path = ASSETS, registry: str = "") -> int:
    """The same for the libraries of a package-lock.json; what is never installed is not looked at."""
    node = find_node()
    command = [*node.npm, "audit", "--package-lock-only", "--omit=optional"]
    command += [f"--registry={registry}"] if registry else []
    there = {**os.environ, "PATH": f"{Path(node.node).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    return subprocess.run(command, cwd=folder, env=there, check=False).returncode  # noqa: S603


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--osv-url", default="", help="another server that speaks as osv.dev does")
    parser.add_argument("--npm-registry", default="", help="another registry than npm's own")
    asked = parser.parse_args()
    found = [
        python_packages(tracked("requirements*.lock"), asked.osv_url),
        browser_libraries(registry=asked.npm_registry),
    ]
    return max(found)


if __name__ == "__main__":
    sys.exit(main())
