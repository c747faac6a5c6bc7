"""What a key costs in the timeline, in a pseudo-terminal: time and bytes to its last byte, and memory.

Run it as a script: ``python tests/bench/bench_timeline.py [--keys 120]``. Each number of posts gets a
process of its own, as does an empty Textual app, the floor for memory and for the first frame.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COLUMNS, LINES = 100, 40
QUIET = 0.03
"""Seconds without a byte after which a key is taken to be answered."""

GOALS = "goals: median ≤ 10 ms, p95 ≤ 17 ms, about 5 kB a key, memory ≤ empty app + 25 MB"


def child(posts: int) -> None:
    """The process that is measured: a timeline of so many posts, or an empty app for -1."""
    sys.path[:0] = [str(ROOT / part) for part in ("tui", "rules", "themes", "tests")]
    from textual.app import App

    if posts < 0:
        App[None]().run()
        return
    from itertools import islice

    from outtray.widgets.timeline.view import TimelineView
    from reading_town import ReadingApp, SetClock, many

    app = ReadingApp(TimelineView(clock=SetClock()))

    def fill() -> None:
        statuses = many(posts)
        app.view.replace(islice(statuses, 40))
        while page := list(islice(statuses, 40)):
            app.view.append_older(page)

    app.call_later(fill)
    app.run()


class Measured:
    """One child in a pseudo-terminal of a fixed size."""

    def __init__(self, posts: int) -> None:
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        environment = os.environ | {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, __file__, "--child", str(posts)],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment,
            start_new_session=True,
        )
        os.close(slave)

    def answer(self, limit: float = 5.0, quiet: float = QUIET) -> tuple[float, int]:
        """Read until nothing comes: when the last byte came, and how many there were."""
        last, count = time.perf_counter(), 0
        end = last + limit
        while time.perf_counter() < end:
            ready, _, _ = select.select([self.master], [], [], quiet if count else limit)
            if not ready:
                break
            count += len(os.read(self.master, 65_536))
            last = time.perf_counter()
        return last, count

    def key(self, key: bytes) -> tuple[float, int]:
        """Milliseconds to the last byte of the answer, and its bytes."""
        started = time.perf_counter()
        os.write(self.master, key)
        last, count = self.answer()
        return (last - started) * 1_000, count

    def memory(self) -> float:
        """Resident memory in megabytes."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1_024
        raise RuntimeError("this system does not tell resident memory in /proc")

    def processor(self) -> float:
        """Milliseconds of processor time used so far; unlike the clock it does not feel other programs."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * 1_000 / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        """End the child."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        os.close(self.master)


def measure(posts: int, keys: int) -> str:
    """One row of the table."""
    run = Measured(posts)
    try:
        last, _ = run.answer(limit=60, quiet=1.0)
        first = (last - run.started) * 1_000
        if posts < 0:
            return f"{'empty':>7} {first:>9.0f} {run.memory():>9.1f}"
        times: list[float] = []
        sizes: list[int] = []
        used = run.processor()
        for number in range(keys):
            spent, count = run.key(b"j" if number % 10 else b"\x1b[6~")
            times.append(spent)
            sizes.append(count)
        for _ in range(keys // 4):
            spent, count = run.key(b"k")
            times.append(spent)
            sizes.append(count)
        used = (run.processor() - used) / len(times)
        p95 = statistics.quantiles(times, n=20)[18]
        return (
            f"{posts:>7} {first:>9.0f} {run.memory():>9.1f} {statistics.median(times):>9.1f} {p95:>9.1f} "
            f"{used:>9.1f} {statistics.median(sizes):>9.0f} {max(sizes):>9}"
        )
    finally:
        run.close()


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--child", type=int, default=None, help=argparse.SUPPRESS)
    parser.add_argument("--keys", type=int, default=120, help="keys pressed for each number of posts")
    parser.add_argument("--posts", type=int, nargs="*", default=[200, 2_000, 10_000])
    arguments = parser.parse_args()
    if arguments.child is not None:
        child(arguments.child)
        return
    print(f"timeline, {COLUMNS}×{LINES}, {arguments.keys} keys; {GOALS}")
    heads = ("ready ms", "RSS MB", "key ms", "p95 ms", "CPU ms", "bytes", "most")
    print(f"{'posts':>7} " + " ".join(f"{head:>9}" for head in heads))
    print(measure(-1, 0))
    for posts in arguments.posts:
        print(measure(posts, arguments.keys), flush=True)


if __name__ == "__main__":
    main()
