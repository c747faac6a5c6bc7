"""The made part of the documentation is what the program makes of itself today."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
sys.path.insert(0, str(DOCS))

placing = importlib.import_module("generate.placing")


@pytest.mark.skipif(
    sys.version_info[:2] != (3, 11), reason="argparse words its usage lines differently in each Python"
)
def test_every_made_page_is_as_the_program_makes_it(tmp_path: Path) -> None:
    listing = "import json, sys\nfrom generate.pages import written\njson.dump(written(), sys.stdout)"
    # In a process of its own: it imports the whole program under the name the docs use.
    made = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(DOCS)!r})\n{listing}"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert made.returncode == 0, made.stderr
    pages: dict[str, str] = json.loads(made.stdout)
    stale = [
        name
        for name, text in pages.items()
        if not (DOCS / name).exists() or (DOCS / name).read_text("utf-8") != text
    ]
    assert stale == [], "run: make reference"
    kept = {page.relative_to(DOCS).as_posix() for page in (DOCS / "reference/rules").rglob("*.md")}
    assert kept - pages.keys() == set(), "pages of rules that are gone; run: make reference"


def test_what_is_made_is_put_in_its_place_once_and_what_nothing_makes_is_removed(tmp_path: Path) -> None:
    gone = tmp_path / "reference/rules/base/any-gone.md"
    ours = tmp_path / "reference/packs.md"
    gone.parent.mkdir(parents=True)
    gone.write_text("gone", "utf-8")
    ours.write_text("written by hand", "utf-8")
    made = {"reference/keys.md": "keys", "reference/rules/base/any-one.md": "one"}
    assert placing.write(tmp_path, made, only="reference/rules") == [
        "wrote reference/keys.md",
        "wrote reference/rules/base/any-one.md",
        "removed reference/rules/base/any-gone.md",
    ]
    assert placing.write(tmp_path, made, only="reference/rules") == []
    assert {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.md")} == {
        "reference/packs.md",
        *made,
    }
