"""A program in a pseudo-terminal, measured from outside: frames, keys, bytes, memory, processor time.

Processor time is that of the whole process in nanoseconds, so that it tells a difference even where other
programs share the machine; wall time is what a person waits.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
COLUMNS, LINES = 100, 40
FIRST_FRAME_SECONDS = 60.0
QUIET_SECONDS = 0.03
"""Without a byte for this long a key is taken to be answered."""

_CONTROL = re.compile(rb"\x1b\[[0-9;?<>=]*[a-zA-Z]|\x1b\][^\x07]*\x07|\x1b[()][A-Z0-9]")
EMPTY_FRAME = f"\x1b[{LINES};1H".encode()
"""Stands in the output when the last line of a first frame is drawn."""


def python() -> str:
    """The interpreter users run the program with, when that environment is there: no test tools are in it."""
    found = ROOT / ".venv" / "bin" / "python"
    return str(found) if found.exists() else sys.executable


def program() -> list[str]:
    """The command users type."""
    found = ROOT / ".venv" / "bin" / "outtray"
    return [str(found)] if found.exists() else [sys.executable, "-m", "outtray"]


class Spent(NamedTuple):
    """Milliseconds on the clock, and of the processor; bytes that came meanwhile."""

    wall: float
    processor: float
    size: int = 0


class NeverCame(AssertionError):
    """What was waited for did not appear; holds the last of what did."""


class Meter:
    """One program in one pseudo-terminal of a fixed size; use it as a context manager."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "TMPDIR"}}
        inside = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            list(command),
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            env=kept | inside | dict(environment),
        )
        os.close(slave)

    def __enter__(self) -> Meter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._master)

    def processor(self) -> float:
        """Milliseconds of processor time of all threads that still run."""
        spent = 0
        for task in Path(f"/proc/{self.process.pid}/task").iterdir():
            with contextlib.suppress(OSError):  # a thread that ended meanwhile
                spent += int((task / "schedstat").read_text().split()[0])
        return spent / 1e6

    def processor_of_process(self) -> float:
        """Milliseconds of processor time, with threads that have ended; counted in steps of ten."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * 1_000 / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """Resident memory in megabytes."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1_024
        raise NeverCame("this system does not tell resident memory in /proc")

    def until(self, wanted: bytes, *, plain: bool = True, limit: float = FIRST_FRAME_SECONDS) -> Spent:
        """Read until this stands in the output; ``plain`` looks at what is left without control sequences.

        The time counts from the start of the program.
        """
        said = b""
        end = time.perf_counter() + limit
        while (left := end - time.perf_counter()) > 0:
            said += self._read(left)
            if wanted in (_CONTROL.sub(b"", said) if plain else said):
                wall = (time.perf_counter() - self.started) * 1_000
                return Spent(wall, self.processor(), len(said))
            if self.process.poll() is not None:
                break
        raise NeverCame(f"{wanted!r} never came: {_CONTROL.sub(b'', said)[-800:].decode(errors='replace')}")

    def settle(self, quiet: float = 0.5, limit: float = 20.0) -> None:
        """Read until nothing has come for a while."""
        end = time.perf_counter() + limit
        while time.perf_counter() < end and self._read(quiet):
            pass

    def key(self, key: bytes, limit: float = 5.0) -> Spent:
        """Press a key: how long until the last byte of the answer, what it cost, how many bytes it was."""
        used = self.processor()
        started = last = time.perf_counter()
        os.write(self._master, key)
        count = 0
        while time.perf_counter() - started < limit:
            data = self._read(QUIET_SECONDS if count else limit)
            if not data:
                break
            count += len(data)
            last = time.perf_counter()
        return Spent((last - started) * 1_000, self.processor() - used, count)

    def echo(self, letter: str, limit: float = 5.0) -> Spent:
        """Type a letter: how long until it stands on the screen; what follows it is read, but not counted."""
        started = time.perf_counter()
        used = self.processor()
        os.write(self._master, letter.encode())
        said = b""
        shown = 0.0
        while time.perf_counter() - started < limit:
            data = self._read(QUIET_SECONDS if shown else limit)
            if not data:
                break
            said += data
            if not shown and letter.encode() in _CONTROL.sub(b"", said):
                shown = (time.perf_counter() - started) * 1_000
        if not shown:
            raise NeverCame(f"the letter {letter!r} never came")
        return Spent(shown, self.processor() - used, len(said))

    def type(self, text: str) -> None:
        """Type a text at once, and wait until the program has nothing more to say about it."""
        os.write(self._master, text.encode())
        self.settle(0.3)

    def idle(self, seconds: float) -> float:
        """The share of one processor used while nobody does anything, in percent."""
        before = self.processor_of_process()
        exact, started = self.processor(), time.perf_counter()
        end = started + seconds
        while (left := end - time.perf_counter()) > 0:
            self._read(left)
        elapsed = (time.perf_counter() - started) * 1_000
        threads_gone = self.processor_of_process() - before
        steady = self.processor() - exact
        # Threads that have ended are in the coarse count only, which is believed when it says clearly more.
        return 100 * (threads_gone if threads_gone > steady + 30 else steady) / elapsed

    def _read(self, timeout: float) -> bytes:
        ready, _, _ = select.select([self._master], [], [], timeout)
        if not ready:
            return b""
        try:
            data = os.read(self._master, 65_536)
        except OSError:  # the other end is closed: the program is gone
            return b""
        if b"\x1b[6n" in data:
            os.write(self._master, b"\x1b[1;1R")
        return data
