"""Puts what was made in its places, and takes away what nothing makes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def write(docs: Path, made: Mapping[str, str], only: str) -> list[str]:
    """Write what is not there yet as it should be, and remove pages below ``only`` that nothing makes.

    The answer says what was done, a line a file.
    """
    done: list[str] = []
    for name, text in made.items():
        path = docs / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
            done.append(f"wrote {name}")
    for path in sorted((docs / only).rglob("*.md")):
        name = path.relative_to(docs).as_posix()
        if name not in made:
            path.unlink()
            done.append(f"removed {name}")
    return done
