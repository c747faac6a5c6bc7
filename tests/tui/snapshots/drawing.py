"""Plays the tour in a language, or in each, and keeps what it shows: ``make snapshots``, or a few by name."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tui.snapshots.keeping import HERE, Styles, Taken, file_of, spell

LANGUAGES = ("en", "fr")
TESTS = HERE.parent.parent
_PATIENCE = 900


@dataclass(frozen=True, slots=True)
class Walked:
    """What every scene shows, and the class of the screen it ends at, by the scene's name."""

    screens: dict[str, Taken]
    kinds: dict[str, str]


def drawn(language: str, *options: str) -> Walked:
    """Walk the tour, or the scenes named; the surroundings of the program are always the same."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT") if name in os.environ}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "taken.json"
        ended = subprocess.run(
            [sys.executable, str(TESTS / "tour_walk.py"), language, str(file), *options],
            env={
                **kept,
                "PYTHONPATH": os.pathsep.join([str(TESTS), *sys.path]),
                "LANG": "C.UTF-8",
                "TZ": "UTC",
                "TERM": "xterm-256color",
                "COLORTERM": "truecolor",
            },
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
        )
        assert ended.returncode == 0, ended.stderr
        return Walked(**json.loads(file.read_text(encoding="utf-8")))


def main(only: list[str]) -> int:
    """Keep every screen as it is at this moment, or ``only`` these."""
    with ThreadPoolExecutor() as walks:
        taken = dict(zip(LANGUAGES, walks.map(lambda code: drawn(code, *only), LANGUAGES), strict=True))
    styles = Styles.read()
    if only:
        styles.used.update(styles.names)  # the other screens are drawn with them
    for language, walked in taken.items():
        (HERE / language).mkdir(exist_ok=True)
        for path in (HERE / language).glob("*.txt"):
            if not only:
                path.unlink()
        for screen, shown in walked.screens.items():
            file_of(language, screen).write_text(spell(shown, styles), encoding="utf-8")
    styles.write()
    files = sum(len(walked.screens) for walked in taken.values())
    print(f"{files} files in {HERE}; git diff shows what has changed")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
