"""A token kept by a password manager: asked with the user's command, never through a shell, never shown."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

from outtray.config.credentials import CommandCredentials, credential_store
from outtray.config.errors import CredentialsUnavailable
from outtray.config.locations import locations

KEY = "clerk@harbour.example"


def command(program: str, *words: str) -> str:
    return shlex.join([sys.executable, "-c", program, *words])


def test_the_first_line_is_the_token_of_the_account_asked_for(tmp_path: Path) -> None:
    said = command("import sys; print('t0k-' + sys.argv[1]); print('login: clerk')", "outtray/{account}")
    store = credential_store("command", locations({"HOME": str(tmp_path)}), said)
    assert store.load(KEY) == f"t0k-outtray/{KEY}"
    store.save(KEY, f"t0k-outtray/{KEY}")
    store.delete(KEY)
    assert store.load(KEY) == f"t0k-outtray/{KEY}"
    with pytest.raises(CredentialsUnavailable, match="another token"):
        store.save(KEY, "made elsewhere")


def test_nothing_goes_through_a_shell(tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    store = CommandCredentials(f"{shlex.quote(sys.executable)} -c \"print('x')\" ; touch {trap}")
    assert store.load(f"$(touch {trap})@harbour.example") == "x"
    assert not trap.exists()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("/nothing/here show {account}", "is not there"),
        (command("import sys; print('s3cret'); sys.exit(3)"), "exit code 3"),
        ("pass show 'unclosed", "cannot be read"),
        ("", "cannot be read"),
    ],
)
def test_a_manager_that_gives_nothing_is_a_sentence_without_secrets(said: str, words: str) -> None:
    with pytest.raises(CredentialsUnavailable, match=words) as caught:
        CommandCredentials(said).load(KEY)
    assert "s3cret" not in caught.value.sentence + caught.value.next_step
    assert caught.value.next_step


def test_a_manager_that_prints_nothing_has_no_token() -> None:
    assert CommandCredentials(command("pass")).load(KEY) is None
