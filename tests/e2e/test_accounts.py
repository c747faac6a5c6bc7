"""Two accounts on two servers in one program, and what each of them alone may send."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pytest

from e2e.conftest import Home
from e2e.past import hold_an_hour_ago
from e2e.terminal import Terminal, program
from outtray.config.accounts import StoredAccount, load_accounts, save_accounts
from outtray.config.credentials import FileCredentials
from outtray.config.locations import locations
from outtray.services.acting import new_post
from practice_process import PracticeServer

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


@pytest.fixture
def second_server() -> Iterator[PracticeServer]:
    """Another town, at another address."""
    with PracticeServer() as server:
        yield server


@pytest.fixture
def both(home: Home, second_server: PracticeServer) -> tuple[Home, PracticeServer]:
    """The user of ``home``, logged in to a second server too; the first account acts."""
    places = locations(home.environment)
    known = load_accounts(places.accounts_file)
    account = StoredAccount(
        server=second_server.url,
        account_id=second_server.api("GET", "/api/v1/accounts/verify_credentials").json()["id"],
        acct="clerk",
        kept_in="file",
    )
    FileCredentials(places.secrets_file).save(account.key, second_server.token)
    save_accounts(places.accounts_file, known.with_account(account))
    save_accounts(places.accounts_file, type(known)((*known.accounts, account), known.current))
    return home, second_server


def headed(handle: str, screen: str) -> bool:
    """Whether the first line names who acts."""
    return handle in screen.splitlines()[0]


def switch_to(terminal: Terminal, number: str, handle: str) -> None:
    """Let another account act, by its number in the menu."""
    terminal.press("u")
    terminal.wait_for("Log in to another account")
    terminal.press(number)
    terminal.wait_until(partial(headed, handle), f"{handle} in the header")
    terminal.wait_for("live")


def hold(terminal: Terminal, words: str) -> None:
    """Write and hold a post as whoever acts."""
    terminal.press("c")
    terminal.wait_for("New post")
    terminal.press(words)
    terminal.wait_for(words)
    terminal.press("f5")
    terminal.wait_for("Held: ready at")
    terminal.press("escape")
    terminal.wait_gone("Held: ready at")


def posts(server: PracticeServer) -> list[str]:
    """The words of every post this program has written there."""
    written = [entry["result_id"] for entry in server.writes("/api/v1/statuses$")]
    return [str(server.api("GET", f"/api/v1/statuses/{one}/source").json()["text"]) for one in written]


@pytest.mark.feature("accounts.switch")
def test_each_account_has_its_timeline_and_only_it_sends_what_it_held(
    both: tuple[Home, PracticeServer],
) -> None:
    home, second = both
    first = home.server
    one, other = first.url.removeprefix("http://"), second.url.removeprefix("http://")
    first.make_post("anouk", "News from the first town.")
    second.make_post("anouk", "News from the second town.")
    with Terminal([], environment=home.environment, columns=150, rows=40) as terminal:
        terminal.wait_for("News from the first town.", "live", f"@clerk@{one}")
        hold(terminal, "Bread in the first town.")

        switch_to(terminal, "2", f"@clerk@{other}")
        screen = terminal.wait_for("News from the second town.")
        assert "first town" not in screen
        hold(terminal, "Cake in the second town.")

        # Both wait in one out-tray, each under its own name; a key shows the acts of one.
        terminal.press("O")
        terminal.wait_for("Bread in the first town.", "Cake in the second town.", one, other)
        terminal.press("u")
        terminal.wait_for("Out-tray of @")
        terminal.wait_until(
            lambda screen: ("Bread" in screen) != ("Cake" in screen), "the acts of one account"
        )
        terminal.press("u", "u")
        terminal.wait_for("Bread", "Cake")
        terminal.press("g", "enter")
        # The act of the first account is looked at as that account, whoever acts elsewhere.
        terminal.wait_for("Second look", "Bread in the first town.")
        terminal.wait_until(partial(headed, f"@clerk@{one}"), "the act's own account in the header")
        terminal.wait_for("sends it")
        terminal.press("s")
        terminal.wait_for("Sent.")
        assert posts(first) == ["Bread in the first town."]
        assert posts(second) == []

        terminal.press("escape")
        terminal.wait_gone("Sent.")
        terminal.wait_until(partial(headed, f"@clerk@{other}"), "the acting account")
        terminal.press("enter")
        terminal.wait_for("Second look", "Cake in the second town.", "sends it")
        terminal.press("s")
        terminal.wait_for("Sent.")
        assert posts(second) == ["Cake in the second town."]
        assert posts(first) == ["Bread in the first town."]

    # The next start acts as the account used last.
    assert json.loads(locations(home.environment).accounts_file.read_text())["current"] == f"clerk@{other}"


@pytest.mark.feature("accounts.own-desk")
def test_a_held_act_goes_back_to_the_desk_of_its_own_account(both: tuple[Home, PracticeServer]) -> None:
    home, second = both
    one = home.server.url.removeprefix("http://")
    other = second.url.removeprefix("http://")
    with Terminal([], environment=home.environment, columns=150, rows=40) as terminal:
        terminal.wait_for("live", f"@clerk@{one}")
        hold(terminal, "Half a thought")
        switch_to(terminal, "2", f"@clerk@{other}")
        terminal.press("O")
        terminal.wait_for("Half a thought", "Out-tray")
        terminal.press("e")
        terminal.wait_for("New post", "Half a thought")
        terminal.wait_until(partial(headed, f"@clerk@{one}"), "the draft's own account in the header")
        terminal.press(" grown")
        terminal.press("f5")
        terminal.wait_for("Held: ready at")
    assert posts(home.server) == posts(second) == []


@pytest.mark.feature("accounts.logout")
def test_logging_out_revokes_the_token_and_leaves_the_other_account(
    both: tuple[Home, PracticeServer],
) -> None:
    home, second = both
    other = second.url.removeprefix("http://")
    places = locations(home.environment)
    with Terminal([], environment=home.environment, columns=120, rows=36) as terminal:
        terminal.wait_for("live")
        terminal.press("u")
        terminal.wait_for("Log out")
        terminal.press("x")
        terminal.wait_for("Log out of @clerk@", "Stay")
        terminal.press("tab", "enter")
        terminal.wait_until(partial(headed, f"@clerk@{other}"), "the other account")
        terminal.wait_for("is logged out")
    assert [account.host for account in load_accounts(places.accounts_file).accounts] == [other]
    assert home.server.token not in places.secrets_file.read_text()
    assert second.token in places.secrets_file.read_text()


@pytest.mark.feature("accounts.again")
def test_a_dead_token_is_said_with_the_key_that_mends_it(home: Home) -> None:
    places = locations(home.environment)
    account = load_accounts(places.accounts_file).accounts[0]
    FileCredentials(places.secrets_file).save(account.key, "a-token-nobody-has")
    with Terminal([], environment=home.environment, columns=110, rows=36) as terminal:
        terminal.wait_for("has ended the login of", "offline")
        terminal.press("U")
        terminal.wait_for(f"Log in to {home.server.url}", "Allow Outtray in your browser")
        terminal.press("escape")
        terminal.wait_for("Timelines")
        # A login made in a shell meanwhile counts, too.
        FileCredentials(places.secrets_file).save(account.key, home.server.token)
        terminal.press("escape", "f5")
        terminal.wait_for("live")


@pytest.mark.feature("network.private-queue")
def test_private_acts_of_each_account_reach_its_own_server_after_a_kill(
    both: tuple[Home, PracticeServer],
) -> None:
    home, second = both
    servers = (home.server, second)
    for server in servers:
        server.set_fault("drop_before", method="POST", path_regex="/bookmark$", times=None)
        server.make_post("anouk", "Kept for later.")
    other = second.url.removeprefix("http://")
    with Terminal([], environment=home.environment, columns=150, rows=40) as terminal:
        terminal.wait_for("Kept for later.", "live")
        terminal.press("m")
        terminal.wait_for("1 to sync")
        switch_to(terminal, "2", f"@clerk@{other}")
        terminal.wait_for("Kept for later.")
        terminal.press("m")
        terminal.wait_for("1 to sync")
        terminal.kill()
    assert not any(server.writes("/bookmark$") for server in servers)
    for server in servers:
        server.clear_faults()
    with Terminal([], environment=home.environment, columns=150, rows=40) as terminal:
        terminal.wait_for("Kept for later.", f"@clerk@{other}")
        terminal.wait_until(
            lambda _screen: all(len(server.writes("/bookmark$")) == 1 for server in servers),
            "one bookmark at each server",
        )
        terminal.wait_gone("to sync")


def test_the_command_line_lists_the_acts_of_one_account_and_knows_who_is_nobody(
    both: tuple[Home, PracticeServer],
) -> None:
    home, second = both
    places = locations(home.environment)
    first_account, second_account = load_accounts(places.accounts_file).accounts
    hold_an_hour_ago(home, lambda author: replace(new_post(author), text="Bread in the first town."))
    for account, words in ((first_account, "Bread in the first town."), (second_account, "Nothing is held.")):
        run = shell(home, "--account", account.key, "outbox", "list")
        assert (run.returncode, words in run.stdout) == (0, True), run.stdout + run.stderr
    for name in ("nobody@nowhere.example", "@clerk@nowhere.example"):
        run = shell(home, "--account", name, "outbox", "list")
        assert run.returncode == 2
        assert run.stdout == ""
        assert "Nobody is logged in as" in run.stderr
        assert first_account.key in run.stderr
        assert "Log in first: outtray login SERVER" in run.stderr
    del second


def shell(home: Home, *arguments: str) -> subprocess.CompletedProcess[str]:
    """One command beside the client."""
    environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **home.environment}
    return subprocess.run(
        [*program(), *arguments], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
