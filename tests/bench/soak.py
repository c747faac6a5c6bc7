"""Hours of use in minutes: a busy town, streams cut again and again, keys all the while.

``make soak`` runs it. The real program, with everything but a terminal, reads a practice server that is
posted to by the thousand and ends its streams. After each round what is left behind is counted: memory,
tasks, threads, open files, widgets. The first rounds fill caches that have a limit; from then on nothing
may grow.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import os
import sys
import tempfile
import threading
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from flow_kit import Flow, program  # noqa: E402 - found through the path above
from practice_process import PracticeServer  # noqa: E402

WARM_UP = 0.4
"""The share of the rounds in which caches fill."""
MEGABYTES = 12.0
"""What memory may differ by afterwards: the allocator gives back whole arenas only."""
KEYS = ("j", "j", "k", "pagedown", "G", "g", "enter", "escape", "2", "1", "x", "x", "O", "escape")


class Left(NamedTuple):
    """What there is at the end of a round."""

    memory: float
    tasks: int
    threads: int
    files: int
    widgets: int


def left(flow: Flow) -> Left:
    """Count, after all that can be collected was."""
    gc.collect()
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    memory = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1_024
    return Left(
        memory,
        len(asyncio.all_tasks()),
        threading.active_count(),
        len(os.listdir("/proc/self/fd")),  # noqa: PTH208 - names are enough
        len(list(flow.app.screen.walk_children())),
    )


async def one_round(flow: Flow, server: PracticeServer, number: int, posts: int) -> None:
    """Post, boost and favourite; end the streams in between; press keys; hold something and drop it."""

    def town() -> None:
        for count in range(posts):
            words = f"Round {number}, notice {count}. " * 3
            made = server.make_post("minister" if count % 2 else "anouk", words)
            if count % 5 == 0:
                server.boost("minister", made["id"])
            if count % 7 == 0:
                server.edit(made["id"], f"Round {number}, notice {count}, corrected.")
            if count % 11 == 0:
                server.delete(made["id"])
            if count % (posts // 3) == 0:
                server.cut_streams()

    busy = asyncio.create_task(asyncio.to_thread(town))
    turn = 0
    while not busy.done():
        await flow.press(KEYS[turn % len(KEYS)])
        await flow.pilot.pause(0.01)
        turn += 1
    await busy
    held = await flow.hold_act(flow.post(f"Soaking, round {number}."))
    await flow.workspace.tray.discard(held.id)
    await flow.press("escape", "escape", "1", "g")
    await flow.until(lambda: len(flow.app.screen_stack) == 1, "the timelines in front")


async def soak(rounds: int, posts: int) -> list[str]:
    """Run all rounds; says what grew."""
    seen: list[Left] = []
    started = perf_counter()
    with tempfile.TemporaryDirectory() as folder, PracticeServer() as server:
        async with program(Path(folder), server) as flow:
            for number in range(rounds):
                await one_round(flow, server, number, posts)
                seen.append(left(flow))
                now = seen[-1]
                print(
                    f"{number + 1:3} {(number + 1) * posts:7,} posts {perf_counter() - started:6.0f} s "
                    f"{now.memory:7.1f} MB {now.tasks:4} tasks {now.threads:3} threads {now.files:4} files "
                    f"{now.widgets:4} widgets",
                    flush=True,
                )
    return grown(seen)


def grown(seen: list[Left]) -> list[str]:
    """What is more at the end than when the caches were full."""
    begun = max(1, int(len(seen) * WARM_UP))
    steady = seen[begun:]
    if len(steady) < 2:
        return ["too few rounds to tell"]
    told = []
    half = len(steady) // 2
    for name in Left._fields:
        early = max(getattr(one, name) for one in steady[: max(1, half)])
        late = min(getattr(one, name) for one in steady[half:])
        allowed = MEGABYTES if name == "memory" else 3
        if late > early + allowed:
            told.append(f"{name} grew from {early:g} to {late:g}")
    return told


def main() -> int:
    """1 when something was left behind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--posts", type=int, default=200, help="in each round")
    options = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        told = asyncio.run(soak(options.rounds, options.posts))
        print("\n".join(told) or "Nothing was left behind.")
        return 1 if told else 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
