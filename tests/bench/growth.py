"""How costs grow with what is kept: statuses on disk, terms of rules, acts held, rows of the journal.

For each size the median time of one call, and the exponent of the curve between the last two sizes: 0 is a
cost that does not grow, 1 one that grows with the size. Looking something up must hardly grow; going through
everything may grow a little faster than the size, and no faster (n log n).
"""

from __future__ import annotations

import argparse
import math
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

import msgspec  # noqa: E402 - found through the path above

from bench.rows import TEXT, milliseconds, shuffled, vocabulary  # noqa: E402
from hold_kit import ACCOUNT, START, post, review  # noqa: E402
from outtray.base.clock import SystemClock  # noqa: E402
from outtray.cache.rows import Limits  # noqa: E402
from outtray.cache.store import Cache  # noqa: E402
from outtray.journal import chain  # noqa: E402
from outtray.journal.events import Event, EventName  # noqa: E402
from outtray.journal.history import histories  # noqa: E402
from outtray.journal.journal import Journal  # noqa: E402
from outtray.mastodon.timelines import HOME  # noqa: E402
from outtray.outbox.opening import open_outbox  # noqa: E402
from outtray_rules.draft import Context, Draft  # noqa: E402
from outtray_rules.engine import Reviewer, load_packs, shipped_packs  # noqa: E402
from reading_town import many  # noqa: E402

LOOK_UP, GO_THROUGH = 0.35, 1.2
"""The steepest a curve may be: log n over these sizes is about 0.1, n log n about 1.1."""
BENDS = 1.7
"""Where the largest sizes outgrow SQLite's page cache, or make Python's collector walk again and again what
stays; ``docs/explanation/performance.md`` says how far from use these sizes are."""
ENOUGH_MS = 0.5
"""Below this a curve is noise."""


class Cost(NamedTuple):
    """One call at one size; ``steepest`` is what its curve may be."""

    what: str
    spent: float
    steepest: float


def cost(what: str, call: Callable[[], object], steepest: float, runs: int = 5) -> Cost:
    """The median of some runs, after one that warms up."""
    call()
    return Cost(what, median(milliseconds(call) for _ in range(runs)), steepest)


def statuses(size: int, folder: Path) -> Iterator[Cost]:
    """A timeline of so many statuses on disk."""
    everything = Limits(entries=10**9, statuses=10**9, size=10**12)
    cache = Cache(folder / "timelines.sqlite3", clock=SystemClock(), limits=everything)
    mine = cache.for_account("clerk@example")
    fill = many(size, start=1)
    while page := list(islice(fill, 5_000)):
        mine.put_on_top(HOME, page)
    fresh = [msgspec.structs.replace(one, id=f"new-{one.id}") for one in many(40)]
    turns = iter(range(10**6))

    def put() -> None:
        turn = next(turns)
        mine.put_on_top(HOME, [msgspec.structs.replace(one, id=f"{turn}-{one.id}") for one in fresh])

    newest = mine.recent(HOME)
    yield cost("newest page", lambda: mine.recent(HOME), LOOK_UP)
    yield cost("page below it", lambda: mine.older(HOME, newest[-1].status.id), LOOK_UP)
    # It reads the order of the whole timeline, of which no more than 2,000 entries are kept.
    yield cost("put a page on top", put, GO_THROUGH)
    yield cost("search a rare word", lambda: mine.search("unheardof"), LOOK_UP)
    yield cost("search a common word", lambda: mine.search("bench"), BENDS)
    cache.close()


def terms(size: int, folder: Path) -> Iterator[Cost]:
    """A pack of so many terms beside those that ship."""
    packs = [vocabulary(size, folder)]
    yield cost("load and compile", lambda: Reviewer(load_packs(shipped_packs(), packs).packs), GO_THROUGH, 1)
    reviewer = Reviewer(load_packs(shipped_packs(), packs).packs)
    reviewer.warm()
    texts = iter(shuffled(number) for number in range(10**6))
    yield cost("a new text", lambda: reviewer.review(Draft(next(texts)), Context()), LOOK_UP, 15)
    lengths = iter(list(range(300, 500)) * 2)
    yield cost("a letter", lambda: reviewer.review(Draft(TEXT[: next(lengths)]), Context()), LOOK_UP, 60)


def acts(size: int, folder: Path) -> Iterator[Cost]:
    """So many acts held."""
    tray = open_outbox(folder, SystemClock())
    made = (post(f"{number} " + "words " * 40) for number in range(10**6))
    for act in islice(made, size):
        tray.store.hold(act, review(act), server_date=None)
    item = tray.store.items()[0]
    yield cost("look whether anything changed", tray.store.version, LOOK_UP)
    yield cost("read all that waits", tray.store.items, GO_THROUGH)
    yield cost("read one", lambda: tray.store.item(item.id), LOOK_UP)

    def hold() -> None:
        act = next(made)
        tray.store.hold(act, review(act), server_date=None)

    yield cost("hold one more", hold, LOOK_UP)
    tray.close()


def rows(size: int, folder: Path) -> Iterator[Cost]:
    """So many rows of journal; 15,000 are a year of ten acts a day."""
    tray = open_outbox(folder, SystemClock())
    key = tray.journal_key

    def append(connection: sqlite3.Connection, number: int) -> None:
        name = (EventName.HELD, EventName.RELEASED, EventName.SENT)[number % 3]
        event = Event(name, f"act-{number // 3}", ACCOUNT.handle, "post", START, text="d" * 64)
        chain.append(connection, key, event, chain.Words(TEXT, TEXT))

    with tray.database.transaction() as connection:
        for number in range(size):
            append(connection, number)
    journal = Journal(tray.database, key)

    def one_more() -> None:
        with tray.database.transaction() as connection:
            append(connection, size)

    yield cost("append one row", one_more, LOOK_UP)
    yield cost("verify the chain", journal.verify, GO_THROUGH, 3)
    yield cost("read with words", journal.records, BENDS, 3)
    yield cost("gather into acts", lambda: histories(journal.records()), BENDS, 3)
    tray.close()


SUBJECTS: dict[str, tuple[Callable[[int, Path], Iterator[Cost]], tuple[int, ...]]] = {
    "cached statuses": (statuses, (10, 100, 1_000, 10_000, 100_000)),
    "rule terms": (terms, (10, 100, 1_000, 10_000, 50_000)),
    "held acts": (acts, (1, 10, 100, 1_000)),
    "journal rows": (rows, (10, 100, 1_000, 15_000)),
}


def table(name: str, most: int) -> list[str]:
    """Measure and print one subject; says what grows too fast."""
    measure, all_sizes = SUBJECTS[name]
    sizes = [size for size in all_sizes if size <= most]
    found: dict[str, list[Cost]] = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            for one in measure(size, Path(folder)):
                found.setdefault(one.what, []).append(one)
    print(f"\n{name:30}" + "".join(f"{size:>11,}" for size in sizes) + "   grows as n to the")
    steep = []
    for what, costs in found.items():
        exponent = _exponent(sizes, [one.spent for one in costs])
        too_steep = exponent > costs[-1].steepest and costs[-1].spent > ENOUGH_MS
        if too_steep:
            steep.append(f"{name}, {what}: n to the {exponent:.2f}, at most {costs[-1].steepest:g}")
        mark = "  too steep" if too_steep else ""
        print(f"  {what:28}" + "".join(f"{one.spent:9.2f}ms" for one in costs) + f"   {exponent:.2f}{mark}")
    return steep


def _exponent(sizes: list[int], spent: list[float]) -> float:
    if len(sizes) < 2 or min(spent[-2:]) <= 0:
        return 0.0
    return math.log(spent[-1] / spent[-2]) / math.log(sizes[-1] / sizes[-2])


def main() -> int:
    """1 when a cost grows faster than it may."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", default=list(SUBJECTS))
    parser.add_argument("--most", type=int, default=100_000, help="the largest size")
    options = parser.parse_args()
    steep = [told for name in options.only for told in partial(table, most=options.most)(name)]
    print("\n" + ("\n".join(steep) or "Nothing grows faster than n log n."))
    return 1 if steep else 0


if __name__ == "__main__":
    sys.exit(main())
