"""Finds a Chromium for the browser tests, or gets one; otherwise says in one line how to get it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HOW_TO = "The browser tests need Chromium: install the package `chromium` of your system and run this again."


def executable() -> str | None:
    """The system's Chromium, or the one that Playwright has downloaded, or None."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache/ms-playwright")
    return next((str(path) for path in sorted(cache.glob("chromium-*/chrome-linux*/chrome"))), None)


def install() -> None:
    """Try Playwright's own download, then the system's package manager where that is allowed."""
    attempts = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get"):
        attempts += [["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]]
    for attempt in attempts:
        subprocess.run(
            attempt, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=600
        )
        if executable():
            return


def main() -> int:
    if executable() is None:
        install()
    if executable() is None:
        print(HOW_TO, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
