"""How long a durable hold and a durable release take, beside the floor of one synced SQLite transaction.

Run with ``python tests/bench/bench_hold.py [folder]``; the folder decides which disk is measured.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[1]))

from hold_kit import post, review
from outtray.acts.act import Act
from outtray.acts.approval import Release
from outtray.acts.item import Item
from outtray.base.clock import SystemClock
from outtray.outbox.opening import Outbox, open_outbox

ROUNDS = 100


def measured(name: str, what: Callable[[], object]) -> object:
    """One timing in milliseconds, added to its name."""
    start = perf_counter()
    made = what()
    TIMES.setdefault(name, []).append((perf_counter() - start) * 1000)
    return made


TIMES: dict[str, list[float]] = {}


def one_round(tray: Outbox, act: Act) -> None:
    """Hold one act and commit its release."""
    found = review(act)
    item = measured("hold", lambda: tray.store.hold(act, found, server_date=None))
    assert isinstance(item, Item)
    release = Release(
        item.id,
        act.account,
        item.digest,
        tray.sending.idempotency_key(item),
        item.created_at,
        item.created_at,
    )
    measured("release", lambda: tray.sending.release(item, found, release))

    def floor() -> None:
        with tray.database.transaction() as connection:
            connection.execute("UPDATE items SET revision = revision + 1 WHERE id = ?", (item.id,))

    measured("floor: one synced transaction", floor)


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as folder:
        tray = open_outbox(Path(folder), SystemClock())
        for number in range(ROUNDS):
            one_round(tray, post(f"{number} " + "words " * 80))
        for name, times in TIMES.items():
            high = sorted(times)[int(len(times) * 0.95)]
            print(f"{name:32} median {statistics.median(times):6.2f} ms   p95 {high:6.2f} ms")
        tray.close()


if __name__ == "__main__":
    main()
