"""Writes the generated part of the documentation: ``python docs/generate``, or ``make reference``."""

from __future__ import annotations

import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    sys.path.insert(0, str(DOCS))
    from generate.pages import RULES, written

    made = written()
    for place, text in made.items():
        target = DOCS / place
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists() or target.read_text("utf-8") != text:
            target.write_text(text, "utf-8")
            print(f"wrote {target.relative_to(DOCS.parent)}")
    for page in (DOCS / RULES).rglob("*.md"):
        if page.relative_to(DOCS).as_posix() not in made:
            page.unlink()
            print(f"removed {page.relative_to(DOCS.parent)}")
