"""Follows the blocks of a page: files are written and edited, commands run, what they print is looked for."""

from collections.abc import Sequence
from pathlib import Path

from tests.docs.reading import Block
from tests.docs.scenes import Scene
from tests.rig.terminal import Ended, pattern_of

EDITS = ("instead of", "above", "under")


def follow_all(blocks: Sequence[Block], scene: Scene) -> None:
    last, file = Ended(0, "", ""), scene.machine.config
    for block in blocks:
        if block.said == "file":
            file = scene.machine.folder / scene.put(block.about)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(scene.put(block.text), encoding="utf-8")
        elif block.said in EDITS:
            edit(file, block, scene)
        elif block.said == "output":
            shown = pattern_of(scene.put(block.text))
            assert shown.search(last.out + last.err), f"{block.where} is not printed:\n{last.out}\n{last.err}"
        elif block.is_shell and block.said != "not run":
            last = follow(block, scene)


def edit(file: Path, block: Block, scene: Scene) -> None:
    """Change the file as the page says: the lines of the block for one that is there, above it or under it."""
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    (at,) = (number for number, line in enumerate(lines) if line.startswith(block.about))
    kept, text = lines[at : at + 1], [scene.put(block.text)]
    lines[at : at + 1] = {"above": [*text, *kept], "under": [*kept, *text], "instead of": text}[block.said]
    file.write_text("".join(lines), encoding="utf-8")


def follow(block: Block, scene: Scene) -> Ended:
    text, terminal = scene.put(block.text), scene.machine.terminal
    if block.said in {"stays", "second terminal"}:
        where = f"cd {scene.machine.folder}; " if block.said == "second terminal" else ""
        terminal.leave_running(where + text, scene.put(block.about))
        return Ended(0, "", "")
    failing = block.said == "fails"
    ended = terminal.run_to_its_end(text) if failing else terminal.run(text)
    expected = int(block.about) if failing else 0
    assert ended.status == expected, f"{block.where} ended with {ended.status}\n{ended.out}\n{ended.err}"
    assert "Traceback" not in ended.err, ended.err
    return ended
