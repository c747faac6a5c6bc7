"""The rules on the command line as somebody meets them who checks drafts or writes rules."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from outtray.cli.main import run
from outtray_rules.library import shipped_packs

RISKY = "My SIN is 046 454 286"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of nobody's, and a standard input with nothing in it."""
    monkeypatch.setenv("OUTTRAY_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"")))
    return tmp_path / "home"


@pytest.fixture
def drafts(tmp_path: Path) -> Path:
    """A folder with a risky draft, a clean one, and files that are no drafts."""
    folder = tmp_path / "drafts"
    (folder / "later").mkdir(parents=True)
    (folder / ".git").mkdir()
    (folder / "a.txt").write_text(f"Good morning\n{RISKY}\n", encoding="utf-8")
    (folder / "later" / "b.md").write_text("Fresh bread and a quiet Sunday.\n", encoding="utf-8")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    (folder / ".git" / "c.txt").write_text(RISKY, encoding="utf-8")
    return folder


def test_a_folder_of_drafts_is_checked_and_each_find_has_its_file_line_and_column(
    drafts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", str(drafts)]) == 1
    out = capsys.readouterr().out
    assert f"{drafts / 'a.txt'}:2:11" in out
    assert "2 texts: " in out


def test_several_texts_are_one_json_object(drafts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--json", str(drafts)]) == 1
    files = json.loads(capsys.readouterr().out)["files"]
    # Late in the evening a rule speaks of the hour, too.
    found = [[each for each in one["findings"] if each["category"] != "tone"] for one in files]
    assert [Path(one["file"]).name for one in files] == ["a.txt", "b.md"]
    assert [len(each) for each in found] == [1, 0]
    (finding,) = found[0]
    assert (finding["rule"], finding["line"], finding["column"]) == ("any-pii-number", 2, 11)


def test_a_replacement_is_said(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules", "new", "mine"]) == 0
    (tmp_path / "post.txt").write_text("Please utilise it", encoding="utf-8")
    capsys.readouterr()
    assert run(["check", "--fail-on", "note", str(tmp_path / "post.txt")]) == 1
    assert "Instead: use" in capsys.readouterr().out
    run(["check", "--json", str(tmp_path / "post.txt")])
    assert json.loads(capsys.readouterr().out)["findings"][0]["replacement"] == "use"


@pytest.mark.parametrize("arguments", [["check", "EMPTY"], ["rules", "lint", "EMPTY"]])
def test_a_folder_without_anything_is_an_error(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    assert run([argument.replace("EMPTY", str(tmp_path / "empty")) for argument in arguments]) == 2
    assert capsys.readouterr().err.startswith("outtray: ")


def test_a_starting_pack_is_sound_passes_its_examples_and_is_in_use_at_once(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["rules", "new", "my-team"]) == 0
    path = capsys.readouterr().out.strip()
    assert path == str(home / "config" / "packs" / "my-team.toml")
    assert run(["rules", "lint"]) == 0
    assert "1 sound pack, 2 rules, 0 mistakes" in capsys.readouterr().out
    assert run(["rules", "test", path]) == 0
    assert "6 examples, 0 failed." in capsys.readouterr().out
    assert run(["rules", "explain", "my-team-project"]) == 0
    assert "Bluebird will launch on Tuesday!" in capsys.readouterr().out


def test_a_broken_pack_is_not_said_to_have_passed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text('[pack]\nid = "mine"\nseverty = 1\n', encoding="utf-8")
    assert run(["rules", "test", str(broken)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "did you mean" in told.err or "unknown key" in told.err
    assert told.err.rstrip().endswith("1 pack is broken and was not tried; its mistakes are listed above.")


def test_without_a_name_and_a_terminal_the_pack_is_printed_and_nothing_is_asked(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["rules", "new"]) == 0
    piped = tmp_path / "piped.toml"
    piped.write_text(capsys.readouterr().out, encoding="utf-8")
    assert not (home / "config" / "packs").exists()
    assert run(["rules", "lint", str(piped)]) == 0


def test_no_pack_is_written_over(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules", "new", "my-team"]) == 0
    path = Path(capsys.readouterr().out.strip())
    path.write_text("mine", encoding="utf-8")
    assert run(["rules", "new", "my-team"]) == 2
    assert path.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", ["Mine", "my team", "../mine", "mein-ä", "-", "x" * 41])
def test_a_name_that_is_no_id_is_refused(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules", "new", "--", name]) == 2
    assert "cannot be the name of a pack" in capsys.readouterr().err


def test_every_mistake_of_a_pack_is_quoted_at_once_and_other_packs_are_read(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["rules", "new", "good", "-o", str(tmp_path / "good.toml")]) == 0
    assert run(["rules", "new", "bad", "-o", str(tmp_path / "bad.toml")]) == 0
    bad = tmp_path / "bad.toml"
    text = bad.read_text(encoding="utf-8")
    text = text.replace('severity = "warn" ', 'severty = "warn"', 1).replace(
        '"bad-timing" }', '"bad-timng" }'
    )
    text = text.replace('category = "tone"', 'category = "tones"')
    bad.write_text(text, encoding="utf-8")
    capsys.readouterr()
    assert run(["rules", "lint", str(tmp_path)]) == 2
    said = capsys.readouterr()
    for line, nearest in (("severty", "severity"), ("bad-timng", "bad-timing"), ("tones", "tone")):
        assert any(
            f"{bad}:{number}:" in said.err and line in source
            for number, source in enumerate(text.splitlines(), start=1)
        )
        assert f"did you mean “{nearest}”?" in said.err
    assert "1 sound pack, 2 rules" in said.out
    assert run(["rules", "lint", "--json", str(tmp_path)]) == 2
    report = json.loads(capsys.readouterr().out)
    assert report["packs"] == [{"id": "good", "rules": 2}]
    assert {"severity", "bad-timing", "tone"} <= {problem["nearest"] for problem in report["problems"]}
    assert all(problem["line"] and problem["column"] for problem in report["problems"])


def test_a_pattern_that_could_run_for_ever_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["rules", "new", "slow", "-o", str(tmp_path / "slow.toml")])
    file = tmp_path / "slow.toml"
    text = file.read_text(encoding="utf-8")
    match = 'match = { phrase = ["utilise", "utilize"] }'
    assert match in text
    file.write_text(text.replace(match, "match = { pattern = '(a+)+$' }"), encoding="utf-8")
    assert run(["rules", "lint", str(file)]) == 2
    assert "not safe to run" in capsys.readouterr().err


def test_shipped_packs_are_listed_with_the_users_own(capsys: pytest.CaptureFixture[str]) -> None:
    run(["rules", "new", "mine"])
    capsys.readouterr()
    assert run(["rules", "list", "--json"]) == 0
    listed = {pack["id"] for pack in json.loads(capsys.readouterr().out)["packs"]}
    assert listed == {*shipped_packs(), "mine"}


def test_mutes_are_told_with_what_became_of_them(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "config").mkdir(parents=True)
    (home / "config" / "settings.toml").write_text(
        "[rules]\nmute = [\n"
        '{ rule = "any-profanity", until = 2020-01-01T00:00:00Z, reason = "a gig" },\n'
        '{ rule = "any-shout", until = 2990-01-01T00:00:00Z, reason = "caps lock" },\n'
        '{ rule = "any-shuot", until = 2990-01-01T00:00:00Z, reason = "typing" },\n]\n',
        encoding="utf-8",
    )
    assert run(["rules", "mutes", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    states = {one["rule"]: (one["state"], one["nearest"]) for one in report["mutes"]}
    assert states == {
        "any-profanity": ("expired", ""),
        "any-shout": ("idle", ""),
        "any-shuot": ("unknown", "any-shout"),
    }
    assert run(["rules", "mutes"]) == 0
    out = capsys.readouterr().out
    assert "caps lock" in out
    assert "Did you mean any-shout?" in out
