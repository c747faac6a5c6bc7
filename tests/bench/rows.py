"""Measures every row of the design's table of goals, each beside its floor in the same run."""

from __future__ import annotations

import json
import random
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter, thread_time
from typing import Any

import msgspec

import recordings
from bench import homes
from bench.meter import EMPTY_FRAME, Meter, Spent, program, python
from bench.table import Figures, Goal, Row
from hold_kit import post, review
from outtray.acts.approval import Release
from outtray.acts.item import Item
from outtray.base.clock import SystemClock
from outtray.mastodon.decode import decode_list
from outtray.mastodon.models import Status
from outtray.outbox.opening import Outbox, open_outbox
from outtray.widgets.timeline.look import Look, Room
from outtray.widgets.timeline.post import draw_post
from outtray_rules.draft import Context, Draft
from outtray_rules.engine import Reviewer, load_packs, packs_for, shipped_packs
from outtray_rules.headline.generator import front_page
from practice_process import PracticeServer
from reading_town import NOW

CHILDREN = str(Path(__file__).with_name("children.py"))
FIXTURE = Path(__file__).parents[1] / "unit" / "mastodon" / "fixtures" / "gotosocial_timeline.json"
PAGE = 40

TEXT = (
    "Door-knocking went well this weekend. As someone who works on the file, I think the new immigration "
    "levels plan is reckless and will fail newcomers. Honestly the Minister should have listened to the "
    "people who do this every day! Happy to talk about it at the conference on Tuesday, come say hi at the "
    "open data booth. My colleagues at the department have been wonderful, and the coffee is better than "
    "last year. Details: https://www.canada.ca/student-aid #opendata @statcan@social.example "
    "Nothing here is final."
)[:500]
LETTERS = "QXZKQZXKQXKZ"
"""Typed to measure the echo: letters that stand nowhere else on the screen."""


def milliseconds(what: Callable[[], object]) -> float:
    """How long one call keeps the processor: what it takes on a machine that does nothing else."""
    started = thread_time()
    what()
    return (thread_time() - started) * 1_000


def on_the_clock(what: Callable[[], object]) -> float:
    """How long one call takes, with all it waits for."""
    started = perf_counter()
    what()
    return (perf_counter() - started) * 1_000


def empty() -> list[str]:
    """The command of the empty Textual app."""
    return [python(), CHILDREN, "empty"]


# The real program


def start_up(folder: Path, rounds: int) -> Iterator[Row]:
    """From the command to the first cached status, and to an empty app's first frame, turn by turn."""
    home = folder / "start"
    homes.read_before(homes.log_in(home), 400)
    ours: list[Spent] = []
    floors: list[Spent] = []
    for number in range(rounds + 1):
        with Meter(empty(), {}) as run:
            floor = run.until(EMPTY_FRAME, plain=False)
        with Meter(program(), homes.environment(home)) as run:
            shown = run.until(homes.MARK)
        if number:  # the first round fills the caches of the disk
            floors.append(floor)
            ours.append(shown)
    goal = Goal(times=1.3)
    is_floor = "empty app"
    yield Row(
        "start to first cached status",
        "ms",
        Figures.of([one.wall for one in ours]),
        goal,
        Figures.of([one.wall for one in floors]),
        is_floor,
    )
    yield Row(
        "  the same in processor time",
        "ms",
        Figures.of([one.processor for one in ours]),
        goal,
        Figures.of([one.processor for one in floors]),
        is_floor,
    )


def real_keys(folder: Path, keys: int) -> Iterator[Row]:
    """Keys pressed in the real program, with everything around the timeline."""
    home = folder / "keys"
    homes.read_before(homes.log_in(home), 400)
    with Meter(program(), homes.environment(home)) as run:
        run.until(homes.MARK)
        run.settle(2.0)
        spent = [run.key(b"j" if number % 20 < 15 else b"k") for number in range(keys)]
        memory = run.memory()
    with Meter(empty(), {}) as run:
        run.until(EMPTY_FRAME, plain=False)
        run.settle()
        floor = run.memory()
    yield from _keys("whole program, key", spent)
    yield Row(
        "whole program, memory, rules and all loaded",
        "MB",
        Figures.of([memory]),
        None,
        Figures.of([floor]),
        "empty app",
    )


def timeline(posts: int, keys: int) -> Iterator[Row]:
    """Keys pressed in a timeline of so many posts; and its memory."""
    with Meter(empty(), {}) as run:
        run.until(EMPTY_FRAME, plain=False)
        run.settle()
        floor = run.memory()
    with Meter([sys.executable, CHILDREN, "timeline", str(posts)], {}) as run:
        run.until(homes.MARK)
        run.settle(1.0)
        spent = [run.key(b"j" if number % 10 else b"\x1b[6~") for number in range(keys)]
        spent += [run.key(b"k") for _ in range(keys // 4)]
        memory = run.memory()
    yield from _keys(f"timeline of {posts:,}, key", spent)
    if posts >= 10_000:
        yield Row(
            f"timeline of {posts:,}, memory",
            "MB",
            Figures.of([memory]),
            Goal(plus=25),
            Figures.of([floor]),
            "empty app",
        )


def _keys(what: str, spent: list[Spent]) -> Iterator[Row]:
    walls = Figures.of([one.wall for one in spent])
    yield Row(f"{what} to last byte", "ms", walls, Goal(most=10))
    yield Row(f"{what} to last byte, slowest twentieth", "ms", walls, Goal(most=17), at_p95=True)
    yield Row(f"{what}, processor", "ms", Figures.of([one.processor for one in spent]), None)
    yield Row(f"{what}, output", "kB", Figures.of([one.size / 1_000 for one in spent]), Goal(most=5.5))


def typing(folder: Path, rounds: int) -> Iterator[Row]:
    """Letters typed behind 400 others: on the desk with review on, and in a plain text area."""
    home = folder / "desk"
    homes.read_before(homes.log_in(home), 80)
    ours: list[Spent] = []
    floors: list[Spent] = []
    area = [python(), CHILDREN, "area", TEXT[:400] + " "]
    with Meter(area, {}) as plain, Meter(program(), homes.environment(home)) as desk:
        plain.until(b"Door-knocking")
        desk.until(homes.MARK)
        desk.settle(2.5)
        desk.key(b"c")
        desk.settle(1.5)
        desk.type(TEXT[:400] + " ")
        plain.settle(0.5)
        desk.settle(2.0)
        for _ in range(rounds):
            for letter in LETTERS:
                floors.append(plain.echo(letter))
                ours.append(desk.echo(letter))
            for run in (plain, desk):
                for _letter in LETTERS:
                    run.key(b"\x7f")
                run.settle(0.3)
    goal = Goal(times=1.3)
    yield Row(
        "typing on the desk, key to its letter",
        "ms",
        Figures.of([one.wall for one in ours]),
        goal,
        Figures.of([one.wall for one in floors]),
        "plain text area",
    )
    yield Row(
        "  all that follows a letter, processor",
        "ms",
        Figures.of([one.processor for one in ours]),
        None,
        Figures.of([one.processor for one in floors]),
        "plain text area",
    )


def idle(folder: Path, seconds: float) -> Iterator[Row]:
    """Nobody does anything: the stream is open, an act is held, its countdown is on the screen."""
    home = folder / "idle"
    with PracticeServer() as server:
        me = server.api("GET", "/api/v1/accounts/verify_credentials").json()
        places = homes.log_in(home, server=server.url, account_id=me["id"], token=server.token)
        homes.held(places)
        with Meter(program(), homes.environment(home)) as run, Meter(empty(), {}) as bare:
            run.until(b"out-tray 1")
            run.settle(1.5, limit=6)
            bare.settle()
            shares = [run.idle(seconds / 4) for _ in range(4)]
            floors = [bare.idle(seconds / 8)]
    yield Row(
        "idle, a countdown showing",
        "% CPU",
        Figures.of(shares),
        Goal(most=0.5),
        Figures.of(floors),
        "empty app",
    )


# Its parts


def reading(rounds: int) -> Iterator[Row]:
    """The bytes of a page of statuses, decoded, cleaned and laid out in lines."""
    payloads = {"made here": recorded_page()}
    real = sorted(recordings.statuses(), key=lambda tree: -len(json.dumps(tree)))[10:250:6]
    if real:
        payloads["recorded"] = _page(real)
    plain = msgspec.json.Decoder()
    look = Look(Room.of(80), NOW, NOW.tzinfo or SystemClock().local_zone())
    for name, payload in payloads.items():

        def whole(payload: bytes = payload) -> None:
            for status in decode_list(payload, Status, host="bench"):
                draw_post(status, look)

        whole()
        floors = [milliseconds(lambda: plain.decode(payload)) for _ in range(rounds)]  # noqa: B023 - called at once
        yield Row(
            f"a page of {PAGE} statuses to lines, {name}",
            "ms",
            Figures.of([milliseconds(whole) for _ in range(rounds)]),
            Goal(most=8),
            Figures.of(floors),
            "JSON to plain dicts",
        )


def recorded_page() -> bytes:
    """A page of statuses as a server sends them, from the fixtures."""
    return _page(json.loads(FIXTURE.read_bytes()))


def _page(trees: list[dict[str, Any]]) -> bytes:
    return json.dumps([{**trees[n % len(trees)], "id": f"{n}"} for n in range(PAGE)]).encode()


def reviewing(rounds: int) -> Iterator[Row]:
    """One review of 500 characters with the packs of one jurisdiction, and with every pack that ships."""
    context = Context()

    def review_all(used: Reviewer, texts: Iterator[str] | list[str]) -> list[float]:
        return [milliseconds(lambda: used.review(Draft(text), context)) for text in texts]  # noqa: B023

    def typing(used: Reviewer, packs: str) -> Iterator[Row]:
        used.warm()
        review_all(used, [TEXT])
        typed = review_all(used, [TEXT[:length] for length in range(400, 501)])
        inside = review_all(used, [f"{TEXT[:place]}x{TEXT[place:]}" for place in range(0, 500, 3)])
        yield Row(f"review while typing at the end, {packs}", "ms", Figures.of(typed), Goal(most=0.5))
        yield Row(f"review while typing in the middle, {packs}", "ms", Figures.of(inside), Goal(most=0.5))

    yield from typing(Reviewer(load_packs(packs_for("ca")).packs), "packs for Canada")
    reviewer = Reviewer(load_packs(shipped_packs()).packs)
    yield from typing(reviewer, "all packs")
    fresh = review_all(reviewer, [shuffled(number) for number in range(rounds)])
    yield Row("review of a whole new text", "ms", Figures.of(fresh), Goal(most=4))
    large = Reviewer(load_packs(shipped_packs(), [vocabulary(50_000, Path(tempfile.mkdtemp()))]).packs)
    review_all(large, [TEXT])
    many = review_all(large, [shuffled(number) for number in range(rounds)])
    yield Row("review, 50,000 terms more", "ms", Figures.of(many), Goal(most=10))
    draft = Draft(TEXT)
    findings = reviewer.review(draft, context)
    pages = [milliseconds(lambda: front_page(draft, findings, context)) for _ in range(rounds)]
    yield Row("headlines", "ms", Figures.of(pages), Goal(most=5))


def shuffled(seed: int) -> str:
    """500 characters in an order nobody has seen, with words nobody has seen."""
    chance = random.Random(seed)
    words = [word + str(seed) if word.isalpha() and chance.random() < 0.5 else word for word in TEXT.split()]
    chance.shuffle(words)
    return " ".join(words)[:500]


def vocabulary(count: int, folder: Path) -> Path:
    """A folder with a pack of so many invented names, a tenth of them matched loosely."""
    chance = random.Random(7)
    names = ["".join(chance.choices("abcdefghilmnoprstuv", k=chance.randint(5, 12))) for _ in range(count)]
    loose = max(1, count // 10)
    rule = (
        'category = "tone"\nseverity = "note"\ntitle = "t"\nmessage = "m"\nadvice = "a"\n'
        'source = { name = "s" }\n'
        'hits = ["x"]\nmisses = ["y"]\n'
    )
    (folder / "names.txt").write_text("\n".join(names[loose:]), encoding="utf-8")
    (folder / "fuzzy.txt").write_text("\n".join(names[:loose]), encoding="utf-8")
    (folder / "large.toml").write_text(
        '[pack]\nid = "large"\ntitle = "Large"\nlanguages = ["en"]\nversion = "1"\n'
        '[terms.names]\nfile = "names.txt"\n[terms.fuzzy]\nfile = "fuzzy.txt"\nfuzzy = 80\n'
        f'[[rule]]\nid = "one"\nmatch = {{ terms = "names" }}\n{rule}'
        f'[[rule]]\nid = "two"\nmatch = {{ terms = "fuzzy" }}\n{rule}',
        encoding="utf-8",
    )
    return folder


def holding(folder: Path, rounds: int) -> Iterator[Row]:
    """A durable hold and a durable release, and one synced transaction of the same database."""
    tray = open_outbox(folder / "tray", SystemClock())
    times: dict[str, list[float]] = {"hold": [], "release": [], "floor": []}
    for number in range(rounds):
        act = post(f"{number} " + "words " * 80)
        found = review(act)
        kept: list[Item] = []
        times["hold"].append(on_the_clock(lambda: kept.append(tray.store.hold(act, found, server_date=None))))  # noqa: B023
        item = kept[0]
        key = tray.sending.idempotency_key(item)
        release = Release(item.id, act.account, item.digest, key, item.created_at, item.created_at)
        times["release"].append(on_the_clock(lambda: tray.sending.release(item, found, release)))  # noqa: B023
        times["floor"].append(on_the_clock(lambda: touch(tray, item.id)))  # noqa: B023
    tray.close()
    floor = Figures.of(times["floor"])
    for name in ("hold", "release"):
        yield Row(
            f"{name}, on disk", "ms", Figures.of(times[name]), Goal(most=20), floor, "synced transaction"
        )


def touch(tray: Outbox, item_id: str) -> None:
    """The least a durable change of the out-tray can cost."""
    with tray.database.transaction() as connection:
        connection.execute("UPDATE items SET revision = revision + 1 WHERE id = ?", (item_id,))


def calibration() -> float:
    """Milliseconds of a fixed piece of plain Python: how fast this machine is, for the history."""
    return statistics.median(milliseconds(lambda: sum(n * n for n in range(200_000))) for _ in range(5))
