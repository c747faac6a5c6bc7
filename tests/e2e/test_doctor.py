"""``outtray doctor``: what it finds, and what its report never says."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from e2e.conftest import Home
from e2e.terminal import Terminal, program
from outtray.config.accounts import load_accounts
from outtray.config.credentials import FileCredentials
from outtray.config.locations import locations

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


def doctor(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """One run in a pipe."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "PYTHONPATH") if name in os.environ}
    return subprocess.run(
        [*program(), "doctor", *arguments],
        env={"LANG": "C.UTF-8", **kept, **environment},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )


@pytest.mark.feature("network.doctor")
def test_a_healthy_program_gets_a_report_that_names_nobody(home: Home) -> None:
    run = doctor(home.environment)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "Server 1" in run.stdout
    assert "requests are left" in run.stdout
    assert "Clocks agree" in run.stdout
    assert "The chain of" in run.stdout
    assert "packs in use, compiled" in run.stdout
    assert "No private act waits for it." in run.stdout
    server = home.server.url.removeprefix("http://")
    for secret in ("clerk", server, server.partition(":")[0], home.server.token, str(home.path)):
        assert secret not in run.stdout, secret
        assert secret not in run.stderr, secret

    named = doctor(home.environment, "--with-names", "--json")
    told = json.loads(named.stdout)
    assert told["well"] is True
    assert str(home.path) in named.stdout
    assert home.server.token not in named.stdout


@pytest.mark.feature("network.doctor")
def test_each_thing_that_is_broken_is_said_with_what_to_do(home: Home, tmp_path: Path) -> None:
    places = locations(home.environment)
    account = load_accounts(places.accounts_file).accounts[0]
    FileCredentials(places.secrets_file).save(account.key, "a-token-nobody-has")
    places.secrets_file.chmod(0o644)
    places.settings_file.write_text("[cooling]\nbase = 'soon'\n", encoding="utf-8")
    policy = tmp_path / "policy.toml"
    policy.write_text("[cooling]\nminimum = {", encoding="utf-8")
    run = doctor({**home.environment, "OUTTRAY_POLICY": str(policy)}, "--json")
    assert run.returncode == 1, run.stdout + run.stderr
    checks = json.loads(run.stdout)["checks"]
    broken = [check for check in checks if check["verdict"] == "bad"]
    assert {check["area"] for check in broken} == {"Places", "Settings", "Policy", "Server 1"}
    assert all(check["step"] for check in broken), broken
    assert "a-token-nobody-has" not in run.stdout


def test_a_wrong_clock_and_a_server_that_is_gone_are_told(home: Home) -> None:
    home.server.shift_clock(3_600)
    run = doctor(home.environment)
    assert run.returncode == 1
    assert "Its clock is 36" in run.stdout or "Its clock is 35" in run.stdout, run.stdout
    assert "Set this machine's clock" in run.stdout
    home.server.stop()
    run = doctor(home.environment)
    assert run.returncode == 1
    assert home.server.url.removeprefix("http://") not in run.stdout


def test_a_damaged_out_tray_is_found_and_what_is_left_of_it_stays(home: Home) -> None:
    assert doctor(home.environment).returncode == 0
    database = locations(home.environment).outbox / "outbox.sqlite3"
    whole = database.read_bytes()
    damaged = whole[:4096] + b"\xff" * (len(whole) - 4096)
    database.write_bytes(damaged)
    run = doctor(home.environment)
    assert run.returncode == 1, run.stdout
    assert "is damaged" in run.stdout
    assert damaged in [path.read_bytes() for path in database.parent.iterdir() if path.is_file()]


def test_the_client_shows_the_same_report_from_its_palette(home: Home) -> None:
    with Terminal([], environment=home.environment, columns=100, rows=40) as terminal:
        terminal.wait_for("live")
        terminal.press("ctrl+p")
        terminal.wait_for("Search")
        terminal.press(*"doctor", "enter")
        terminal.wait_for("Program", "Terminal", "100 columns")
        terminal.press("end")
        screen = terminal.wait_for("Server 1", "requests are left")
        assert home.server.url.removeprefix("http://") not in "\n".join(screen.splitlines()[1:])
        terminal.press("escape")
        terminal.wait_for("Timelines")
