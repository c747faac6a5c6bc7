"""Runs the real program in a pseudo-terminal and reads its screen back through a terminal emulator."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

import pyte

ROOT = Path(__file__).resolve().parents[2]

PATIENCE = 40.0
"""Seconds to wait for what should come at once: many programs share the machine the tests run on."""


def program(*, with_extras: bool = False) -> list[str]:
    """The command users run, from the runtime environment when there is one: it has no test tools in it.

    ``with_extras`` runs it from the environment of the tests, which has the optional packages.
    """
    script = ROOT / ".venv" / "bin" / "outtray"
    return [str(script)] if script.exists() and not with_extras else [sys.executable, "-m", "outtray"]


class Terminal:
    """One program in one pseudo-terminal of a given size.

    Waiting is always for something to appear, with a deadline; ``raw`` keeps every byte the program wrote,
    so that a test can look for control sequences no post may send.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        *,
        environment: Mapping[str, str],
        columns: int = 100,
        rows: int = 40,
        with_extras: bool = False,
    ) -> None:
        self.raw = bytearray()
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._fd, child_fd = pty.openpty()
        fcntl.ioctl(child_fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        inherited = {
            k: v for k, v in os.environ.items() if k in {"PATH", "HOME", "LANG", "LC_ALL", "PYTHONPATH"}
        }
        self.process = subprocess.Popen(
            [*program(with_extras=with_extras), *arguments],
            stdin=child_fd,
            stdout=child_fd,
            stderr=child_fd,
            start_new_session=True,
            # The terminal is this session's own, as in a shell: Ctrl+C, a new size and hanging up arrive.
            preexec_fn=_take_terminal,  # noqa: PLW1509 - one call to the system, nothing of Python's
            close_fds=True,
            env={
                "TERM": "xterm-256color",
                "COLORTERM": "truecolor",
                "LANG": "C.UTF-8",
                **inherited,
                **environment,
            },
        )
        os.close(child_fd)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def press(self, *keys: str) -> None:
        """Type these keys: plain text as it is, or the name of a special key in ``KEYS``."""
        for key in keys:
            os.write(self._fd, KEYS.get(key, key).encode())
            self._read(0.02)

    def paste(self, text: str) -> None:
        """Paste, as a terminal hands it over to a program that asked for bracketed paste."""
        data = memoryview(b"\x1b[200~" + text.encode() + b"\x1b[201~")
        os.set_blocking(self._fd, False)
        try:
            while data:
                try:
                    data = data[os.write(self._fd, data[:4096]) :]
                except BlockingIOError:
                    self._read(0.05)
        finally:
            os.set_blocking(self._fd, True)

    def resize(self, columns: int, rows: int) -> None:
        """Change the window's size, as dragging its corner does."""
        self._read(0)
        self._screen.resize(rows, columns)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def text(self) -> str:
        """The screen as a person sees it."""
        self._read(0)
        return "\n".join(line.rstrip() for line in self._screen.display)

    def wait_for(self, *wanted: str, timeout: float = PATIENCE) -> str:
        """Read until every wanted text stands on the screen at once; fails with the screen otherwise."""
        return self.wait_until(
            lambda screen: all(want in screen for want in wanted), f"{wanted!r}", timeout=timeout
        )

    def wait_gone(self, unwanted: str, *, timeout: float = PATIENCE) -> str:
        """Read until this text no longer stands on the screen."""
        return self.wait_until(lambda screen: unwanted not in screen, f"no {unwanted!r}", timeout=timeout)

    def wait_until(self, holds: Callable[[str], bool], what: str, *, timeout: float = PATIENCE) -> str:
        """Read until a condition on the screen's text holds; fails with the screen otherwise."""
        deadline = time.monotonic() + timeout
        while True:
            screen = self.text()
            if holds(screen):
                return screen
            remaining = deadline - time.monotonic()
            if remaining <= 0 or not self._read(min(remaining, 0.25)):
                if self.process.poll() is not None:
                    if holds(self.text()):  # its last words
                        return self.text()
                    raise AssertionError(f"the program ended ({self.process.returncode}):\n{self.text()}")
                if remaining <= 0:
                    raise AssertionError(f"waited {timeout} s for {what}; the screen:\n{screen}")

    def wait_some(self, seconds: float = 0.1) -> None:
        """Read what the program writes for so long."""
        end = time.monotonic() + seconds
        while (remaining := end - time.monotonic()) > 0 and self.process.poll() is None:
            self._read(remaining)

    def wait_end(self, timeout: float = PATIENCE) -> int:
        """Read until the program ends and return its exit code."""
        deadline = time.monotonic() + timeout
        while self.process.poll() is None:
            if time.monotonic() > deadline:
                raise AssertionError(f"the program did not end; the screen:\n{self.text()}")
            self._read(0.1)
        self._read(0)
        return self.process.returncode

    def kill(self) -> None:
        """End the program as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def close(self) -> None:
        """End the program and give the terminal back."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(5)
        os.close(self._fd)

    def _read(self, timeout: float) -> bool:
        """Take what the program has written; waits at most ``timeout`` seconds for the first byte."""
        got = False
        while select.select([self._fd], [], [], 0 if got else timeout)[0]:
            try:
                chunk = os.read(self._fd, 65536)
            except OSError:  # the other end is closed: the program is gone
                return got
            if not chunk:
                return got
            self.raw += chunk
            self._answer(chunk)
            self._show(chunk)
            got = True
        return got

    def _show(self, chunk: bytes) -> None:
        """Draw what came on the screen."""
        self._stream.feed(chunk)

    def _answer(self, chunk: bytes) -> None:
        """Answer what a terminal would when asked for its cursor, so that a program that asks goes on."""
        if b"\x1b[6n" in chunk:
            os.write(self._fd, b"\x1b[1;1R")


def _take_terminal() -> None:
    """In the child: make the terminal on standard input this session's own."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "backspace": "\x7f",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
    "f3": "\x1bOR",
    "f4": "\x1bOS",
    "f5": "\x1b[15~",
    "f6": "\x1b[17~",
    "f7": "\x1b[18~",
    "f8": "\x1b[19~",
    "f9": "\x1b[20~",
    "f10": "\x1b[21~",
    "ctrl+a": "\x01",
    "ctrl+c": "\x03",
    "ctrl+d": "\x04",
    "ctrl+e": "\x05",
    "ctrl+l": "\x0c",
    "ctrl+o": "\x0f",
    "ctrl+p": "\x10",
    "ctrl+q": "\x11",
    "shift+tab": "\x1b[Z",
}
