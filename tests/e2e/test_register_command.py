"""The journal and the backup on the command line, as a script or an officer's assistant uses them."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from e2e.test_command_line import Shell, refused
from hold_kit import finding
from journal_kit import Past

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A home with a past: one post sent and taken back, one dropped, one held."""
    past = Past(tmp_path / "home" / "data" / "outbox")
    past.take_back(past.send(past.hold("The ferry runs again.", finding())))
    past.drop(past.hold("better unsaid"))
    past.hold("still waiting")
    past.tray.close()
    return Shell(tmp_path / "home")


def test_show_lists_acts_and_finds_them(shell: Shell) -> None:
    told = shell("register", "show")
    assert told.code == 0
    assert "The ferry runs again." in told.out
    assert "sent, then taken back" in told.out
    assert "better unsaid" not in told.out
    acts = json.loads(shell("register", "show", "--json", "--text", "FERRY").out)["acts"]
    assert [(act["state"], act["findings"][0]["rule"]) for act in acts] == [("taken-back", "t-rule")]
    assert json.loads(shell("register", "show", "--json", "--to", "2020-01-01").out) == {"acts": []}
    assert json.loads(shell("register", "show", "--json", "--account", "x@y.example").out) == {"acts": []}


def test_export_writes_each_format_to_a_pipe_or_a_file(shell: Shell, tmp_path: Path) -> None:
    lines = shell("register", "export").out.splitlines()
    assert [json.loads(line)["number"] for line in lines] == list(range(1, len(lines) + 1))
    assert shell("register", "export", "--format", "csv").out.startswith("number,at,event,")
    page = tmp_path / "report.html"
    told = shell(
        "register", "export", "--from", "2026-03-01", "--to", "2026-03-02", "-o", str(page), "--json"
    )
    assert json.loads(told.out) == {"file": str(page), "format": "html", "count": 3, "masked": True}
    assert "The chain is whole" in page.read_text(encoding="utf-8")


def test_verify_tells_a_whole_chain_from_a_broken_one_by_its_exit_code(shell: Shell) -> None:
    whole = shell("register", "verify", "--json")
    assert (whole.code, json.loads(whole.out)["whole"]) == (0, True)
    with closing(sqlite3.connect(shell.home / "data" / "outbox" / "outbox.sqlite3")) as connection:
        connection.execute("UPDATE journal SET event = 'sent' WHERE number = 2")
        connection.commit()
    broken = shell("register", "verify", "--json")
    assert (broken.code, json.loads(broken.out)["row"]) == (1, 2)
    plain = shell("register", "verify")
    assert (plain.code, plain.out) == (1, "")
    assert "row 2 was changed" in plain.err


def test_what_cannot_be_is_a_sentence(shell: Shell, tmp_path: Path) -> None:
    assert "yesterday is not a date" in refused(shell("register", "show", "--from", "yesterday"))
    assert "before the first" in refused(
        shell("register", "export", "--from", "2026-03-02", "--to", "2026-03-01")
    )
    assert "needs a file" in refused(shell("register", "export", "--json"))
    assert "no file" in refused(shell("outbox", "import", str(tmp_path / "missing.zip")))
    nowhere = tmp_path / "nowhere" / "x.zip"
    assert str(nowhere) in refused(shell("outbox", "export", str(nowhere)))


def test_an_out_tray_moves_to_another_home(shell: Shell, tmp_path: Path) -> None:
    file = str(tmp_path / "backup.zip")
    told = shell("outbox", "export", file)
    assert (told.code, told.err) == (0, "")
    assert "1 waiting act, 0 drafts, 8 rows of the journal" in told.out
    there = Shell(tmp_path / "there")
    moved = there("outbox", "import", file)
    assert moved.code == 0
    assert "Discard it on the other machine" in moved.err
    assert json.loads(there("register", "verify", "--json").out)["rows"] == 10
    assert json.loads(there("outbox", "list", "--json").out) == {"acts": []}
    assert "double" in refused(there("outbox", "import", file))


@pytest.mark.parametrize(
    "command", [("register", part) for part in ("show", "export", "verify")] + [("outbox", "import")]
)
def test_help_has_an_example(shell: Shell, command: tuple[str, str]) -> None:
    told = shell(*command, "--help")
    assert told.code == 0
    assert f"outtray {' '.join(command)}" in told.out
    assert "example:" in told.out
