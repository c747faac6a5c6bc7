"""kill -9 at every SQL statement and network step: after a restart nothing is lost, nothing doubled, the
chain whole."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hold_kit import bench, post, practising, review
from outtray.outbox.opening import DATABASE
from practice_process import PracticeServer

pytestmark = [
    pytest.mark.crash,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="the crash tests fork, which this system cannot"),
]

ROOM = 32 * 1024 * 1024
"""Bytes that the out-trays of one test may take."""

STATUSES = "^/api/v1/statuses$"


class Zygote:
    """Starts children of ``zygote.py``."""

    def __init__(self) -> None:
        here = Path(__file__)
        roots = [here.parents[1], here.parents[2] / "tui", here.parents[2] / "rules"]
        self._process = subprocess.Popen(
            [sys.executable, str(here.with_name("zygote.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, roots))},
            text=True,
        )

    def run(self, *orders: dict[str, Any]) -> list[dict[str, Any]]:
        """Run children at once; answers what each said and its exit code."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(orders) + "\n")
        self._process.stdin.flush()
        answers: list[dict[str, Any]] = json.loads(self._process.stdout.readline())
        return answers

    def stop(self) -> None:
        """End the process."""
        self._process.communicate()


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    made = Zygote()
    yield made
    made.stop()


@pytest.fixture
def tmp_path(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where the system has one: what a killed process wrote the system has, and
    waiting for a disk to write it all down is half of the time of these tests."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK) or shutil.disk_usage(memory).free < ROOM:
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(prefix="outtray-crash-", dir=memory) as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def town() -> Iterator[PracticeServer]:
    with PracticeServer("--rate-limit", "1000000") as server:
        yield server


def order_for(town: PracticeServer, folder: Path, text: str, **more: object) -> dict[str, Any]:
    account = practising(town)
    return {
        "url": town.url,
        "token": town.token,
        "account": [account.host, account.id, account.acct],
        "folder": str(folder),
        "text": text,
        **more,
    }


def on_server(town: PracticeServer, account_id: str, text: str) -> list[str]:
    found = town.api("GET", f"/api/v1/accounts/{account_id}/statuses?limit=40").json()
    return [status["id"] for status in found if f">{text}<" in status["content"]]


FAULTS: dict[str, dict[str, Any] | None] = {
    "honest": None,
    "silent": {"action": "drop_after"},
    "impatient": {"action": "status_after", "code": 504},
    "broken": {"action": "status", "code": 502},
}


LEAST = 30
"""Kills in every part of the matrix, in whichever process of a run it was."""

MATRIX = (
    "edit honest",
    *(f"send {fault}" for fault in FAULTS),
    "settle lost",
    "boost",
    "media",
    "discard",
    "thread",
)


def counted(part: str, kills: int) -> None:
    assert part in MATRIX
    print(f"counted: {part}: {kills} kills, none lost, none doubled")
    assert kills >= LEAST


@pytest.mark.parametrize(("scenario", "fault"), [("edit", "honest"), *(("send", fault) for fault in FAULTS)])
def test_a_post_is_sent_exactly_once_wherever_the_program_was_killed(
    zygote: Zygote, town: PracticeServer, tmp_path: Path, scenario: str, fault: str
) -> None:
    kills = 0
    first = 1
    if scenario == "send":  # the way there is the same as that of the edit
        [dry] = zygote.run({**order_for(town, tmp_path / "dry", f"dry {fault}"), "scenario": scenario})
        first = dry["steps_before_sending"] + (FAULTS[fault] is not None)
    # A server that refuses is asked again and again, by the same steps: every other one of many.
    for kill_at in range(first, first + 1000, 2 if fault == "broken" else 1):
        text = f"{scenario} {fault} {kill_at}"
        order = order_for(town, tmp_path / str(kill_at), text)
        wish = FAULTS[fault]
        if wish is not None:
            town.set_fault(method="POST", path_regex=STATUSES, **wish)
        [killed] = zygote.run({**order, "scenario": scenario, "kill_at": kill_at})
        [end] = zygote.run({**order, "scenario": "recover"})
        town.clear_faults()
        assert end["code"] == 0
        assert end["state"] == "sent", (kill_at, killed, end)
        assert on_server(town, order["account"][1], text) == [end["sent_id"]], (kill_at, killed, end)
        if "held" in killed:
            assert end["before"] != []
        if killed["code"] == 0:
            break
        assert killed["code"] == -signal.SIGKILL
        kills += 1
    counted(f"{scenario} {fault}", kills)


def test_what_the_user_settles_survives_every_kill(
    zygote: Zygote, town: PracticeServer, tmp_path: Path
) -> None:
    """A server that knows no keys loses the post; the user is asked, says it is not there, sends again."""

    def order_number(number: int) -> dict[str, Any]:
        town.clear_faults()
        town.set_fault("drop_before", method="POST", path_regex=STATUSES)
        return order_for(town, tmp_path / str(number), f"settle {number}", honours=False)

    kills = 0
    [dry] = zygote.run({**order_number(0), "scenario": "settle"})
    assert dry["code"] == 0, dry
    for kill_at in range(dry["steps_before_settling"], 1000):
        order = order_number(kill_at)
        [killed] = zygote.run({**order, "scenario": "settle", "kill_at": kill_at})
        town.clear_faults()
        [end] = zygote.run({**order, "scenario": "recover"})
        assert (end["code"], end["state"]) == (0, "sent"), (kill_at, killed, end)
        assert len(on_server(town, order["account"][1], order["text"])) == 1, (kill_at, killed, end)
        if killed["code"] == 0:
            break
        kills += 1
    town.clear_faults()
    counted("settle lost", kills)


@pytest.mark.parametrize("kind", ["boost", "media"])
def test_boosts_and_posts_with_media_survive_every_kill_too(
    zygote: Zygote, town: PracticeServer, tmp_path: Path, kind: str
) -> None:
    picture = tmp_path / "ferry.png"
    picture.write_bytes(PNG)

    def order_number(number: int) -> dict[str, Any]:
        target = town.make_post("minister", f"to boost {number}")["id"] if kind == "boost" else ""
        folder, text = tmp_path / str(number), f"{kind} {number}"
        return order_for(town, folder, text, kind=kind, picture=str(picture), target=target)

    kills = 0
    [dry] = zygote.run({**order_number(0), "scenario": "send"})
    for kill_at in range(dry["steps_before_sending"], 1000):
        order = order_number(kill_at)
        [killed] = zygote.run({**order, "scenario": "send", "kill_at": kill_at})
        [end] = zygote.run({**order, "scenario": "recover"})
        assert (end["code"], end["state"]) == (0, "sent"), (kill_at, killed, end)
        if kind == "boost":
            assert town.api("GET", f"/api/v1/statuses/{order['target']}").json()["reblogs_count"] == 1
        else:
            assert on_server(town, order["account"][1], order["text"]) == [end["sent_id"]]
        if killed["code"] == 0:
            break
        kills += 1
    counted(kind, kills)


def test_a_discarded_act_is_either_still_held_or_gone_without_its_words(
    zygote: Zygote, town: PracticeServer, tmp_path: Path
) -> None:
    for kill_at in range(1, 1000):
        text = f"better unsaid {kill_at}"
        order = order_for(town, tmp_path / str(kill_at), text)
        [killed] = zygote.run({**order, "scenario": "discard", "kill_at": kill_at})
        [end] = zygote.run({**order, "scenario": "look_after_discard"})
        assert end["code"] == 0
        if "discarded" in killed:
            assert end["before"] == []
            assert b"better unsaid" not in (tmp_path / str(kill_at) / DATABASE).read_bytes()
        elif "held" in killed:
            assert end["before"] in ([], ["held"])
        if killed["code"] == 0:
            break
    assert "discarded" in killed
    counted("discard", kill_at - 1)
    assert on_server(town, order["account"][1], text) == []


def test_a_thread_is_held_whole_or_not_at_all_wherever_the_program_was_killed(
    zygote: Zygote, town: PracticeServer, tmp_path: Path
) -> None:
    for kill_at in range(1, 1000):
        text = f"long {kill_at}"
        order = order_for(town, tmp_path / str(kill_at), text)
        [killed] = zygote.run({**order, "scenario": "thread", "kill_at": kill_at})
        [end] = zygote.run({**order, "scenario": "look_after_thread"})
        assert end["code"] == 0
        whole, parts = [f"draft {text}"], [f"held {text} {number}" for number in (1, 2, 3)]
        if "held" in killed:
            assert end["before"] == parts
        elif "draft" in killed:
            assert end["before"] in (whole, parts)
        else:
            assert end["before"] in ([], whole)
        if killed["code"] == 0:
            break
    assert "held" in killed
    counted("thread", kill_at - 1)


def test_two_processes_release_and_send_at_once_and_nothing_is_doubled(
    zygote: Zygote, town: PracticeServer, tmp_path: Path
) -> None:
    made = bench(town, tmp_path)
    items = []
    for number in range(12):
        act = post(f"rivals {number}", account=made.account)
        items.append(made.outbox.store.hold(act, review(act, seconds=0), server_date=None).id)
    order = order_for(town, tmp_path, "")
    answers = zygote.run(
        {**order, "scenario": "rival", "items": items[::2]},
        {**order, "scenario": "rival", "items": items[1::2]},
    )
    assert [answer["code"] for answer in answers] == [0, 0]
    assert [str(made.outbox.store.item(item).state) for item in items] == ["sent"] * 12
    for number in range(12):
        assert len(on_server(town, order["account"][1], f"rivals {number}")) == 1
    made.outbox.close()


def test_the_matrix_is_large_enough() -> None:
    """Each part counts its own kills; together they are never fewer than these."""
    assert len(set(MATRIX)) * LEAST >= 300


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
