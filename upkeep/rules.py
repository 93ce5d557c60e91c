"""Rules of this project that no linter knows, over every file that git keeps: `python -m upkeep.rules`.

ruff's S rules find what is dangerous anywhere. These find what is dangerous here: a template that does not escape, SQL
put together from pieces, a second way to the network, and a security rule that is silenced without being listed.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from upkeep.allowed import NETWORK_DOORS, PIECED, SILENCED
from upkeep.tracked import texts, tracked

SHIPPED = ("alerts", "geo", "scheduler", "upkeep")
_TAKES_SQL = frozenset({"text", "exec_driver_sql", "literal_column", "DDL"})
_NETWORK = frozenset(
    {"socket", "ssl", "smtplib", "imaplib", "poplib", "ftplib", "http.client", "urllib.request", "urllib3"}
)
_SILENCE = re.compile(r"#\s*noqa:\s*([A-Z0-9, ]+)")
_RULE_OF_SECURITY = re.compile(r"S\d{3}")
_UNESCAPED = re.compile(r"\{[{%][^}]*\|\s*safe\b|\{%-?\s*autoescape\s+(?!true)|\{%-?\s*filter\s+safe\b")


@dataclass(frozen=True)
class Breach:
    """A rule that a line breaks."""

    file: Path
    line: int
    rule: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.rule}"


def breaches(files: Iterable[tuple[Path, str]]) -> list[Breach]:
    """What these files, each with its text, break; in the order of the files."""
    return [breach for file, text in files for breach in _of_one(file, text)]


def _of_one(file: Path, text: str) -> Iterator[Breach]:
    if file.suffix in (".html", ".txt", ".xml") and "templates" in file.parts:
        yield from _in_template(file, text)
    if file.suffix == ".py" and file.parts[0] in SHIPPED:
        yield from _silenced(file, text)
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call):
                yield from _in_call(file, node)
            elif isinstance(node, ast.Import | ast.ImportFrom):
                yield from _imported(file, node)


def _in_template(file: Path, text: str) -> Iterator[Breach]:
    for number, line in enumerate(text.splitlines(), start=1):
        if _UNESCAPED.search(line):
            yield Breach(file, number, "a template shows something without escaping it")


def _silenced(file: Path, text: str) -> Iterator[Breach]:
    for number, line in enumerate(text.splitlines(), start=1):
        if re.search(r"#\s*(ruff|flake8):\s*noqa|#\s*nosec", line):
            yield Breach(file, number, "a whole file is silenced, or by another tool's word")
        for found in _SILENCE.finditer(line):
            for code in _RULE_OF_SECURITY.findall(found[1]):
                if (file.as_posix(), code) not in SILENCED:
                    yield Breach(file, number, f"{code} is silenced without a reason in upkeep/allowed.py")


def _in_call(file: Path, call: ast.Call) -> Iterator[Breach]:
    name = _name(call.func)
    if (
        name in _TAKES_SQL
        and call.args
        and _is_pieced(call.args[0])
        and (file.as_posix(), name) not in PIECED
    ):
        yield Breach(file, call.lineno, f"{name}() is given SQL that is put together from pieces")
    if any(each.arg == "verify" and _is_false(each.value) for each in call.keywords):
        yield Breach(file, call.lineno, "a certificate is not looked at")


def _imported(file: Path, node: ast.Import | ast.ImportFrom) -> Iterator[Breach]:
    if isinstance(node, ast.Import):
        names = {each.name for each in node.names}
    else:
        names = {node.module or "", *(f"{node.module}.{each.name}" for each in node.names)}
    for name in sorted(_NETWORK & names):
        if file.as_posix() not in NETWORK_DOORS:
            yield Breach(
                file, node.lineno, f"{name} is a way to the network without a door in upkeep/allowed.py"
            )


def _name(called: ast.expr) -> str:
    """The last word of what is called or named."""
    if isinstance(called, ast.Attribute):
        return called.attr
    return called.id if isinstance(called, ast.Name) else ""


def _is_pieced(given: ast.expr) -> bool:
    """Whether a text is made as the program runs, of more than constants (by their CAPITALS)."""
    if isinstance(given, ast.JoinedStr):
        return not all(
            _is_constant(part.value) for part in given.values if isinstance(part, ast.FormattedValue)
        )
    if isinstance(given, ast.BinOp):
        return not _is_constant(given)
    return isinstance(given, ast.Call) and _name(given.func) in ("format", "join", "replace")


def _is_constant(value: ast.expr) -> bool:
    if isinstance(value, ast.BinOp):
        return _is_constant(value.left) and _is_constant(value.right)
    return isinstance(value, ast.Constant) or _name(value).isupper()


def _is_false(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is False


def main() -> int:
    found = breaches(texts(tracked()))
    for breach in found:
        print(breach, file=sys.stderr)
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
