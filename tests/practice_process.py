"""The practice server as tests use it: the real process, with its test interface switched on."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import IO, Any, cast

import httpx

ROOTS = os.pathsep.join(
    filter(None, [str(Path(__file__).parent.parent / "tui"), os.environ.get("PYTHONPATH", "")])
)
START_SECONDS = 20.0
STOP_SECONDS = 5.0


class Forked:
    """A process that somebody else is the parent of, with what tests use of ``subprocess.Popen``."""

    def __init__(self, pid: int, stdin: int, stdout: int, ended: int) -> None:
        self.pid = pid
        self.stdin: IO[bytes] | None = os.fdopen(stdin, "wb")
        self.stdout: IO[bytes] | None = os.fdopen(stdout, "rb")
        self.returncode: int | None = None
        self._ended = ended

    def poll(self) -> int | None:
        """The exit code; None while it runs."""
        return self._look(0.0)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the exit code; raises subprocess.TimeoutExpired."""
        if (code := self._look(timeout)) is None:
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0.0)
        return code

    def _look(self, seconds: float | None) -> int | None:
        if self.returncode is None and select.select([self._ended], [], [], seconds)[0]:
            # Nothing comes when the parent is gone; then the child is, too: its stdin has ended.
            told = os.read(self._ended, 16)
            self.returncode = int(told) if told else -signal.SIGKILL
            os.close(self._ended)
        return self.returncode

    def communicate(self, timeout: float | None = None) -> tuple[bytes, bytes]:
        """Close what it reads, wait for its end, answer what it still wrote."""
        if self.stdin is not None:
            self.stdin.close()
        self.wait(timeout)
        rest = b""
        if self.stdout is not None and not self.stdout.closed:
            rest = self.stdout.read()
            self.stdout.close()
        return rest, b""

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            with suppress(ProcessLookupError):  # it has just ended, and whoever forked it has not said so yet
                os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


class Zygote:
    """Forks practice servers; lives as long as this process."""

    def __init__(self) -> None:
        self._door, theirs = socket.socketpair()
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("practice_zygote.py")), str(theirs.fileno())],
            stdin=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            env={**os.environ, "PYTHONPATH": ROOTS},
        )
        theirs.close()
        self._door.settimeout(START_SECONDS)
        self._lock = threading.Lock()

    def fork(self, arguments: list[str], stderr: int) -> Forked:
        """A practice server with these arguments, in the surroundings this process has."""
        order = json.dumps({"arguments": arguments, "environment": dict(os.environ)}).encode() + b"\n"
        stdin, write = os.pipe()
        read, stdout = os.pipe()
        ended, told = os.pipe()
        with self._lock:
            sent = socket.send_fds(self._door, [order], [stdin, stdout, stderr, told])
            self._door.sendall(order[sent:])
            pid = int(self._door.recv(16))
        for theirs in (stdin, stdout, told):
            os.close(theirs)
        return Forked(pid, write, read, ended)


@cache
def zygote() -> Zygote:
    """The one of this process."""
    return Zygote()


class PracticeServer:
    """Starts the practice server on a free port and talks to its /practice/ interface.

    It is forked from a process that has everything imported; with ``forked=False`` it is
    ``python -m outtray.practice``. The process dies with this one, even when the tests are killed. Use it as
    a context manager, or call ``stop``. Raises RuntimeError with the server's own words when it does not
    start.
    """

    def __init__(
        self,
        *arguments: str,
        data: Path | None = None,
        quiet_town: bool = True,
        faults: bool = True,
        forked: bool = True,
    ) -> None:
        options = ["--die-with-stdin", *(["--ephemeral"] if data is None else ["--data", str(data)])]
        options += ["--quiet-town"] if quiet_town else []
        options += ["--faults"] if faults else []
        # A file, because a pipe that nobody empties would stop the server one day.
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
        self.process: subprocess.Popen[bytes] | Forked
        if forked and hasattr(os, "fork"):
            self.process = zygote().fork([*options, *arguments], self._said.fileno())
        else:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "outtray.practice", *options, *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._said,
                env={**os.environ, "PYTHONPATH": ROOTS},
            )
        line = self._first_line()
        self.url: str = line["url"]
        self.token: str = line["token"]
        self.account: str = line["account"]
        self.account_id: str = line["account_id"]
        self.headers: dict[str, str] = {"Authorization": f"Bearer {self.token}"}
        self._http = httpx.Client(base_url=self.url, timeout=10, trust_env=False)

    def _first_line(self) -> dict[str, str]:
        assert self.process.stdout is not None
        late = threading.Timer(START_SECONDS, self.process.kill)
        late.start()
        line = self.process.stdout.readline()
        late.cancel()
        if not line:
            self.process.wait(STOP_SECONDS)
            raise RuntimeError(f"The practice server did not start: {self.said()}")
        return cast("dict[str, str]", json.loads(line))

    def said(self) -> str:
        """What the server has written on standard error: nothing, when all is well."""
        self._said.seek(0)
        return self._said.read().decode()

    def stop(self) -> int:
        """End the process; answers its exit code. A second call does nothing."""
        self._http.close()
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.communicate(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
        return self.process.wait()

    def __enter__(self) -> PracticeServer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def api(self, method: str, path: str, **arguments: Any) -> httpx.Response:
        """One request to the Mastodon API as the practising user; any status code is an answer."""
        headers = {**self.headers, **arguments.pop("headers", {})}
        return self._http.request(method, path, headers=headers, **arguments)

    def _ask(self, method: str, path: str, body: Mapping[str, object] | None = None) -> Any:
        answer = self._http.request(method, path, json=body)
        answer.raise_for_status()
        return answer.json()

    def set_fault(
        self,
        action: str,
        *,
        method: str = "*",
        path_regex: str = ".*",
        times: int | None = 1,
        **details: object,
    ) -> str:
        """Make matching requests go wrong; answers the fault's id. ``times=None`` means for ever.

        Actions: delay, drop_before, drop_after, status, status_after, body, slow_body, truncate. Details:
        seconds, code, body, content_type, headers, chunk_bytes, keep_bytes.
        """
        match = {"method": method, "path_regex": path_regex}
        wish = {"match": match, "action": action, "times": times, **details}
        return str(self._ask("POST", "/practice/faults", wish)["id"])

    def faults(self) -> list[dict[str, Any]]:
        """The faults asked for, with ``hits`` saying how often each struck."""
        return cast("list[dict[str, Any]]", self._ask("GET", "/practice/faults"))

    def clear_faults(self) -> None:
        """Forget all faults."""
        self._ask("DELETE", "/practice/faults")

    def writes(self, path_regex: str = "") -> list[dict[str, Any]]:
        """Every write the server accepted, oldest first; optionally only those whose path matches."""
        entries = cast("list[dict[str, Any]]", self._ask("GET", "/practice/writes"))
        return [entry for entry in entries if re.search(path_regex, entry["path"])]

    def forget_writes(self) -> None:
        """Start the list of writes anew; the file of ``--write-log`` keeps everything."""
        self._ask("DELETE", "/practice/writes")

    def shift_clock(self, seconds: float) -> str:
        """Move the server's clock; answers its time afterwards (ISO)."""
        return str(self._ask("POST", "/practice/clock", {"offset_seconds": seconds})["now"])

    def make_post(self, account: str, status: str, **details: object) -> dict[str, Any]:
        """Make an account post; details as for a status: visibility, in_reply_to_id, spoiler_text …"""
        return cast(
            "dict[str, Any]",
            self._ask("POST", "/practice/post", {"account": account, "status": status, **details}),
        )

    def boost(self, account: str, status_id: str) -> dict[str, Any]:
        """Make an account boost a status."""
        return cast(
            "dict[str, Any]", self._ask("POST", "/practice/boost", {"account": account, "id": status_id})
        )

    def favourite(self, account: str, status_id: str) -> dict[str, Any]:
        """Make an account favourite a status."""
        return cast(
            "dict[str, Any]", self._ask("POST", "/practice/favourite", {"account": account, "id": status_id})
        )

    def edit(self, status_id: str, status: str, **details: object) -> dict[str, Any]:
        """Change anybody's status."""
        return cast(
            "dict[str, Any]",
            self._ask("POST", "/practice/edit", {"id": status_id, "status": status, **details}),
        )

    def delete(self, status_id: str) -> None:
        """Remove anybody's status."""
        self._ask("POST", "/practice/delete", {"id": status_id})

    def token_for(self, account: str, scopes: str = "read write follow push") -> str:
        """An access token for any local account."""
        return str(
            self._ask("POST", "/practice/token", {"account": account, "scopes": scopes})["access_token"]
        )

    def cut_streams(self) -> int:
        """End all open streams; answers how many there were."""
        return int(self._ask("POST", "/practice/streams/cut")["cut"])
