"""``outtray config``: where things are, what holds and why, and every mistake quoted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from outtray.cli.main import run


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with a policy that somebody added, and no settings."""
    monkeypatch.setenv("OUTTRAY_HOME", str(tmp_path))
    monkeypatch.setenv("OUTTRAY_POLICY", str(tmp_path / "policy.toml"))
    monkeypatch.setenv("LANG", "C.UTF-8")
    policy(tmp_path, '[policy]\nname = "Works"\n[cooling]\nwarn = "30m"\n[rules]\noverrides = false\n')
    return tmp_path


def policy(home: Path, text: str) -> None:
    (home / "policy.toml").write_text(text, encoding="utf-8")


def settings(home: Path, text: str) -> None:
    (home / "config").mkdir(exist_ok=True)
    (home / "config" / "settings.toml").write_text(text, encoding="utf-8")


def as_json(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_the_paths_are_told_with_the_settings_first(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["config", "path"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == str(home / "config" / "settings.toml")
    assert f"policy: {home / 'policy.toml'}" in lines
    assert any(line.startswith("policy: /") and line.endswith("(there is none)") for line in lines)


def test_what_holds_is_shown_with_who_says_so(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings(home, '[cooling]\nwarn = "5m"\nreply = "9m"\n')
    assert run(["config", "show", "cooling"]) == 0
    shown = capsys.readouterr().out
    assert "# cooling.warn: 30m holds instead of 5m (policy of Works, " in shown
    assert 'warn = "30m"\n' in shown
    assert 'reply = "9m"\n' in shown
    assert 'base = "2m"' in shown
    assert "# built in" in shown
    assert "[profile]" not in shown


def test_what_is_shown_reads_back_as_settings(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings(
        home,
        '[profile]\nrole = "a \\"clerk\\""\n[rules]\nseverity = { x = "note" }\n'
        '[[rules.words]]\nany = ["Bluebell"]\n[cooling]\nquiet_hours = { from = "22:00", to = "07:00" }\n',
    )
    from outtray.config.load import parse_settings, read_settings

    run(["config", "show"])
    back, problems = parse_settings(capsys.readouterr().out, Path("shown.toml"))
    own, _none = read_settings(home / "config" / "settings.toml")
    assert problems == ()
    assert (back.profile, back.rules, back.cooling.quiet_hours) == (
        own.profile,
        own.rules,
        own.cooling.quiet_hours,
    )


def test_machines_get_the_clamps_with_file_and_line(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings(home, '[cooling]\nwarn = "5m"\n')
    assert run(["config", "show", "--json"]) == 0
    told = as_json(capsys)
    [clamp, overrides] = told["clamps"]
    assert (clamp["setting"], clamp["wanted"], clamp["given"]) == ("cooling.warn", "5m", "30m")
    assert clamp["policy"] == {"name": "Works", "file": str(home / "policy.toml"), "line": 4}
    assert (overrides["setting"], told["overrides"]) == ("rules.overrides", False)
    assert told["settings"]["cooling"]["warn"] == "30m"


@pytest.mark.usefixtures("home")
def test_a_section_that_does_not_exist_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["config", "show", "colling"]) == 2
    assert "There are: profile, cooling" in capsys.readouterr().err


def test_a_check_without_mistakes_says_so(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings(home, "")
    assert run(["config", "check"]) == 0
    assert "No mistakes." in capsys.readouterr().out


def test_a_check_quotes_every_mistake_of_both_files(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings(home, '[cooling]\nwran = "5m"\n')
    policy(home, "[rules]\noverides = false\n")
    assert run(["config", "check"]) == 1
    told = capsys.readouterr().out
    assert "settings.toml:2:1" in told
    assert '    wran = "5m"' in told
    assert "did you mean “warn”?" in told
    assert "policy.toml:2:1" in told
    assert "did you mean “overrides”?" in told
    assert "nothing can be sent" in told
    assert run(["config", "check", "--json"]) == 1
    found = as_json(capsys)
    assert [found[part][0]["line"] for part in ("settings", "policy")] == [2, 2]


@pytest.mark.usefixtures("home")
def test_an_edit_needs_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["config", "edit"]) == 2
    assert "config path" in capsys.readouterr().err


def edited(home: Path, monkeypatch: pytest.MonkeyPatch, *texts: str, answer: str = "") -> int:
    """Run the edit with an editor that writes these texts, one after the other."""
    script = home / "editor.sh"
    for number, text in enumerate(texts):
        (home / f"text-{number}").write_text(text, encoding="utf-8")
    script.write_text(
        f'#!/bin/sh\nn=$(cat {home}/count 2>/dev/null || echo 0)\ncp {home}/text-$n "$1"\n'
        f"echo $((n+1)) > {home}/count\n",
        encoding="utf-8",
    )
    script.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(script))
    monkeypatch.setattr("outtray.cli.config.at_terminal", lambda: True)
    monkeypatch.setattr("outtray.cli.config.ask", lambda _question: answer)
    return run(["config", "edit"])


def test_an_edit_is_saved_and_clamps_are_told(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert edited(home, monkeypatch, '[cooling]\nwarn = "1m"\n') == 0
    assert (home / "config" / "settings.toml").read_text(encoding="utf-8") == '[cooling]\nwarn = "1m"\n'
    assert "30m holds instead of 1m" in capsys.readouterr().out


def test_a_mistaken_edit_is_quoted_and_edited_again(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert edited(home, monkeypatch, '[cooling]\nwarn = "soon"\n', '[cooling]\nwarn = "1h"\n') == 0
    assert "“soon” is not a duration" in capsys.readouterr().err
    assert 'warn = "1h"' in (home / "config" / "settings.toml").read_text(encoding="utf-8")


def test_giving_up_leaves_the_settings_as_they_were(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings(home, "# mine\n")
    assert edited(home, monkeypatch, "[cooling", answer="n") == 1
    assert (home / "config" / "settings.toml").read_text(encoding="utf-8") == "# mine\n"
