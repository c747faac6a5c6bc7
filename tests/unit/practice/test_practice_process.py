"""The server as a process: how it starts, what it says, how it ends, what it keeps."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from practice_process import PracticeServer


def test_it_starts_well_under_a_second_and_a_half() -> None:
    def measured() -> float:
        started = time.perf_counter()
        with PracticeServer(forked=False) as server:
            took = time.perf_counter() - started
            assert server.api("GET", "/api/v1/accounts/verify_credentials").json()["acct"] == "clerk"
        return took

    # Three tries, because the machine may be busy with something else.
    assert any(measured() < 1.5 for _ in range(3))


def test_it_ends_with_zero_on_sigterm() -> None:
    server = PracticeServer(forked=False)
    assert server.stop() == 0


def test_it_ends_when_its_standard_input_closes() -> None:
    server = PracticeServer(forked=False)
    assert server.process.stdin is not None
    server.process.stdin.close()
    assert server.process.wait(5) == 0
    server.process.stdin = None
    server.stop()


def test_it_prints_exactly_one_line() -> None:
    server = PracticeServer(forked=False)
    server.api("POST", "/api/v1/statuses", json={"status": "hello"})
    server.process.terminate()
    rest, _ = server.process.communicate(timeout=5)
    assert rest == b""
    assert server.said() == ""
    assert server.stop() == 0


def test_a_town_on_disk_is_the_same_town_after_a_restart(tmp_path: Path) -> None:
    with PracticeServer(forked=False, data=tmp_path / "town") as server:
        token = server.token
        posted = server.api("POST", "/api/v1/statuses", json={"status": "hello @minister #again"}).json()
    with PracticeServer(forked=False, data=tmp_path / "town") as server:
        again = server.api("GET", f"/api/v1/statuses/{posted['id']}").json()
        assert server.token == token
        assert server.url in again["content"]
        later = server.api("POST", "/api/v1/statuses", json={"status": "later"}).json()
        assert int(later["id"]) > int(posted["id"])
        assert server.api("GET", "/api/v1/timelines/home?limit=2").json()[1]["id"] == posted["id"]


def test_ids_go_on_growing_after_a_restart_although_the_clock_was_ahead(tmp_path: Path) -> None:
    with PracticeServer(forked=False, data=tmp_path) as server:
        server.shift_clock(86_400)
        ahead = server.api("POST", "/api/v1/statuses", json={"status": "from tomorrow"}).json()
    with PracticeServer(forked=False, data=tmp_path) as server:
        later = server.api("POST", "/api/v1/statuses", json={"status": "from today"}).json()
    assert int(later["id"]) > int(ahead["id"])


def test_the_town_directory_is_for_its_owner_only(tmp_path: Path) -> None:
    with PracticeServer(forked=False, data=tmp_path / "town"):
        assert (tmp_path / "town").stat().st_mode & 0o077 == 0


def test_a_file_that_is_no_town_is_left_alone_and_named(tmp_path: Path) -> None:
    file = tmp_path / "practice.sqlite3"
    file.write_text("not a database at all, but somebody's shopping list")
    with pytest.raises(RuntimeError, match=r"practice\.sqlite3 cannot be opened"):
        PracticeServer(forked=False, data=tmp_path)
    assert file.read_text().startswith("not a database")


def test_a_directory_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(RuntimeError, match="cannot live in"):
        PracticeServer(forked=False, data=tmp_path / "file" / "town")


def test_a_port_that_is_taken_is_told_in_a_sentence(town: PracticeServer) -> None:
    port = town.url.rsplit(":", 1)[1]
    with pytest.raises(RuntimeError, match=f"Port {port} cannot be used"):
        PracticeServer("--port", port)


def test_the_write_log_file_has_one_json_line_for_each_accepted_write(tmp_path: Path) -> None:
    log = tmp_path / "writes.jsonl"
    with PracticeServer("--write-log", str(log)) as server:
        posted = server.api(
            "POST", "/api/v1/statuses", json={"status": "one"}, headers={"Idempotency-Key": "k1"}
        ).json()
        server.api("POST", "/api/v1/statuses", json={"status": ""})
        server.api("GET", "/api/v1/timelines/home")
        lines = [json.loads(line) for line in log.read_text().splitlines()]
        assert lines == server.writes()
    assert [set(line) for line in lines] == [
        {"at", "method", "path", "account", "idempotency_key", "body_sha256", "result_id"}
    ]
    assert lines[0]["account"] == "clerk"
    assert lines[0]["idempotency_key"] == "k1"
    assert lines[0]["result_id"] == posted["id"]


def test_seed_now_starts_the_clock_there_and_dates_the_town_back_from_it() -> None:
    with (
        PracticeServer("--seed-now", "2026-03-01T12:00:00Z") as one,
        PracticeServer("--seed-now", "2026-03-01T12:00:00Z") as other,
    ):
        date = one.api("GET", "/api/v1/instance").headers["Date"]
        assert date.startswith("Sun, 01 Mar 2026 12:00:")
        newest = one.api("GET", "/api/v1/timelines/home?limit=1").json()[0]
        assert newest["created_at"].startswith("2026-03-01T11:")
        texts = [
            [status["content"] for status in server.api("GET", "/api/v1/timelines/home?limit=40").json()]
            for server in (one, other)
        ]
        assert [t.replace(one.url, "") for t in texts[0]] == [t.replace(other.url, "") for t in texts[1]]


def test_without_faults_there_is_no_test_interface() -> None:
    with PracticeServer(faults=False) as server:
        assert server.api("GET", "/practice/writes").status_code == 404
        assert server.api("POST", "/practice/clock", json={"offset_seconds": 5}).status_code == 404


def test_nonsense_on_the_command_line_is_refused_with_two() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "outtray.practice", "--pace", "0"],
        capture_output=True,
        timeout=20,
        check=False,
    )
    assert run.returncode == 2
    assert b"--pace must be greater than zero" in run.stderr
