"""A file goes to the program the user named: word by word, never through a shell; failing is a sentence."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from outtray.services.opening import CannotOpen, run, start, wants_file, worded

ADDRESS = "https://files.example/a.png?$(touch%20x);`id`"


def program(folder: Path, body: str) -> str:
    """A program of these lines."""
    script = folder / "viewer"
    script.write_text(f"#!/bin/sh\n{body}\n")
    script.chmod(0o700)
    return str(script)


@pytest.mark.parametrize(
    ("command", "file", "words"),
    [
        (["feh", "{file}"], Path("/c/a.png"), ["feh", "/c/a.png"]),
        (["feh"], Path("/c/a.png"), ["feh", "/c/a.png"]),
        (["mpv", "--", "{url}"], None, ["mpv", "--", ADDRESS]),
        (["x", "--in={file}", "{url}"], Path("/c/a.png"), ["x", "--in=/c/a.png", ADDRESS]),
    ],
)
def test_file_and_address_stand_where_the_command_says(
    command: list[str], file: Path | None, words: list[str]
) -> None:
    assert wants_file(command) is (file is not None)
    assert worded(command, ADDRESS, file) == words


def test_the_words_reach_the_program_as_they_are(tmp_path: Path) -> None:
    said = tmp_path / "said"
    name = program(tmp_path, f'printf "%s\\n" "$@" > {said}')
    start([name, ADDRESS, "two words; rm -rf"], os.environ)
    assert said.read_text().splitlines() == [ADDRESS, "two words; rm -rf"]
    assert not (tmp_path / "x").exists()


def test_a_program_with_a_window_goes_on_by_itself(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    # It waits for this test to read, which is long after it was started.
    start([program(tmp_path, f"echo alive > {fifo}")], os.environ)
    assert fifo.read_text() == "alive\n"


def test_a_program_that_gives_up_at_once_says_why(tmp_path: Path) -> None:
    name = program(tmp_path, "printf 'first\\n\\033]52;c;x\\007cannot open display\\n' >&2; exit 2")
    with pytest.raises(CannotOpen, match="cannot open display") as failed:
        start([name], os.environ)
    assert "\x1b" not in str(failed.value)
    with pytest.raises(CannotOpen, match="code 3"):
        start([program(tmp_path, "exit 3")], os.environ)
    with pytest.raises(CannotOpen, match="code 4"):
        run([program(tmp_path, "exit 4")], os.environ)


@pytest.mark.parametrize("act", [start, run])
def test_what_is_no_program_is_a_sentence(tmp_path: Path, act: object) -> None:
    assert act in {start, run}
    call = start if act is start else run
    with pytest.raises(CannotOpen, match="no such program"):
        call(["outtray-no-such-program"], os.environ)
    with pytest.raises(CannotOpen, match="each word of the command stands by itself"):
        call(["feh --fullscreen"], os.environ)
    (tmp_path / "plain").write_text("no program")
    with pytest.raises(CannotOpen, match="no such program"):
        call([str(tmp_path / "plain")], os.environ)


def test_a_program_may_have_the_terminal_until_it_ends(tmp_path: Path) -> None:
    said = tmp_path / "said"
    run([program(tmp_path, f"echo done > {said}")], os.environ)
    assert said.read_text() == "done\n"
