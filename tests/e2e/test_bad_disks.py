"""Disks that fill, files that rot: a sentence, and no word lost."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.bad_days import (
    CLEAN,
    POSTS,
    client,
    dismiss,
    escape_to,
    post_held_before,
    send_ready,
    shell,
    wait_told,
    write,
)
from e2e.conftest import Home

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


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
        text = "".join(terminal.text().split())  # the path of the home decides where lines end
        assert "cannotbewritten" in text
        assert "Makeitwritable" in text


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
