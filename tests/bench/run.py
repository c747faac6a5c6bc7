"""Measures the program against its goals and prints one table; ``make bench`` runs it.

Every figure stands beside its floor of the same run, because machines differ and are noisy: an empty Textual
app, a plain text area, JSON into plain dicts, one synced transaction. A verdict is given only where three
quarters of the runs agree. The figures are kept in ``.bench/`` for comparing later.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / part) for part in ("tests",)]

from bench import rows  # noqa: E402 - found through the path above
from bench.table import HEAD, Row, line  # noqa: E402
from outtray.base.clock import SystemClock  # noqa: E402

HISTORY = ROOT / ".bench"


def parts(folder: Path, *, quick: bool) -> dict[str, Callable[[], Iterator[Row]]]:
    """What can be measured, by name, in the order of the table."""
    few = 3 if quick else 1
    return {
        "start": lambda: rows.start_up(folder, 12 // few),
        "keys": lambda: rows.real_keys(folder, 120 // few),
        "timeline-200": lambda: rows.timeline(200, 120 // few),
        "timeline-10000": lambda: rows.timeline(10_000, 120 // few),
        "typing": lambda: rows.typing(folder, 6 // few),
        "idle": lambda: rows.idle(folder, 40 / few),
        "reading": lambda: rows.reading(100 // few),
        "review": lambda: rows.reviewing(100 // few),
        "hold": lambda: rows.holding(folder, 60 // few),
    }


def main() -> int:
    """Print the table; 1 when a goal is clearly missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", default=[], help="measure only these parts")
    parser.add_argument("--quick", action="store_true", help="a third of the runs")
    options = parser.parse_args()
    measured: list[Row] = []
    print(HEAD)
    with tempfile.TemporaryDirectory() as folder:
        for name, part in parts(Path(folder), quick=options.quick).items():
            if options.only and name not in options.only:
                continue
            for row in part():
                measured.append(row)
                print(line(row), flush=True)
    keep(measured)
    missed = [row.what.strip() for row in measured if row.verdict == "missed"]
    unclear = [row.what.strip() for row in measured if row.verdict == "unclear"]
    print()
    for name, found in (("missed", missed), ("unclear", unclear)):
        print(f"{name}: {', '.join(found) or 'none'}")
    return 1 if missed else 0


def keep(measured: list[Row]) -> None:
    """Write the figures where later runs can be compared with them."""
    HISTORY.mkdir(exist_ok=True)
    now = SystemClock().now()
    told = {
        "at": now.isoformat(),
        "python": platform.python_version(),
        "machine": platform.machine(),
        "calibration_ms": rows.calibration(),
        "rows": [row.as_json() for row in measured],
    }
    (HISTORY / f"{now:%Y%m%d-%H%M%S}.json").write_text(json.dumps(told, indent=1), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
