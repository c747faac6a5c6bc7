"""What the client does, line by line, each with the tests that show it, found by their markers."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_DECLARED = Path(__file__).with_name("features.toml")
_HEAD = """\
# Features

What the client does, and the tests that show it. A line without a test cannot stand here.
"""


class Unshown(Exception):
    """A feature without a test that runs, or a marker that names no feature."""


def page(declared: Path = _DECLARED, tests: Path = ROOT / "tests") -> str:
    """The page in Markdown, ended by a newline; raises ``Unshown`` naming every feature without a test."""
    areas: dict[str, dict[str, str]] = tomllib.loads(declared.read_text("utf-8"))
    known = {f"{area}.{name}" for area, features in areas.items() for name in features}
    shown: dict[str, list[str]] = {}
    for file in sorted(tests.rglob("test_*.py")):
        for feature, test in marked(file.read_text("utf-8")):
            shown.setdefault(feature, []).append(f"`{file.relative_to(tests).as_posix()}::{test}`")
    if known - shown.keys():
        raise Unshown(f"no test shows: {', '.join(sorted(known - shown.keys()))}")
    if shown.keys() - known:
        raise Unshown(f"marked, and in no line of {declared.name}: {', '.join(sorted(shown.keys() - known))}")
    parts = [_HEAD]
    for area, features in areas.items():
        parts += [f"## {area.capitalize()}\n", "| what | shown by |\n|---|---|"]
        parts += [
            f"| {sentence} | {'<br>'.join(shown[f'{area}.{name}'])} |" for name, sentence in features.items()
        ]
        parts.append("")
    return "\n".join(parts)


def marked(source: str) -> Iterator[tuple[str, str]]:
    """Each feature a test of this module shows; one that is always skipped or expected to fail shows none."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        marks = [_mark(decorator) for decorator in node.decorator_list]
        if any(name in {"skip", "xfail"} for name, _arguments in marks):
            continue
        for name, arguments in marks:
            if name == "feature":
                yield from ((feature, node.name) for feature in arguments)


def _mark(decorator: ast.expr) -> tuple[str, tuple[str, ...]]:
    """The name and the words of a ``pytest.mark``; an empty name for any other decorator."""
    call = decorator if isinstance(decorator, ast.Call) else None
    found = call.func if call is not None else decorator
    if not (isinstance(found, ast.Attribute) and ast.unparse(found.value) == "pytest.mark"):
        return "", ()
    words = [] if call is None else [one.value for one in call.args if isinstance(one, ast.Constant)]
    return found.attr, tuple(word for word in words if isinstance(word, str))
