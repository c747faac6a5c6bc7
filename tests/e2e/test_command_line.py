"""Every command with good and bad arguments: objects on stdout, sentences on stderr, three exit codes."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from e2e.conftest import Home
from e2e.terminal import Terminal, program

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

RISKY = "The new immigration levels plan is reckless and will fail newcomers."
CLEAN = "Fresh bread and a quiet Sunday."


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Shell:
    """Runs commands as a script would: no terminal, one home."""

    home: Path

    def __call__(
        self,
        *arguments: str,
        stdin: bytes = b"",
        extra: Mapping[str, str] | None = None,
        stdout: int = subprocess.PIPE,
    ) -> Answer:
        inherited = {key: value for key, value in os.environ.items() if key in {"PATH", "PYTHONPATH"}}
        ended = subprocess.run(
            [*program(), *arguments],
            input=stdin,
            stdout=stdout,
            stderr=subprocess.PIPE,
            timeout=30,
            check=False,
            env={**inherited, "LANG": "C.UTF-8", "OUTTRAY_HOME": str(self.home), **(extra or {})},
        )
        answer = Answer(ended.returncode, (ended.stdout or b"").decode(), ended.stderr.decode())
        assert "Traceback" not in answer.err + answer.out
        return answer


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A home in which nobody is logged in."""
    return Shell(tmp_path / "home")


def refused(answer: Answer) -> str:
    """Check that a command failed as all do: nothing on stdout, a sentence and a next step on stderr."""
    assert answer.code == 2, answer
    assert answer.out == ""
    first, *steps = answer.err.splitlines()
    assert first.startswith("outtray: ")
    assert steps, f"no next step: {answer.err}"
    return answer.err


# What is right


def test_check_prints_one_object_and_its_exit_code_says_whether_something_was_found(shell: Shell) -> None:
    found = shell("check", "--as", "ca", "--json", "-", stdin=b"My SIN is 046 454 286")
    report = json.loads(found.out)
    assert (found.code, found.err, found.out.count("\n")) == (1, "", 1)
    assert report["findings"][0]["severity"] == "block"
    assert {"rule", "category", "start", "end", "match", "message", "advice", "source"} <= set(
        report["findings"][0]
    )
    assert report["cooling"]["seconds"] > 0
    clean = shell("check", "--json", "-", stdin=CLEAN.encode())
    assert (clean.code, json.loads(clean.out)["findings"]) == (0, [])


def test_headline_prints_one_object_best_first_and_none_for_a_clean_text(shell: Shell) -> None:
    page = json.loads(shell("headline", "--as", "ca", "--json", "-", stdin=RISKY.encode()).out)
    assert len(page["headlines"]) >= 6
    assert {"outlet", "lang", "text", "quotes"} <= set(page["headlines"][0])
    clean = shell("headline", "--json", stdin=CLEAN.encode())
    assert (clean.code, json.loads(clean.out)["headlines"]) == (0, [])


def test_fail_on_moves_what_counts_as_found(shell: Shell) -> None:
    text = RISKY.encode()
    assert shell("check", "--as", "ca", "-", stdin=text).code == 1
    assert shell("check", "--as", "ca", "--fail-on", "block", "-", stdin=text).code == 0


def test_a_null_in_the_context_is_a_key_left_out(shell: Shell, tmp_path: Path) -> None:
    context = tmp_path / "context.json"
    context.write_text('{"act": "reply", "reply_to": null, "media": null, "at": null}')
    answer = shell("check", "--context", str(context), "--json", "-", stdin=CLEAN.encode())
    assert (answer.code, answer.err) == (0, "")


@pytest.mark.parametrize(
    "command",
    [
        "", "check", "headline", "outbox", "outbox list", "outbox show", "outbox release", "outbox discard",
        "login", "logout", "accounts", "practice", "rules", "rules list", "rules explain", "rules test",
    ],
)  # fmt: skip
def test_help_shows_an_example(shell: Shell, command: str) -> None:
    answer = shell(*command.split(), "--help")
    assert (answer.code, answer.err) == (0, "")
    assert "example" in answer.out
    assert "outtray " + command.partition(" ")[0] in answer.out


def test_lists_come_as_objects(home: Home) -> None:
    shell = Shell(home.path)
    accounts = json.loads(shell("accounts", "--json").out)["accounts"]
    assert [account["acting"] for account in accounts] == [True]
    assert json.loads(shell("outbox", "list", "--json").out) == {"acts": []}
    packs = json.loads(shell("rules", "list", "--json").out)["packs"]
    assert {"base", "ca-federal"} <= {pack["id"] for pack in packs}
    assert shell("outbox", "list").out == "Nothing is held.\n"


# What is wrong


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["check", "/nonexistent.txt"], "/nonexistent.txt cannot be read: No such file"),
        (["headline", "."], "Is a directory"),
        (["check", "--bogus"], "--bogus"),
        (["check", "--as", "atlantis"], "atlantis"),
        (["check", "--fail-on", "blue"], "blue"),
        (["check", "--pack", "nonesuch"], "nonesuch"),
        (["check", "--context", "/nonexistent.json"], "/nonexistent.json"),
        (["check", "--context", "-", "-"], "both the text and the context"),
        (["headline", "/nonexistent.txt"], "cannot be read"),
        (["bogus"], "bogus"),
        (["outbox"], "PART"),
        (["outbox", "show", "nobody"], "There is no act nobody"),
        (["outbox", "discard", "nobody"], "There is no act nobody"),
        (["outbox", "release", "nobody"], "needs a terminal"),
        (["rules", "explain", "nonesuch"], "There is no rule"),
        (["logout", "who@nowhere.example"], "Nobody is logged in as who@nowhere.example"),
        (["--account", "who@nowhere.example"], "Nobody is logged in as"),
        (["login"], "server"),
        (["login", ""], "No server was named"),
        (["login", "what is this?", "--file"], "is not the address of a server"),
        (["login", "http://social.example", "--file"], "plain http"),
        (["login", "no-such-server.invalid", "--file", "--code"], "No server named no-such-server.invalid"),
        (["login", "127.0.0.1:1", "--file", "--token"], "127.0.0.1:1"),
        ([], "needs a terminal"),
        (["practice"], "needs a terminal"),
    ],
)
def test_a_wrong_argument_gets_a_sentence(shell: Shell, arguments: list[str], told: str) -> None:
    answer = shell(*arguments, stdin=b"words")
    if arguments[:2] == ["rules", "explain"]:
        assert (answer.code, answer.out) == (2, "")
    else:
        refused(answer)
    assert told in answer.err


@pytest.mark.parametrize(
    ("context", "told"),
    [
        ('{"act": ', ":1:9: the context is not JSON"),
        ("[" * 100_000, "the context is not JSON"),
        ("[]", "is not an object"),
        ('{"act": "shout"}', "“shout” is not one of"),
        ('{"at": "teatime"}', "teatime"),
        ('{"at": 1e400}', "at: expected a string"),
        ('{"media": [1]}', "media.0"),
        ('{"calendar": {"election": [["a", "b"]]}}', "calendar.election.0"),
        ('{"profile": 5}', "profile"),
    ],
)
def test_a_bad_context_gets_a_sentence(shell: Shell, tmp_path: Path, context: str, told: str) -> None:
    file = tmp_path / "context.json"
    file.write_text(context)
    answer = shell("check", "--json", "--context", str(file), "-", stdin=b"words")
    assert (answer.code, answer.out) == (2, "")
    assert told in answer.err


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        (b"", 0, ""),
        (b"\n\n", 0, ""),
        (b"a\x00b\x1b[31m\x9b", 2, "not UTF-8"),
        (b"a\x00b\x1b[31mc", 0, ""),
        (b"\xff\xfe\x00", 2, "Standard input is not UTF-8 text (byte 0)"),
        (b"a" * 5_000_000, 2, "longer than 1000000 characters"),
        (b"the plan " * 60_000, 0, ""),
    ],
    ids=["empty", "newlines", "c1", "controls", "binary", "too long", "long"],
)
def test_wild_input_is_read_or_refused_with_a_sentence(
    shell: Shell, text: bytes, code: int, told: str
) -> None:
    answer = shell("check", "--json", "-", stdin=text)
    assert answer.code == code
    assert told in answer.err
    if code == 0:
        assert json.loads(answer.out)["findings"] == []


def test_foreign_names_reach_the_terminal_without_their_controls(shell: Shell, tmp_path: Path) -> None:
    answer = shell("check", str(tmp_path / "a\x1b]52;c;aGk=\x07b"))
    assert "cannot be read" in refused(answer)
    assert "\x1b" not in answer.err


def test_a_full_disk_behind_stdout_gets_a_sentence(shell: Shell) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full here to stand for a full disk")
    full = os.open("/dev/full", os.O_WRONLY)
    try:
        for arguments in (["rules", "list"], ["check", "--json", "-"]):
            answer = shell(*arguments, stdin=b"words", stdout=full)
            assert "The output could not be written: No space left on device" in refused(answer)
    finally:
        os.close(full)


def test_a_reader_that_goes_away_ends_it_quietly(shell: Shell) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        answer = shell("rules", "list", stdout=writing)
    finally:
        os.close(writing)
    assert (answer.code, answer.err) == (0, "")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_terminal_without_these_letters_still_gets_an_answer(shell: Shell, encoding: str) -> None:
    extra = {"PYTHONIOENCODING": encoding}
    report = shell("check", "--as", "ca", "--json", "-", stdin=f"😀 {RISKY}".encode(), extra=extra)
    assert (report.code, report.err) == (1, "")
    assert "reckless" in json.loads(report.out)["findings"][0]["match"]
    assert "▲" not in shell("check", "--as", "ca", "-", stdin=RISKY.encode(), extra=extra).out


def test_settings_with_mistakes_are_quoted_line_by_line(shell: Shell) -> None:
    config = shell.home / "config"
    config.mkdir(parents=True)
    (config / "settings.toml").write_text('[cooling]\nbase = "soon"\nwarm = "1m"\n')
    told = refused(shell("check", "-", stdin=b"words"))
    assert "settings.toml:2:" in told
    assert 'base = "soon"' in told
    assert "settings.toml:3:" in told


def test_a_broken_pack_is_quoted_and_nothing_passes_for_clean(shell: Shell) -> None:
    packs = shell.home / "config" / "packs"
    packs.mkdir(parents=True)
    (packs / "mine.toml").write_text('[pack]\nid = "mine"\ntitle = \n')
    told = refused(shell("check", "-", stdin=b"words"))
    assert "mine.toml:3:" in told
    assert shell("rules", "list").code == 2


@pytest.mark.parametrize("broken", [b"", b"{", b"[]", b'{"accounts": 5}', b"\xff\x00", b"[" * 50_000])
def test_a_broken_list_of_accounts_gets_a_sentence(home: Home, broken: bytes) -> None:
    (home.path / "data" / "accounts.json").write_bytes(broken)
    told = refused(Shell(home.path)("accounts"))
    assert "accounts.json cannot be read" in told
    assert "log in again" in told


def test_a_home_that_is_a_file_gets_a_sentence(tmp_path: Path) -> None:
    place = tmp_path / "home"
    place.write_text("not a directory")
    told = refused(Shell(place)("outbox", "list"))
    assert "cannot be made" in told
    assert "OUTTRAY_HOME" in told


# Logging in


def test_a_token_from_standard_input_logs_in(home: Home, tmp_path: Path) -> None:
    shell = Shell(tmp_path / "other")
    token = f"{home.server.token}\n".encode()
    answer = shell("login", home.server.url, "--token", "--file", stdin=token)
    assert answer.code == 0, answer
    assert "Logged in as @clerk@" in answer.out
    assert home.server.token not in answer.out + answer.err
    secrets = shell.home / "data" / "credentials.json"
    assert secrets.stat().st_mode & 0o077 == 0
    assert len(json.loads(shell("accounts", "--json").out)["accounts"]) == 1


@pytest.mark.parametrize("token", [b"", b"nobody\n", b"\x00\xff\n", b"two words\n", b"x" * 20_000])
def test_a_wrong_token_is_refused_and_nothing_is_stored(home: Home, tmp_path: Path, token: bytes) -> None:
    shell = Shell(tmp_path / "other")
    refused(shell("login", home.server.url, "--token", "--file", stdin=token))
    assert json.loads(shell("accounts", "--json").out) == {"accounts": []}


@pytest.mark.parametrize(
    "fault",
    [
        {"action": "body", "body": "<!doctype html><title>Welcome</title>", "content_type": "text/html"},
        {"action": "body", "body": ""},
        {"action": "body", "body": "[" * 100_000},
        {"action": "body", "body": '{"domain": 1e999, "version": []}'},
        {"action": "body", "body": '"\\u001b]52;c;aGk=\\u0007"'},
        {"action": "truncate", "keep_bytes": 20},
        {"action": "drop_before"},
        {"action": "status", "code": 500, "body": "<h1>Oops</h1>"},
        {"action": "status", "code": 404, "body": "{}"},
    ],
    ids=["html", "empty", "deep", "types", "controls", "truncated", "dropped", "500", "404"],
)
def test_a_server_that_answers_nonsense_is_refused(home: Home, tmp_path: Path, fault: dict[str, Any]) -> None:
    home.server.set_fault(**fault, path_regex="/api/", times=None)
    answer = Shell(tmp_path / "other")("login", home.server.url, "--token", "--file", stdin=b"tok\n")
    refused(answer)
    assert "\x1b" not in answer.err


# The out-tray


def held(home: Home, words: str) -> str:
    """Hold a post in the client, leave, and return the act's id."""
    with Terminal([], environment=home.environment) as client:
        client.wait_for("live")
        client.press("c")
        client.wait_for("New post")
        client.press(words, "f5")
        client.wait_for("Held: ready at", "out-tray 1")
    acts = json.loads(Shell(home.path)("outbox", "list", "--json").out)["acts"]
    assert [act["text"] for act in acts] == [words], "every letter typed before F5 is held"
    return str(acts[0]["id"])


def release(home: Home, act: str, *typed: str) -> tuple[int, str]:
    """Release on a terminal, type these keys when asked, and return exit code and screen."""
    with Terminal(["outbox", "release", act], environment=home.environment) as terminal:
        terminal.wait_for(CLEAN, "To send it, type words 2 and 6 of the text")
        terminal.press(*typed)
        return terminal.wait_end(), terminal.text()


def test_release_shows_the_act_and_asks_two_words_of_it(home: Home) -> None:
    home.settings('[cooling]\nbase = "10m"\n')
    act = held(home, CLEAN)
    shell = Shell(home.path)
    assert "needs a terminal" in refused(shell("outbox", "release", act))
    assert CLEAN in shell("outbox", "show", act).out

    with Terminal(["outbox", "release", act], environment=home.environment) as cooling:
        cooling.wait_for("cools off for another")
        assert cooling.wait_end() == 2
        assert "To send it" not in cooling.text(), "nobody types words in vain"
    home.server.shift_clock(900)
    for typed in (["yes yes", "enter"], ["enter"], ["ctrl+d"]):
        code, screen = release(home, act, *typed)
        assert (code, "Not sent; it stays held." in screen) == (2, True)
    assert release(home, act, "ctrl+c")[0] == 130
    assert home.server.writes("/api/v1/statuses$") == []

    code, screen = release(home, act, "Bread Sunday", "enter")
    assert (code, "Sent: http" in screen) == (0, True)
    assert len(home.server.writes("/api/v1/statuses$")) == 1


def test_ctrl_c_leaves_a_login_at_once(home: Home) -> None:
    for arguments, asked in (
        (["--code"], "The code it shows"),
        ([], "Waiting for the browser"),
        (["--token"], "Access token"),
    ):
        with Terminal(
            ["login", "--file", *arguments, home.server.url], environment=home.environment
        ) as login:
            login.wait_for(asked)
            login.press("ctrl+c")
            assert login.wait_end(30) == 130
            assert "Traceback" not in login.text()


def test_a_wrong_code_is_refused_with_a_sentence(home: Home) -> None:
    for typed in ("", "nonsense", "two words"):
        with Terminal(["login", "--file", "--code", home.server.url], environment=home.environment) as login:
            login.wait_for("The code it shows")
            login.press(typed, "enter")
            assert login.wait_end() == 2
            assert "outtray:" in login.text()


def test_a_token_stays_out_of_sight_when_it_is_typed(home: Home, tmp_path: Path) -> None:
    environment = {"OUTTRAY_HOME": str(tmp_path / "other")}
    with Terminal(["login", "--file", "--token", home.server.url], environment=environment) as login:
        login.wait_for("Access token")
        login.press(home.server.token, "enter")
        assert login.wait_end() == 0
        assert "Logged in as @clerk@" in login.text()
        assert home.server.token.encode() not in login.raw
