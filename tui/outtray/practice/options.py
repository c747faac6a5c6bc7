"""What the practice server can be told on its command line."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from outtray.practice.dialects.choosing import DIALECTS


@dataclass(frozen=True, slots=True)
class Options:
    """One start of the server.

    ``data`` is None for a town that lives in memory only. ``seed_now`` is the moment the server's clock
    starts at (and the seeded posts are dated back from); None means the machine's time; with
    ``clock_stands`` it stays there until it is shifted. ``pace`` and
    ``heartbeat`` are seconds; ``rate_limit`` counts requests per account and five minutes.
    ``dialect`` names the make of server the town poses as.
    """

    port: int = 0
    data: Path | None = None
    seed_now: datetime | None = None
    clock_stands: bool = False
    quiet_town: bool = False
    pace: float = 40.0
    write_log: Path | None = None
    faults: bool = False
    die_with_stdin: bool = False
    heartbeat: float = 15.0
    rate_limit: int = 3000
    random_seed: int = 7
    dialect: str = "mastodon"


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not an ISO date and time") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def parse(arguments: list[str]) -> Options:
    """Read the command line; argparse exits with 2 and a sentence when it cannot be understood."""
    parser = argparse.ArgumentParser(
        prog="python -m outtray.practice",
        description="A Mastodon-speaking practice server on the loopback interface, with a small town in it.",
    )
    place = parser.add_mutually_exclusive_group()
    place.add_argument("--data", type=Path, metavar="DIR", help="keep the town in this directory")
    place.add_argument("--ephemeral", action="store_true", help="keep the town in memory only (default)")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 picks a free one")
    parser.add_argument("--seed-now", type=_moment, metavar="ISO", help="start the server's clock here")
    parser.add_argument("--clock-stands", action="store_true", help="time passes only when it is shifted")
    parser.add_argument("--quiet-town", action="store_true", help="nobody posts on their own")
    parser.add_argument(
        "--pace", type=float, default=40.0, metavar="SECONDS", help="mean time between the town's own posts"
    )
    parser.add_argument("--write-log", type=Path, metavar="FILE", help="append every accepted write as JSON")
    parser.add_argument("--faults", action="store_true", help="enable the /practice/ test interface")
    parser.add_argument("--die-with-stdin", action="store_true", help="exit when standard input closes")
    parser.add_argument("--heartbeat", type=float, default=15.0, metavar="SECONDS", help="stream keep-alive")
    parser.add_argument("--rate-limit", type=int, default=3000, metavar="N", help="requests per five minutes")
    parser.add_argument("--random-seed", type=int, default=7, metavar="N", help="seed of the town's dice")
    parser.add_argument(
        "--dialect", choices=sorted(DIALECTS), default="mastodon", help="answer as this make of server does"
    )
    given = parser.parse_args(arguments)
    for name in ("pace", "heartbeat", "rate_limit"):
        if getattr(given, name) <= 0:
            parser.error(f"--{name.replace('_', '-')} must be greater than zero")
    return Options(
        port=given.port,
        data=given.data,
        seed_now=given.seed_now,
        clock_stands=given.clock_stands,
        quiet_town=given.quiet_town,
        pace=given.pace,
        write_log=given.write_log,
        faults=given.faults,
        die_with_stdin=given.die_with_stdin,
        heartbeat=given.heartbeat,
        rate_limit=given.rate_limit,
        random_seed=given.random_seed,
        dialect=given.dialect,
    )
