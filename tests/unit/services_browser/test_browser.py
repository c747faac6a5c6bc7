"""Addresses go to a browser with a window of its own; none goes to another program, or over the terminal."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PROGRAM = """
import sys
from outtray.services.browser import open_in_browser
print(open_in_browser(sys.argv[1]))
"""


def opened(address: str, browser: str, **environment: str) -> bool:
    """What ``open_in_browser`` says in a process of its own: Python looks for browsers once a process."""
    surroundings = {**os.environ, "BROWSER": browser, "PATH": "/usr/bin:/bin", **environment}
    for display in ("DISPLAY", "WAYLAND_DISPLAY"):
        surroundings.pop(display, None)
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM, address], env=surroundings, capture_output=True, text=True, check=True
    )
    return ended.stdout.strip() == "True"


@pytest.fixture
def browser(tmp_path: Path) -> Path:
    """A browser that says into a pipe what it was asked to show."""
    script = tmp_path / "browser"
    shown = tmp_path / "shown"
    os.mkfifo(shown)
    script.write_text(f'#!/bin/sh\necho "$1" > {shown}\nsleep 1\n')
    script.chmod(0o700)
    return script


@contextmanager
def _pipe(folder: Path) -> Iterator[int]:
    """The reading end, open before the browser starts, so that nobody waits for anybody to open it."""
    pipe = os.open(folder / "shown", os.O_RDWR | os.O_NONBLOCK)
    try:
        yield pipe
    finally:
        os.close(pipe)


def _shown(pipe: int, seconds: float) -> str:
    """What arrives within so many seconds, "" when nothing does."""
    ready, _writing, _trouble = select.select([pipe], [], [], seconds)
    return os.read(pipe, 4_096).decode().strip() if ready else ""


def test_a_browser_with_a_window_is_given_the_address(browser: Path) -> None:
    with _pipe(browser.parent) as pipe:
        assert opened("https://town.example/@anouk", f"{browser} %s &")
        assert _shown(pipe, 30) == "https://town.example/@anouk"


def test_a_browser_that_would_take_the_terminal_is_left_alone(browser: Path) -> None:
    with _pipe(browser.parent) as pipe:
        assert not opened("https://town.example/", f"{browser} %s")
        assert _shown(pipe, 0) == ""


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "javascript:alert(1)", "--new-window", "", "http://", "mailto:a@b.ex"],
)
def test_what_is_no_web_address_is_opened_by_nobody(browser: Path, address: str) -> None:
    with _pipe(browser.parent) as pipe:
        assert not opened(address, f"{browser} %s &")
        assert _shown(pipe, 0) == ""


def test_a_browser_that_is_not_there_is_told() -> None:
    assert not opened("https://town.example/", "/nothing/here %s &")
