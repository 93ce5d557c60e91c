"""The first stage of the Containerfile followed step by step in a root made of this machine's own parts.

Its base is this machine's system and Python in the place of the image's. What it makes is kept on the disk.
"""

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.integration.deploy.containerfile import Stage, Step
from tests.rig.service import PROJECT

INSTALLED = "/opt/planning-alerts"
_UNSHARED = ("unshare", "--mount", "--propagation", "private")
_MADE = ("opt", "src", "tmp", "home")
_LEFT_OUT = ("alerts/web/static/built", "assets/node_modules")
_LENT = ("PIP_", "NPM_", "HTTP", "http", "SSL_", "NODE_")
"""What of the environment says how packages are reached from this machine."""

_PREPARE = """
set -e
mount -t tmpfs tmpfs {root}/mounted
cd {root}/mounted
for folder in /usr /bin /lib /lib64 /sbin /etc {python}; do
  [ -e "$folder" ] || continue
  if [ -L "$folder" ]; then cp --no-dereference "$folder" ".$folder"; continue; fi
  mkdir -p ".$folder"; mount --rbind "$folder" ".$folder"; mount -o remount,bind,ro ".$folder"
done
for folder in {made}; do mkdir -p "$folder"; mount --bind "{root}/$folder" "$folder"; done
mkdir context proc dev
mount --bind {project} context; mount -o remount,bind,ro context
mount -t proc proc proc; mount --rbind /dev dev
for each in .npmrc .config; do [ -e "$HOME_OF_ROOT/$each" ] && cp -R "$HOME_OF_ROOT/$each" home/; done
exec chroot . sh -euc "$STEPS"
"""


def follow(stage: Stage, root: Path) -> Path:
    """Follow the steps; where the folder lies that they install into."""
    for name in ("mounted", *_MADE):
        (root / name).mkdir(parents=True)
    python = root / "opt" / ".python"
    python.mkdir()
    (python / "python").symlink_to(Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info.minor}")
    script = _PREPARE.format(root=root, python=sys.base_prefix, made=" ".join(_MADE), project=PROJECT)
    lent = {name: value for name, value in os.environ.items() if name.startswith(_LENT)}
    environment = {"PATH": "/opt/.python:/usr/bin:/bin:/usr/sbin", "HOME": "/home", **lent}
    done = subprocess.run(
        [*_UNSHARED, "sh", "-c", script],
        env={**environment, "HOME_OF_ROOT": str(Path.home()), "STEPS": "\n".join(_steps(stage))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return root / INSTALLED.lstrip("/")


def _steps(stage: Stage) -> Iterator[str]:
    for step in stage.steps:
        yield f"echo {shlex.quote(f'{step.name} {step.words[:80]}')} >&2"
        yield from _as_shell(step)


def _as_shell(step: Step) -> Iterator[str]:
    """One step as this shell would do it."""
    if step.name == "RUN":
        yield step.words
    elif step.name == "ENV":
        yield f"export {step.words}"
    elif step.name == "WORKDIR":
        yield f"mkdir -p {step.words}; cd {step.words}"
    elif step.name == "COPY":
        *sources, place = step.words.split()
        for source in sources:
            target = f"{place.rstrip('/')}/{source}" if place.endswith("/") else place
            yield f"cp -R /context/{source} {target}"
        for left_out in _LEFT_OUT:
            yield f"rm -rf {left_out}"
        yield "find . -name __pycache__ -prune -exec rm -rf {} +"
    else:
        raise AssertionError(f"a step that is not known here: {step.name}")
