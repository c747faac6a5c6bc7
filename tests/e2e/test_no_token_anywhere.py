"""A whole session, and then a search for the token in everything the program wrote."""

from __future__ import annotations

import base64
import os
import subprocess
from pathlib import Path
from urllib.parse import quote

import pytest

from e2e.conftest import Home
from e2e.terminal import Terminal, program
from outtray.config.locations import locations

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


def spellings(secret: str) -> list[bytes]:
    """The token as it could be written: plain, quoted for an address, in base 64, backwards in hex."""
    plain = secret.encode()
    return [
        plain,
        quote(secret, safe="").encode(),
        base64.b64encode(plain).rstrip(b"=")[:-1],
        plain.hex().encode(),
    ]


def commands_of(process: int) -> bytes:
    """The command line and environment of a process, where the system shows them."""
    folder = Path("/proc") / str(process)
    if not folder.exists():
        return b""
    return (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()


@pytest.mark.feature("accounts.secret")
def test_no_file_no_log_and_no_byte_of_the_terminal_holds_the_token(home: Home) -> None:
    server, places = home.server, locations(home.environment)
    raw = bytearray()
    seen = b""
    with Terminal([], environment=home.environment, columns=110, rows=36) as terminal:
        terminal.wait_for("live")
        seen = commands_of(terminal.process.pid)
        terminal.press("c")
        terminal.wait_for("New post")
        terminal.press("Bread again.")
        terminal.wait_for("Bread again.")
        terminal.press("f5")
        terminal.wait_for("Held: ready at")
        terminal.press("n")
        terminal.wait_for("Mentions", "wrote to you")
        terminal.press("ctrl+p")
        terminal.wait_for("Search")
        terminal.press(*"doctor", "enter")
        terminal.wait_for("Program")
        terminal.press("n", "y")
        terminal.wait_for("Copied")
        terminal.press("escape")
        terminal.wait_gone("Copied")
        terminal.press("escape")
        terminal.wait_for("Timelines")
        # The worst of moments: the server fails, lies, and refuses the token while something is asked.
        server.set_fault("status", code=500, times=3, path_regex="timelines", body="{}")
        terminal.press("f5")
        server.set_fault(
            "body", times=2, path_regex="timelines", body=f"<p>{server.token}", content_type="text/html"
        )
        terminal.press("f5", "1", "f5", "2")
        terminal.wait_for("Local")
        server.set_fault("status", code=401, times=1, path_regex="verify_credentials", body="{}")
        terminal.press("O")
        terminal.wait_for("Bread again.")
        terminal.wait_for("1 ready")
        terminal.press("enter")
        terminal.wait_for("Second look", "Read it once more")
        terminal.press("s")
        terminal.wait_until(lambda screen: "Sent." in screen or "log in" in screen.lower(), "an answer")
        terminal.press("ctrl+q")
        terminal.wait_until(lambda screen: "Quit" in screen or not screen.strip(), "the question")
        raw += terminal.raw
        terminal.kill()
    written = b""
    for arguments in (
        ["doctor", "--with-names"],
        ["accounts", "--json"],
        ["outbox", "list"],
        ["register", "export"],
    ):
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "PYTHONPATH") if name in os.environ}
        run = subprocess.run(
            [*program(), *arguments],
            env={"LANG": "C.UTF-8", **kept, **home.environment},
            capture_output=True,
            timeout=90,
            check=False,
        )
        written += run.stdout + run.stderr
    files = {path: path.read_bytes() for path in home.path.rglob("*") if path.is_file()}
    assert any(path.suffix == ".sqlite3" for path in files)
    secrets = files.pop(places.secrets_file)
    assert server.token.encode() in secrets, "the search would find nothing if the token were another"
    for spelled in spellings(server.token):
        assert spelled not in raw
        assert spelled not in written
        assert spelled not in seen
        holding = [path.relative_to(home.path) for path, content in files.items() if spelled in content]
        assert holding == []
