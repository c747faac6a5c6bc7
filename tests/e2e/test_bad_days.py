"""Servers that fail, disks that fill, files that rot, terminals that change: a sentence, and no word lost."""

from __future__ import annotations

import contextlib
import re
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from e2e.conftest import Home
from e2e.past import hold_an_hour_ago
from e2e.terminal import PATIENCE, Terminal, program
from outtray.acts.act import Act
from outtray.base.clock import SystemClock
from outtray.journal.reading import verify
from outtray.mastodon.decode import decode_one
from outtray.mastodon.models import Status
from outtray.outbox.opening import open_outbox
from outtray.services import acting
from outtray.services.acting import Author

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

CLEAN = "Fresh bread and a quiet Sunday."
POSTS = "/api/v1/statuses$"


def client(home: Home, *, columns: int = 100, rows: int = 40) -> Terminal:
    """The client on this home."""
    return Terminal([], environment=home.environment, columns=columns, rows=rows)


def shell(home: Home, *arguments: str) -> subprocess.CompletedProcess[str]:
    """One command beside the client."""
    environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **home.environment}
    return subprocess.run(
        [*program(), *arguments], env=environment, capture_output=True, text=True, timeout=30, check=False
    )


def write(terminal: Terminal, words: str = CLEAN) -> None:
    """Open the desk and type."""
    terminal.press("c")
    terminal.wait_for("New post")
    terminal.press(words)


def hold(terminal: Terminal, words: str = CLEAN) -> None:
    """Write a post and put it into the out-tray."""
    write(terminal, words)
    terminal.press("f5")
    terminal.wait_for("Held: ready at")


def held_before(home: Home, make: Callable[[Author], Act]) -> None:
    """Put an act into the out-tray that was held an hour ago, offline: no test waits for a cooling-off."""
    hold_an_hour_ago(home, make)


def post_held_before(home: Home, words: str = CLEAN) -> None:
    """Put a post into the out-tray that is ready."""
    held_before(home, lambda author: replace(acting.new_post(author), text=words))


def status_of(home: Home, answer: Mapping[str, Any]) -> Status:
    """A status as the program reads it."""
    read = home.server.api("GET", f"/api/v1/statuses/{answer['id']}")
    return decode_one(read.content, Status, host="127.0.0.1")


def send_ready(home: Home, terminal: Terminal) -> None:
    """Take the second look at the one ready act, and send it."""
    terminal.wait_for("1 ready")
    terminal.press(".")
    terminal.wait_for("Second look", "sends it")
    terminal.press("s")


def dismiss(terminal: Terminal) -> None:
    """Put the notice away, and wait: with another key behind it, Escape would read as Alt.

    What was under way may say its sentence just after; then it is put away once more.
    """
    for _attempt in range(3):
        terminal.press("escape")
        with contextlib.suppress(AssertionError):
            terminal.wait_gone("to dismiss", timeout=3)
            return
    raise AssertionError(f"the notice stays:\n{terminal.text()}")


def escape_to(terminal: Terminal, wanted: str) -> None:
    """Leave a screen for another that shows this."""
    terminal.press("escape")
    terminal.wait_for(wanted)


def wait_told(terminal: Terminal, *wanted: str, timeout: float = PATIENCE) -> None:
    """Wait for sentences wherever the terminal has broken them."""
    terminal.wait_until(
        lambda screen: all(_unbroken(words) in _unbroken(screen) for words in wanted),
        f"{wanted!r}",
        timeout=timeout,
    )


def _unbroken(text: str) -> str:
    return re.sub(r"[\s█│]", "", text)


def draft_on_disk(home: Home, words: str) -> bool:
    """Whether the out-tray's file holds these words."""
    return words.encode() in (home.path / "data" / "outbox" / "outbox.sqlite3").read_bytes()


def whole_journal(home: Home) -> None:
    """Check that the journal's chain is unbroken."""
    outbox = open_outbox(home.path / "data" / "outbox", SystemClock())
    try:
        with outbox.database.reading() as connection:
            verify(connection, outbox.journal_key)
    finally:
        outbox.close()


# Servers


@pytest.fixture
def read_before(home: Home) -> Home:
    """A home whose cache holds the timeline, and whose server is down."""
    with client(home) as terminal:
        terminal.wait_for("live", "@tides_bot")
    home.server.stop()
    return home


def test_without_a_server_the_disk_is_read_and_writing_goes_on(read_before: Home) -> None:
    with client(read_before) as terminal:
        terminal.wait_for("@tides_bot", "offline")
        wait_told(terminal, "refuses connections. It is tried again by itself")
        dismiss(terminal)
        hold(terminal, "Written on a train.")
        assert "refuses connections" not in terminal.text(), "what was put away is not said again"


def test_without_a_server_a_release_says_why_not(read_before: Home) -> None:
    post_held_before(read_before)
    with client(read_before) as terminal:
        send_ready(read_before, terminal)
        wait_told(terminal, "Nobody is connected as @clerk", "Check the network", CLEAN)
        dismiss(terminal)
        escape_to(terminal, "Home")


def test_a_first_start_without_a_server_says_so_and_keeps_what_is_written(home: Home) -> None:
    home.server.stop()
    with client(home) as terminal:
        terminal.wait_for("offline", "refuses connections")
        hold(terminal)
    listed = shell(home, "outbox", "list")
    assert CLEAN in listed.stdout


def test_a_server_that_comes_back_is_found_by_itself(home: Home) -> None:
    home.server.set_fault("status", path_regex="/api/", times=2, code=503, body="<h1>Down</h1>")
    with client(home) as terminal:
        terminal.wait_for("offline", "tried again by itself")
        terminal.wait_for("live", "@tides_bot")


def test_a_stream_that_breaks_is_taken_up_again(home: Home) -> None:
    with client(home) as terminal:
        terminal.wait_for("live")
        home.server.set_fault("drop_before", path_regex="/api/v1/streaming", times=1)
        home.server.cut_streams()
        home.server.make_post("anouk", "The lift speaks French this morning.")
        terminal.wait_for("1 new post")


def test_a_frozen_server_does_not_keep_a_post_from_being_held(home: Home) -> None:
    with client(home) as terminal:
        terminal.wait_for("live")
        home.server.process.send_signal(signal.SIGSTOP)
        try:
            write(terminal)
            terminal.press("f5")
            terminal.wait_for("Held: ready at", "out-tray 1")
        finally:
            home.server.process.send_signal(signal.SIGCONT)


def test_a_revoked_login_is_named_and_nothing_is_lost(home: Home) -> None:
    post_held_before(home)
    with client(home) as terminal:
        terminal.wait_for("live")
        home.server.set_fault(
            "status", path_regex="/api/", times=None, code=401, body='{"error":"This token was revoked"}'
        )
        home.server.cut_streams()
        wait_told(terminal, "has ended the login of", "offline")
        hold(terminal, "Written meanwhile.")
        send_ready(home, terminal)
        wait_told(terminal, "Log in again", CLEAN)
    with client(home) as terminal:
        wait_told(terminal, "logs in again", "offline", "out-tray 2")
        home.server.clear_faults()
        terminal.press("f5")
        terminal.wait_for("live", "@tides_bot")
    assert home.server.writes(POSTS) == []


NONSENSE: list[dict[str, Any]] = [
    {"action": "body", "body": "<!doctype html><title>Welcome</title>", "content_type": "text/html"},
    {"action": "body", "body": "[" * 100_000},
    {"action": "body", "body": '[{"id": 1e999, "content": {"a": []}, "account": "nobody"}, 7, null, "x"]'},
    {"action": "body", "body": '{"id": "7", "descendants": 5, "ancestors": {"\\u001b[2J": 1}}'},
    {"action": "truncate", "keep_bytes": 60},
]


@pytest.mark.parametrize("fault", NONSENSE, ids=["html", "deep", "types", "shape", "truncated"])
def test_nonsense_from_the_server_ends_no_screen(home: Home, fault: dict[str, Any]) -> None:
    with client(home) as terminal:
        terminal.wait_for("live", "@tides_bot")
        home.server.set_fault(**fault, path_regex="/api/v[12]/(timelines|statuses|accounts)", times=None)
        home.server.cut_streams()
        terminal.press("2")
        terminal.wait_for("Local")
        terminal.press("3")
        terminal.wait_for("Federated")
        terminal.press("1")
        terminal.wait_for("@tides_bot")
        terminal.press("f5", "enter")
        terminal.wait_for("Thread")
        terminal.press("m")
        hold(terminal)
        home.server.clear_faults()
        terminal.press("f5")
        terminal.wait_until(lambda screen: "live" in screen or "polling" in screen, "the server is back")
    assert "Traceback" not in bytes(terminal.raw).decode(errors="replace")
    assert not (home.path / "data" / "crash.txt").exists()


# Sending


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (
            {"action": "status", "code": 422, "body": '{"error": "Text is too long by 7"}'},
            "Text is too long by 7",
        ),
        (
            {
                "action": "status",
                "code": 429,
                "body": '{"error": "Too many requests"}',
                "headers": {"Retry-After": "300"},
            },
            "asks for a pause",
        ),
        (
            {"action": "status", "code": 403, "body": '{"error": "You may not do this"}'},
            "You may not do this",
        ),
    ],
    ids=["too long", "limited", "forbidden"],
)
def test_a_refused_post_is_held_again_with_the_reason(home: Home, fault: dict[str, Any], told: str) -> None:
    post_held_before(home)
    home.server.set_fault(**fault, method="POST", path_regex=POSTS)
    with client(home) as terminal:
        terminal.wait_for("live")
        send_ready(home, terminal)
        wait_told(terminal, told, CLEAN)
        assert home.server.writes(POSTS) == []
        dismiss(terminal)
        escape_to(terminal, "out-tray 1")


@pytest.mark.parametrize(
    "fault",
    [
        {"action": "status_after", "code": 502, "body": "<h1>Bad gateway</h1>"},
        {"action": "drop_after"},
        {"action": "body", "body": "<html>"},
    ],
    ids=["502", "dropped", "html"],
)
def test_a_post_that_arrived_without_an_answer_is_sent_once(home: Home, fault: dict[str, Any]) -> None:
    post_held_before(home)
    home.server.set_fault(**fault, method="POST", path_regex=POSTS)
    with client(home) as terminal:
        terminal.wait_for("live")
        send_ready(home, terminal)
        wait_sure_or_not(terminal)
        # What answers instead of the server has let nothing through; the others took the post first.
        assert len(home.server.writes(POSTS)) == (0 if fault["action"] == "body" else 1)
    listed = shell(home, "outbox", "list")
    assert "perhaps sent" in listed.stdout or "Nothing is held" in listed.stdout
    whole_journal(home)


def wait_sure_or_not(terminal: Terminal) -> None:
    """Wait until the program says that it sent the act, or that it does not know."""
    terminal.wait_until(
        lambda screen: "Sent." in screen or "may or may not" in screen, "an honest answer", timeout=30
    )


def test_a_post_that_never_arrived_stays_unsure_and_is_not_sent_twice(home: Home) -> None:
    post_held_before(home)
    home.server.set_fault("drop_before", method="POST", path_regex=POSTS)
    with client(home) as terminal:
        terminal.wait_for("live")
        send_ready(home, terminal)
        wait_told(terminal, "may or may not have been sent", "out-tray 1")
        terminal.press("O")
        terminal.wait_for("Out-tray", "Fresh bread", "unsure")
        assert len(home.server.writes(POSTS)) <= 1
        terminal.kill()
    with client(home) as terminal:
        terminal.wait_for("live")
        terminal.press("O")
        terminal.wait_for("Out-tray", "Fresh bread")
    assert len(home.server.writes(POSTS)) <= 1
    whole_journal(home)


def test_a_boost_whose_answer_is_lost_is_made_once(home: Home) -> None:
    status = status_of(home, home.server.make_post("anouk", "Four o'clock kettle."))
    held_before(home, lambda author: acting.boost(author, status))
    home.server.set_fault("drop_after", method="POST", path_regex="/reblog$")
    with client(home) as terminal:
        terminal.wait_for("live", "Four o'clock kettle.")
        send_ready(home, terminal)
        wait_sure_or_not(terminal)
    assert len(home.server.writes("/reblog$")) == 1


def reply_held_before(home: Home) -> str:
    """Put a reply into the out-tray that is ready; returns the id of the post it answers."""
    answer = home.server.make_post("anouk", "Is the kettle on?")
    status = status_of(home, answer)
    held_before(home, lambda author: replace(acting.reply(author, status), text="@anouk At four."))
    return str(answer["id"])


def test_a_reply_to_a_post_that_was_edited_is_reviewed_again(home: Home) -> None:
    home.server.edit(reply_held_before(home), "The minister's plan is reckless, is it not?")
    with client(home) as terminal:
        terminal.wait_for("live")
        send_ready(home, terminal)
        wait_told(terminal, "was edited since you wrote", "At four.", "is it not?")
    assert home.server.writes(POSTS) == []


def test_a_reply_to_a_post_that_is_gone_stays_held(home: Home) -> None:
    home.server.delete(reply_held_before(home))
    with client(home) as terminal:
        terminal.wait_for("live")
        send_ready(home, terminal)
        wait_told(terminal, "gone", "At four.")
    assert home.server.writes(POSTS) == []


# Disks


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of six megabytes where the home will be."""
    place = tmp_path / "home"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(place)]
    try:
        mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        pytest.skip("a small file system cannot be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def fill(disk: Path) -> Path:
    """Leave no room on a disk; answers the file to delete."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)):
                pass
        except OSError:
            return filler
    raise AssertionError("the disk has no end")


def test_on_a_full_disk_the_words_stay_on_screen(small_disk: Path, home: Home) -> None:
    with client(home) as terminal:
        terminal.wait_for("live")
        terminal.press("c")
        terminal.wait_for("New post")
        filler = fill(small_disk)
        terminal.press("Words on a full disk. " * 20)
        wait_told(terminal, "There is no room left to write", "outbox.sqlite3", "F2 copies it")
        terminal.press("f2")
        terminal.wait_for("Copied")
        assert b"\x1b]52;c;" in terminal.raw, "the text went to the clipboard"
        terminal.press("ctrl+q")
        terminal.wait_for("cannot be kept on disk", "Stay")
        terminal.press("enter")
        terminal.wait_gone("Lose it")
        terminal.wait_for("Words on a full disk.")
        filler.unlink()
        terminal.press("f5")
        terminal.wait_for("out-tray 1")
    assert "Words on a full disk." in shell(home, "outbox", "list").stdout


def test_a_full_disk_at_the_start_still_shows_posts(small_disk: Path, home: Home) -> None:
    filler = fill(small_disk)
    with client(home) as terminal:
        terminal.wait_until(
            lambda screen: "@tides_bot" in screen or "no room left" in screen,
            "posts, or a sentence",
        )
        assert "Traceback" not in terminal.text()
    filler.unlink()


def test_a_read_only_home_gets_a_sentence(small_disk: Path, home: Home) -> None:
    remount = ["mount", "-o", "remount,ro", str(small_disk)]
    assert subprocess.run(remount, capture_output=True, check=False).returncode == 0
    with client(home) as terminal:
        assert terminal.wait_end() == 2
        assert "cannot be written" in terminal.text()
        assert "Make it writable" in terminal.text()


# Files


@pytest.mark.parametrize(
    ("file", "content", "told"),
    [
        ("data/outbox/outbox.sqlite3", b"junk" * 5_000, ["is damaged and was moved to", "Try again"]),
        ("data/accounts.json", b"{{{", ["accounts.json cannot be read", "log in again"]),
    ],
    ids=["out-tray", "accounts"],
)
def test_a_file_the_program_cannot_do_without_is_named_and_kept(
    home: Home, file: str, content: bytes, told: list[str]
) -> None:
    place = home.path / file
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(content)
    with client(home) as terminal:
        assert terminal.wait_end() == 2
        screen = " ".join(terminal.text().split())
        assert all(words in screen for words in told), screen
    kept = [other.read_bytes() for other in place.parent.iterdir() if other.is_file()]
    assert content in kept, "the damaged file is never overwritten"


def test_a_damaged_out_tray_is_set_aside_and_the_next_start_works(home: Home) -> None:
    place = home.path / "data" / "outbox" / "outbox.sqlite3"
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(b"junk" * 5_000)
    with client(home) as terminal:
        assert terminal.wait_end() == 2
    with client(home) as terminal:
        terminal.wait_for("live", "out-tray 0")


@pytest.mark.parametrize(
    ("file", "content", "told"),
    [
        ("cache/timelines.sqlite3", b"junk" * 5_000, ["live", "@tides_bot"]),
        ("config/settings.toml", b"[cooling\nbase=1", ["The settings have a mistake", "[cooling", "live"]),
        (
            "config/settings.toml",
            b'[cooling]\nbase = "soon"\nwarm = 3\n[interface]\ntheme = "pink"\n',
            ["mistakes, the first", 'base = "soon"', "built-in value is used", "live"],
        ),
        ("config/settings.toml", b"\xff\xfe\x00", ["it is not UTF-8 text", "live"]),
        ("config/themes/mine.toml", b"[[[", ["live", "@tides_bot"]),
        ("data/credentials.json", b"{{{", ["credentials.json cannot be read", "log in again", "offline"]),
        ("data/credentials.json", b"{}", ["is not where it was kept", "Log in again", "offline"]),
    ],
    ids=["cache", "toml", "values", "binary", "theme", "credentials", "no token"],
)
def test_with_a_file_it_can_do_without_the_program_opens(
    home: Home, file: str, content: bytes, told: list[str]
) -> None:
    place = home.path / file
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    with client(home) as terminal:
        seen: set[str] = set()  # a message may have gone again before the timeline is live
        terminal.wait_until(lambda screen: seen_now(screen, told, seen), f"{told}")


def seen_now(screen: str, told: list[str], seen: set[str]) -> bool:
    """Note which of these words stand on the screen; true once each has."""
    words = " ".join(screen.replace("█", "").split())
    seen.update(want for want in told if want in words)
    return seen == set(told)


def test_with_a_broken_pack_nothing_is_held_or_sent_and_reading_goes_on(home: Home) -> None:
    post_held_before(home)
    packs = home.path / "config" / "packs"
    packs.mkdir()
    (packs / "mine.toml").write_text('[pack]\nid = "mine"\ntitle = \n')
    with client(home) as terminal:
        wait_told(terminal, "@tides_bot", "live", "mine.toml:3:", "title =", "nothing can be held or sent")
        write(terminal, "Not before the rules are read.")
        wait_told(terminal, "mine.toml:3:", "Not before the rules are read.")
        terminal.press("f5")
        wait_told(terminal, "mine.toml:3:", "Not before the rules are read.")
        dismiss(terminal)
        escape_to(terminal, "Parked as a draft.")
        dismiss(terminal)
        send_ready(home, terminal)
        wait_told(terminal, "mine.toml:3:", CLEAN)
    assert home.server.writes(POSTS) == []


# Several programs


def test_an_act_discarded_on_the_command_line_leaves_the_open_client(home: Home) -> None:
    with client(home) as terminal:
        terminal.wait_for("live")
        hold(terminal)
        terminal.press("O")
        terminal.wait_for("Out-tray", "Fresh bread")
        act = shell(home, "outbox", "list").stdout.split()[0]
        terminal.press("enter")
        terminal.wait_for("Second look")
        assert shell(home, "outbox", "discard", act).returncode == 0
        terminal.press("e")
        terminal.wait_gone("Second look")
        terminal.wait_until(lambda screen: "Fresh bread" not in screen, "the act is gone")
    assert home.server.writes(POSTS) == []


def test_two_clients_share_one_out_tray_and_send_once(home: Home) -> None:
    post_held_before(home)
    with client(home) as first, client(home) as second:
        first.wait_for("live", "1 ready")
        second.wait_for("live", "1 ready")
        second.press(".")
        second.wait_for("Second look", "sends it")
        first.press(".")
        first.wait_for("Second look", "sends it")
        second.press("s")
        first.press("s")
        second.wait_for("out-tray 0")
        first.wait_for("out-tray 0")
    assert len(home.server.writes(POSTS)) == 1
    whole_journal(home)


# Terminals


def test_a_window_may_change_its_size_while_somebody_types(home: Home) -> None:
    with client(home, columns=160, rows=50) as terminal:
        terminal.wait_for("live")
        write(terminal, "Wide words, ")
        terminal.wait_for("Wide words,")
        terminal.resize(60, 20)
        terminal.press("narrow words, ")
        terminal.wait_for("narrow words,", "Hold")
        terminal.resize(100, 40)
        terminal.press("words again.")
        terminal.wait_for("words again.", "Review")
        terminal.press("f5")
        terminal.wait_for("Held: ready at")
    assert "Wide words, narrow words, words again." in shell(home, "outbox", "list").stdout


def test_sixty_by_twenty_is_enough(home: Home) -> None:
    post_held_before(home)
    with client(home, columns=60, rows=20) as terminal:
        terminal.wait_for("●", "@tides_bot")
        write(terminal, "Small words.")
        terminal.wait_for("left", "Hold", "Small words.")
        escape_to(terminal, "Parked as a draft.")
        terminal.press("O")
        terminal.wait_for("Out-tray", "Fresh bread", "ready")
        terminal.press("enter")
        terminal.wait_for("Second look", "Read it once more")
        terminal.press("s")
        terminal.wait_for("Sent.")
    assert len(home.server.writes(POSTS)) == 1


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGHUP])
def test_a_program_told_to_end_has_kept_the_draft(home: Home, ending: signal.Signals) -> None:
    with client(home) as terminal:
        terminal.wait_for("live")
        write(terminal)
        terminal.wait_until(lambda _screen: draft_on_disk(home, CLEAN), "the draft on disk")
        terminal.press(" And tea.")
        terminal.wait_for("And tea.")
        terminal.process.send_signal(ending)
        terminal.process.wait(10)
    assert draft_on_disk(home, CLEAN)


@pytest.mark.parametrize("under", ["", "ctrl+o"])
def test_ctrl_q_keeps_the_last_letter_on_the_desk(home: Home, under: str) -> None:
    with client(home) as terminal:
        terminal.wait_for("live")
        write(terminal)
        if under:
            terminal.press(under)
            terminal.wait_for("Audience")
        terminal.press("ctrl+q")
        assert terminal.wait_end() == 0
    assert draft_on_disk(home, CLEAN)


def test_quitting_with_held_acts_asks_once_and_stays_by_default(home: Home) -> None:
    with client(home) as terminal:
        terminal.wait_for("live")
        hold(terminal)
        terminal.press("q")
        terminal.wait_for("1 act still waits.", "Nothing is sent while Outtray is closed")
        terminal.press("ctrl+q", "ctrl+q", "enter")
        terminal.wait_gone("still waits")
        terminal.press("q")
        terminal.wait_for("1 act still waits.")
        terminal.press("tab", "enter")
        assert terminal.wait_end() == 0


def test_a_hundred_thousand_characters_can_be_pasted(home: Home) -> None:
    with client(home) as terminal:
        terminal.wait_for("live")
        write(terminal, "")
        terminal.paste("the plan is reckless " * 4_762)
        terminal.wait_for("over the limit")
        terminal.press("f5")
        terminal.wait_for("over this server's limit")
        dismiss(terminal)
        escape_to(terminal, "Parked as a draft.")
    assert draft_on_disk(home, "the plan is reckless the plan is reckless")


@pytest.mark.parametrize(
    "surroundings",
    [{"TERM": "linux"}, {"LANG": "C", "LC_ALL": "C"}, {"NO_COLOR": "1"}],
    ids=["linux", "C", "no colour"],
)
def test_poor_terminals_get_what_they_can_show(home: Home, surroundings: dict[str, str]) -> None:
    with Terminal([], environment={**home.environment, **surroundings}) as terminal:
        terminal.wait_for("live", "@tides_bot")
        hold(terminal, "The plan is reckless, minister.")
        terminal.press("O")
        terminal.wait_for("Out-tray", "reckless")
        screen = terminal.text()
    if "NO_COLOR" in surroundings:
        sent = re.findall(rb"\x1b\[([\d;]*)m", bytes(terminal.raw))
        assert {code for codes in sent for code in codes.split(b";")} <= set(
            b"0 1 2 3 4 7 9 22 23 24 27 29".split()
        ) | {b""}
    else:
        frames = set(screen) & set("●◉○▲■☆↻╭╮│─")
        assert not frames, f"letters this terminal may lack: {frames}"
