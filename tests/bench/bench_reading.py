"""From the bytes of 40 statuses to blocks a widget draws, and from disk; beside the floor of msgspec alone.

Run with ``python tests/bench/bench_reading.py``. The page is made here; with OUTTRAY_RECORDINGS set, or the
recordings beside the checkout, a page of real statuses is measured as well.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import msgspec

sys.path.insert(0, str(Path(__file__).parents[1]))

import recordings
from outtray.base.clock import SystemClock
from outtray.base.sanitise import sanitise
from outtray.cache.store import Cache
from outtray.mastodon.content import parse
from outtray.mastodon.decode import decode_list
from outtray.mastodon.models import Status
from outtray.mastodon.timelines import HOME

ROUNDS = 200
PAGE = 40
FIXTURE = Path(__file__).parents[1] / "unit" / "mastodon" / "fixtures" / "gotosocial_timeline.json"


def show(name: str, what: Callable[[], object], rounds: int = ROUNDS) -> None:
    """Print the median and the 95th of a hundred timings."""
    times: list[float] = []
    for _round in range(rounds):
        start = perf_counter()
        what()
        times.append((perf_counter() - start) * 1000)
    high = sorted(times)[int(len(times) * 0.95)]
    print(f"{name:44} median {statistics.median(times):6.2f} ms   p95 {high:6.2f} ms")


def page_of(trees: list[dict[str, Any]]) -> bytes:
    """A page of 40 statuses with ids of their own."""
    return json.dumps([{**trees[n % len(trees)], "id": f"{n}"} for n in range(PAGE)]).encode()


def measure(name: str, payload: bytes) -> None:
    """Everything that happens to a page before a widget lays it out."""
    plain = msgspec.json.Decoder()
    statuses = decode_list(payload, Status, host="bench")
    lenient = payload.replace(b'"visibility": "', b'"muted": null, "visibility": "')
    texts = [text for s in statuses for text in (s.shown.content, s.spoiler_text, s.account.display_name)]
    print(f"{name}: {PAGE} statuses, {len(payload) // 1024} kB")
    show("  floor: JSON into plain dicts", lambda: plain.decode(payload))
    show("  decode, cleaned", lambda: decode_list(payload, Status, host="bench"))
    show("  decode leniently, cleaned", lambda: decode_list(lenient, Status, host="bench"))
    show("  clean the texts once more", lambda: [sanitise(text) for text in texts])
    show("  HTML into blocks", lambda: [parse(status.shown.content) for status in statuses])


def measure_disk(payload: bytes) -> None:
    """The cache with as many statuses as it keeps."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "timelines.sqlite3"
        cache = Cache(path, clock=SystemClock())
        mine = cache.for_account("bench@example")
        page = decode_list(payload, Status, host="bench")
        for turn in range(50):
            mine.put_on_top(HOME, [msgspec.structs.replace(s, id=f"{turn}-{s.id}") for s in page])
        show("disk: put a page on top of 2,000", lambda: mine.put_on_top(HOME, page), rounds=20)
        show("disk: the newest 40", lambda: mine.recent(HOME))
        cache.close()
        show("disk: open", lambda: Cache(path, clock=SystemClock()).close(), rounds=20)


def measure_memory(payload: bytes) -> None:
    """What 10,000 decoded statuses take when each is kept whole."""
    tracemalloc.start()
    kept = [status for _turn in range(250) for status in decode_list(payload, Status, host="bench")]
    taken = tracemalloc.get_traced_memory()[0] / 1_000_000
    tracemalloc.stop()
    print(f"memory: {len(kept):,} decoded statuses {taken:24.1f} MB")


def main() -> None:
    """Print the tables."""
    own = page_of(json.loads(FIXTURE.read_bytes()))
    measure("made here", own)
    real = sorted(recordings.statuses(), key=lambda tree: -len(json.dumps(tree)))[10:250:6]
    if real:
        measure("recorded", page_of(real))
    measure_disk(page_of(real) if real else own)
    measure_memory(page_of(real) if real else own)


if __name__ == "__main__":
    main()
