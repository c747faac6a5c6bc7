"""The whole review in plain lines: written, answered and held through a pipe, released at a terminal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import closing

import pytest

from e2e.conftest import Home
from e2e.terminal import Terminal
from outtray.base.clock import SystemClock
from outtray.cli.two_words import two_words
from outtray.outbox.opening import open_outbox

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

HARSH = "Honestly the OneForm rollout is reckless and the minister knows it."


def outtray(home: Home, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command with this on its standard input; no terminal is anywhere near."""
    return subprocess.run(
        [sys.executable, "-m", "outtray", *words],
        input=typed,
        env={**os.environ, **home.environment, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def held(home: Home) -> list[dict[str, object]]:
    """What the out-tray holds."""
    listed = json.loads(outtray(home, "outbox", "list", "--json").stdout)["acts"]
    assert isinstance(listed, list)
    return listed


def test_a_clean_post_is_written_looked_at_and_held_by_answering_questions(home: Home) -> None:
    ended = outtray(home, "post", "--plain", typed="Fresh bread\nand a quiet Sunday.\n.\nyes\n")
    assert ended.returncode == 0, ended.stderr
    for told in (
        "A line with only a dot ends it.",
        "    Fresh bread\n    and a quiet Sunday.",
        "Nothing was found that needs an answer.",
        "Nothing here makes a headline.",
        "Audience: public: anyone, for ever",
        "It will wait: 10 s",
        "outtray outbox release",
    ):
        assert told in ended.stdout
    [act] = held(home)
    assert act["text"] == "Fresh bread\nand a quiet Sunday."
    assert home.server.writes("/api/v1/statuses$") == []


def test_each_finding_is_asked_about_with_its_reason_its_advice_and_its_source(home: Home) -> None:
    answers = "maybe\nkeep\n" * 6
    ended = outtray(home, "post", "--plain", HARSH, typed=answers + "yes\n" * 8)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "Finding 1 of" in ended.stdout
    assert "  the words: " in ended.stdout
    assert "source: " in ended.stdout
    assert "Type one of these words: keep, change" in ended.stdout
    assert "How this could read:" in ended.stdout
    [act] = held(home)
    findings = act["findings"]
    assert isinstance(findings, list)
    assert all(found["answered"] for found in findings)


def test_a_changed_text_is_reviewed_anew(home: Home) -> None:
    ended = outtray(home, "post", "--plain", HARSH, typed="change\nThe form opens on Monday.\n.\nyes\n")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    [act] = held(home)
    assert act["text"] == "The form opens on Monday."
    assert act["findings"] == []


def test_a_block_asks_for_a_reason_of_a_few_words(home: Home) -> None:
    typed = "no\nbecause\ncounsel asked for it to stand\n" + "keep\n" * 4 + "yes\n"
    ended = outtray(home, "post", "--plain", "My SIN is 046 454 286.", typed=typed)
    assert "A reason is a few words" in ended.stdout
    assert "046 454 286" not in ended.stdout.split("Audience")[0].split("    My SIN")[0], "told before asked"
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert len(held(home)) == 1


@pytest.mark.parametrize("typed", ["", "stop\n", "keep\n"])
def test_leaving_or_a_closed_pipe_holds_nothing_and_loses_nothing(home: Home, typed: str) -> None:
    ended = outtray(home, "post", "--plain", HARSH, typed=typed)
    assert ended.returncode == 1, ended.stderr
    assert "kept among the drafts" in ended.stdout
    assert held(home) == []


def drafts(home: Home) -> list[str]:
    """The words of the drafts there are."""
    with closing(open_outbox(home.path / "data" / "outbox", SystemClock())) as outbox:
        return [item.act.text for item in outbox.store.drafts()]


@pytest.mark.parametrize(
    ("words", "typed", "kept"),
    [
        (("--plain",), "x" * 6000 + "\n.\n", "x" * 6000),
        (("--plain", HARSH), "change\n.\n", HARSH),
        (("--plain", HARSH), "change\nBetter.\n", "Better."),
        (("-",), "y" * 6000, "y" * 6000),
        (("-", "--media", "absent.png"), "With a picture.", "With a picture."),
        (("-", "--reply-to", "https://nowhere.example/1"), "An answer.", "An answer."),
    ],
)
def test_words_that_could_not_be_held_are_a_draft(
    home: Home, words: tuple[str, ...], typed: str, kept: str
) -> None:
    ended = outtray(home, "post", *words, typed=typed)
    assert ended.returncode in (1, 2), ended.stdout + ended.stderr
    assert held(home) == []
    assert drafts(home) == [kept]


def test_without_a_terminal_what_was_found_stays_unanswered(home: Home) -> None:
    ended = outtray(home, "post", "--json", "-", typed=HARSH)
    assert ended.returncode == 1, ended.stderr
    told = json.loads(ended.stdout)
    assert told["findings"]
    [act] = held(home)
    assert act["id"] == told["id"]
    assert act["view"] == "needs-review"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("post", "x", "--alt", "a cat"), "There are more descriptions than files."),
        (("post", "--plain", "-"), "Standard input cannot be both the text and the answers."),
        (("post", "--plain", "--json", "x"), "A conversation cannot be JSON."),
        (("post",), "There are no words to hold."),
        (("post", "x", "--reply-to", "https://nowhere.example/1"), "The server finds no post at"),
        (("post", "x" * 6000), "characters over this server's limit"),
    ],
)
def test_what_cannot_be_held_is_said_in_a_sentence(home: Home, words: tuple[str, ...], sentence: str) -> None:
    ended = outtray(home, *words)
    assert ended.returncode == 2, ended.stdout
    assert sentence in ended.stderr
    assert held(home) == []


def test_an_answer_takes_the_audience_of_what_it_answers(home: Home) -> None:
    parent = home.server.make_post("anouk", "The ducks are back.", visibility="unlisted")
    ended = outtray(
        home,
        "post",
        "--reply-to",
        parent["url"],
        "--visibility",
        "public",
        "--plain",
        "Lovely.",
        typed="yes\n",
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "answering @anouk: The ducks are back." in ended.stdout
    assert "unlisted" in ended.stdout
    [act] = held(home)
    assert act["text"] == "@anouk Lovely."


def test_findings_left_open_are_asked_about_at_a_plain_release(home: Home) -> None:
    ended = outtray(home, "post", HARSH)
    assert "it is asked for at the release" in ended.stdout
    [act] = held(home)
    home.server.shift_clock(60)
    wanted = two_words(HARSH)
    assert wanted is not None
    findings = act["findings"]
    assert isinstance(findings, list)
    with Terminal(["outbox", "release", str(act["id"]), "--plain"], environment=home.environment) as terminal:
        asked = [found for found in findings if found["severity"] != "note"]
        assert asked
        for number in range(1, len(asked) + 1):
            terminal.wait_for(f"Finding {number} of {len(asked)}", "Your answer:")
            terminal.press("keep", "enter")
        terminal.wait_for("To send it, type words")
        terminal.press(" ".join(word.word for word in wanted), "enter")
        assert terminal.wait_end() == 0, terminal.text()
    assert len(home.server.writes("/api/v1/statuses$")) == 1
