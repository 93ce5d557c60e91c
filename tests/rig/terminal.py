"""A terminal: one bash that takes texts one after another, as a person types them, and keeps what each printed."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

PATIENCE_S = 60.0
_START = "shopt -s expand_aliases; set -m -o pipefail\n"


@dataclass(frozen=True)
class Ended:
    """How a block ended and what it printed."""

    status: int
    out: str
    err: str


@dataclass
class Terminal:
    """One bash, from its first block until it is closed; what is left running then is asked to stop, and has to."""

    folder: Path
    environment: Mapping[str, str]
    patience_s: float = PATIENCE_S
    _count: int = field(default=0, init=False)
    _left_running: list[int] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        self._work = self.folder.parent / f"{self.folder.name}-terminal"
        self._work.mkdir()
        self._bash = subprocess.Popen(
            ["bash", "--norc", "--noprofile"],
            cwd=self.folder,
            env=dict(self.environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._say(_START)

    def run(self, text: str) -> Ended:
        """Run this to its end, or to the first of its commands that fails."""
        script = self._script(text)
        self._say(
            f"set -e; source {script}.sh >{script}.out 2>{script}.err </dev/null; "
            f"echo 0 >{script}.part; mv {script}.part {script}.status\n"
        )
        return self._ended(script)

    def run_to_its_end(self, text: str) -> Ended:
        """The same for what is to fail: its last command's status counts."""
        script = self._script(text)
        self._say(
            f"set +e; source {script}.sh >{script}.out 2>{script}.err </dev/null; "
            f"echo $? >{script}.part; mv {script}.part {script}.status\n"
        )
        return self._ended(script)

    def leave_running(self, text: str, until: str) -> None:
        """Start this and go on once it has said the words."""
        script = self._script(text)
        self._say(
            # The shell in between outlives what it waits for, so that it can be told when that has ended.
            f"(trap : TERM; source {script}.sh) >{script}.out 2>{script}.err </dev/null & echo $! >{script}.pid\n"
        )
        self._wait(lambda: _read(script, "pid").endswith("\n"), f"{text} did not start")
        pid = int(_read(script, "pid"))
        self._left_running.append(pid)
        wanted = pattern_of(until)
        self._wait(
            lambda: wanted.search(_read(script, "out") + _read(script, "err")) is not None,
            f"{text} never said {until}: {script}",
        )

    def stop_what_runs(self) -> None:
        """Ask what is left running to stop, as Ctrl-C does, and see that it does so in good order."""
        while self._left_running:
            self.stop_the_last()

    def stop_the_last(self) -> None:
        """The same for what was started last."""
        pid = self._left_running.pop()
        os.killpg(pid, signal.SIGTERM)
        status = self.run_to_its_end(f"wait {pid}").status
        assert status in {0, 128 + signal.SIGTERM}, f"what was left running ended with {status}"

    def forget_the_last(self) -> None:
        """What was started last is gone already: somebody killed it."""
        self.run_to_its_end(f"wait {self._left_running.pop()}")

    def close(self) -> None:
        try:
            self.stop_what_runs()
        finally:
            if self._bash.stdin is not None:
                self._bash.stdin.close()
            try:
                self._bash.wait(5)
            except subprocess.TimeoutExpired:
                self._bash.kill()
                self._bash.wait()

    def _script(self, text: str) -> Path:
        self._count += 1
        script = self._work / str(self._count)
        script.with_suffix(".sh").write_text(text, encoding="utf-8")
        return script

    def _say(self, line: str) -> None:
        assert self._bash.stdin is not None
        self._bash.stdin.write(line)
        self._bash.stdin.flush()

    def _ended(self, script: Path) -> Ended:
        self._wait(
            lambda: script.with_suffix(".status").exists() or self._bash.poll() is not None,
            f"it took longer than {self.patience_s:.0f} s",
            script,
        )
        written = _read(script, "status")
        status = int(written) if written else self._bash.wait()
        return Ended(status, _read(script, "out"), _read(script, "err"))

    def _wait(self, is_so: object, what: str, script: Path | None = None) -> None:
        until = time.monotonic() + self.patience_s
        assert callable(is_so)
        while not is_so():
            said = f"\n{_read(script, 'out')}\n{_read(script, 'err')}" if script else ""
            assert time.monotonic() < until, what + said
            time.sleep(0.01)


def _read(script: Path, ending: str) -> str:
    file = script.with_suffix(f".{ending}")
    return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""


def pattern_of(shown: str) -> re.Pattern[str]:
    """What is shown as printed: `…` stands for anything within a line, and spaces for any others."""
    lines = (r"[^\n]*".join(_words(part) for part in line.split("…")) for line in shown.strip().splitlines())
    return re.compile(r"\s+".join(lines))


def _words(part: str) -> str:
    lead, tail = (r"\s+" if part[side : side + 1 or None].isspace() else "" for side in (0, -1))
    return lead + r"\s+".join(re.escape(word) for word in part.split()) + (tail if part.strip() else "")
