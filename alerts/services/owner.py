"""Who holds a lease: this process, named so that another on the same machine can tell when it is gone."""

import os
import socket
from pathlib import Path


def this_process() -> str:
    """Machine, process id and the moment that the process started (ids are used again)."""
    return f"{socket.gethostname()}:{os.getpid()}:{_started(os.getpid())}"


def is_gone(owner: str) -> bool:
    """True only where the owner ran on this machine and certainly runs no more; otherwise its lease decides."""
    host, _, process = owner.partition(":")
    pid, _, started = process.partition(":")
    if host != socket.gethostname() or not pid.isdigit() or not started:
        return False
    return _started(int(pid)) != started


def _started(pid: int) -> str:
    """Clock ticks from boot to a living process's start as Linux tells them; empty elsewhere and for the dead."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] == "Z" else fields[19]
