"""Reads the pages of the documentation as a script, and plays it as their reader would.

What a page is to be held to is said in comments that no reader sees, each on a line of its own:

``<!-- home: logged in -->``     at the top: a server and a login are there; otherwise the home is empty
``<!-- runs -->``                before a block: its commands are run, what they say is compared
``<!-- runs, exit 1 -->``        the same, for commands that end so
``<!-- runs, typing: a | b -->`` the same, in a terminal, typing these lines where the block shows them
``<!-- waits: 10 -->``           lets so many seconds pass at the server, whose clock is the one that counts
``<!-- not run: reason -->``     before a block that cannot be run here
``<!-- file: NAME -->``          before a block: it is written to this file; ``~`` is the reader's home
``<!-- walk: outtray … -->``     opens the program in a terminal; from here on every text in curly quotation
                                 marks has to stand on the screen
``<!-- press: c f5 -->``         presses these keys
``<!-- type: words -->``         types these words
``<!-- gone: words -->``         waits until these stand there no longer (two Escapes at once are another key)
``<!-- leave -->``               closes the program

In a ``console`` block the lines that begin with ``$`` are commands, lines after them what they say; ``…``
stands for any words, alone on its line for any lines. Ids, times and days need not be those of the page: an
id of the page stands for the one that came in its place. ``social.example`` is the server.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from e2e.terminal import ROOT, Terminal, program
from practice_process import PracticeServer

PATIENCE = 60.0
SERVER = "social.example"
_DIRECTIVE = re.compile(r"<!-- (.+?) -->")
_FENCE = re.compile(r"(`{3,}|:{3,})(\{?[\w-]*\}?)(.*)")
_ID = re.compile(r"\b(?=[0-9a-f]*\d)[0-9a-f]{8}\b")
_VOLATILE = [
    (re.compile(r"\b\d{4}-\d\d-\d\d\b"), "0000-00-00"),
    (re.compile(r"\b\d\d:\d\d\b"), "00:00"),
    (re.compile(r"\b\d+s left\b"), "0s left"),
    (re.compile(r"\b[0-9a-f]{16}\b"), "0" * 16),
    (re.compile(r"(@\w+/)\d{10,}"), r"\1000"),
]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing a reader does or sees: what, with which words, at which line of the page."""

    kind: str
    words: str
    line: int
    block: str = ""
    language: str = ""


def steps(page: str) -> Iterator[Step]:
    """The script of a page, in its order; a block of commands without a mark is a step ``unmarked``."""
    lines = page.splitlines()
    mark, paragraph, began = "", "", 0
    number = 0
    while number < len(lines):
        line = lines[number]
        number += 1
        directive = _DIRECTIVE.fullmatch(line.strip())
        fence = _FENCE.fullmatch(line)
        if directive or fence or not line.strip():
            yield from _seen(paragraph, began)
            paragraph = ""
        if fence:
            end = next(at for at in range(number, len(lines)) if lines[at] == fence[1])
            block = "\n".join(lines[number:end]) + "\n"
            kind, _comma, words = (part.strip() for part in mark.partition(": ")) if mark else ("", "", "")
            if mark or fence[2] in {"console", "sh"}:
                yield Step(kind or "unmarked", words, number, block, fence[2])
            number, mark = end + 1, ""
        elif directive:
            kind, _comma, words = directive[1].partition(": ")
            if kind in {"file", "not run"} or kind.startswith("runs"):
                mark = directive[1]
            else:
                yield Step(kind, words, number)
        elif line.strip():
            began = began if paragraph else number
            paragraph += f" {line.strip()}"
    yield from _seen(paragraph, began)


def _seen(paragraph: str, line: int) -> Iterator[Step]:
    prose = re.sub(r"`[^`]*`", "", paragraph)
    for quoted in re.findall(r"“([^”]+)”", prose):
        yield Step("see", quoted, line)


@dataclass(slots=True)
class Reader:
    """Somebody who follows one page in a home of their own; use ``play``."""

    home: Path
    page: str
    server: PracticeServer | None = None
    ids: dict[str, str] = field(default_factory=dict)
    terminal: Terminal | None = None
    passed: float = 0.0

    @property
    def environment(self) -> dict[str, str]:
        """What the reader's shell knows: nothing of whoever runs the tests."""
        scripts = os.pathsep.join([str(self.home.parent / "bin"), os.environ["PATH"]])
        given = {key: value for key, value in os.environ.items() if key == "PYTHONPATH"}
        language = {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
        return {
            "HOME": str(self.home),
            "PATH": scripts,
            "TERM": "dumb",
            "PYTHONUNBUFFERED": "1",
            # It is about noon where the reader is: some rules and waits know what hour it is.
            "TZ": f"NOON{time.gmtime().tm_hour - 12:+d}",
            **language,
            **given,
        }

    def play(self, script: list[Step]) -> None:
        """Take every step; fails with the line of the page."""
        try:
            for step in script:
                try:
                    self._take(step)
                except AssertionError as error:
                    raise AssertionError(f"{self.page}, line {step.line}: {error}") from error
        finally:
            self._leave()

    def _take(self, step: Step) -> None:
        match step.kind:
            case "file":
                path = self.home / step.words.removeprefix("~/")
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(step.block, encoding="utf-8")
            case "runs, typing":
                self._converse(step)
            case kind if kind.startswith("runs"):
                self._run(step, int(kind.partition("exit ")[2] or 0))
            case "walk":
                self._leave()
                self.terminal = self._open(step.words, columns=120, rows=40)
            case "press":
                self._screen().press(*(_key(key) for key in step.words.split()))
            case "type":
                self._screen().press(step.words)
            case "see":
                if self.terminal is not None:
                    wanted = _flat(step.words)
                    self.terminal.wait_until(lambda text: wanted in _flat(text), wanted, timeout=PATIENCE)
            case "gone":
                screen = self._screen()
                screen.wait_until(lambda text: step.words not in _flat(text), step.words, timeout=PATIENCE)
            case "leave":
                self._leave()
            case "waits":
                assert self.server is not None, "there is no server whose clock could go on"
                self.passed += float(step.words)
                self.server.shift_clock(self.passed)
            case "home" | "not run":
                pass
            case _:
                raise AssertionError(f"nobody knows what this asks for: {step.kind}")

    def _screen(self) -> Terminal:
        assert self.terminal is not None, "no program is open here"
        return self.terminal

    def _leave(self) -> None:
        if self.terminal is not None:
            self.terminal.close()
            self.terminal = None

    def _open(self, command: str, *, columns: int, rows: int) -> Terminal:
        name, *arguments = shlex.split(self._real(command))
        assert name == "outtray", "only the program itself is opened in a terminal"
        return Terminal(
            arguments, environment={**self.environment, "TERM": "xterm-256color"}, columns=columns, rows=rows
        )

    def _run(self, step: Step, wanted: int) -> None:
        if step.language == "sh":
            code, said = self.shell("set -e\n" + step.block)
            assert code == wanted, f"ended with {code}:\n{said}"
            return
        for command, shown in _commands(step.block):
            code, said = self.shell(command)
            assert code == wanted, f"{command}\nended with {code}:\n{said}"
            self._compare(shown, said)

    def shell(self, command: str) -> tuple[int, str]:
        """Run a command as the reader; its exit code and all it said."""
        ended = subprocess.run(
            ["bash", "-c", self._real(command)],
            cwd=self.home,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=PATIENCE * 4,
        )
        return ended.returncode, ended.stdout

    def _converse(self, step: Step) -> None:
        [(command, shown)] = _commands(step.block)
        typed = step.words.split(" | ")
        lines = [self._real(line).rstrip() for line in shown.splitlines()]
        with self._open(command, columns=100, rows=200) as terminal:
            for words in typed:
                at = next((number for number, line in enumerate(lines) if line.endswith(words)), None)
                assert at is not None, f"the block does not show where to type {words!r}"
                prompt = lines[at].removesuffix(words).rstrip()
                before = next((line for line in [prompt, *reversed(lines[:at])] if line.strip()), "")
                asked = _pattern(before)
                terminal.wait_until(partial(_stands, asked), before, timeout=PATIENCE)
                terminal.press(words, "enter")
                del lines[: at + 1]
            assert terminal.wait_end(PATIENCE) == 0, terminal.text()
            self._compare(shown, terminal.text().rstrip() + "\n")

    def _real(self, words: str) -> str:
        if self.server is not None:
            words = words.replace(SERVER, self.server.url.removeprefix("http://"))
        for shown, real in self.ids.items():
            words = words.replace(shown, real)
        return words

    def _compare(self, shown: str, said: str) -> None:
        if not shown.strip():
            return
        if self.server is not None:
            said = said.replace(self.server.url, f"https://{SERVER}")
            said = said.replace(self.server.url.removeprefix("http://"), SERVER)
        said = said.replace(str(self.home), "~")
        found = _pattern(shown, whole=True).fullmatch(_still(said).rstrip() + "\n")
        assert found is not None, f"the page shows\n{shown}\nbut the program says\n{said}"
        fresh = [name for name in dict.fromkeys(_ID.findall(shown)) if name not in self.ids]
        came = [name for name in dict.fromkeys(_ID.findall(said)) if name not in self.ids.values()]
        self.ids.update(zip(fresh, came, strict=False))


def _key(name: str) -> str:
    """What a terminal sends for Ctrl and another key; other keys have names, or are themselves."""
    if name == "ctrl+end":
        return "\x1b[1;5F"
    control = re.fullmatch(r"ctrl\+([a-z])", name)
    return chr(ord(control[1]) - ord("a") + 1) if control else name


def _commands(block: str) -> Iterator[tuple[str, str]]:
    """Each command of a block with what stands under it."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        lines = part.splitlines(keepends=True)
        length = 1
        while length < len(lines) and (lines[length - 1].endswith("\\\n")):
            length += 1
        yield "".join(lines[:length]), "".join(lines[length:])


def _still(text: str) -> str:
    """A text without what differs from day to day."""
    text = _ID.sub("00000000", "\n".join(line.rstrip() for line in text.splitlines()) + "\n")
    for volatile, instead in _VOLATILE:
        text = volatile.sub(instead, text)
    return text


def _pattern(shown: str, *, whole: bool = False) -> re.Pattern[str]:
    """What a page shows, as a pattern for what came."""
    still = _still(shown)
    if not whole:
        still = still.removesuffix("\n")
    pieces = re.split(r"(^ *…\n|…)", still.rstrip("\n") + ("\n" if whole else ""), flags=re.MULTILINE)
    wild = {True: r"(?:.*\n)*?", False: r".*?"}
    return re.compile(
        "".join(wild[piece.endswith("\n")] if "…" in piece else re.escape(piece) for piece in pieces)
    )


def _stands(shown: re.Pattern[str], text: str) -> bool:
    """Whether this is on the screen."""
    return shown.search(_still(text)) is not None


def _flat(text: str) -> str:
    """A screen as one run of words, without the rule beside a notice."""
    return " ".join(re.sub(r"[█│]", " ", text).split())


def reading(home: Path, path: Path, server: PracticeServer | None) -> Reader:
    """A reader of this page, logged in when there is a server."""
    home.mkdir(mode=0o700)
    command = home.parent / "bin" / "outtray"
    command.parent.mkdir(exist_ok=True)
    command.write_text(f'#!/bin/sh\nexec {shlex.join(program())} "$@"\n', encoding="utf-8")
    command.chmod(0o700)
    reader = Reader(home, path.relative_to(ROOT).as_posix(), server)
    if server is not None:
        (home / "token.txt").write_text(server.token + "\n")
    return reader


def log_in(reader: Reader) -> None:
    """Log in as the page takes for granted."""
    code, said = reader.shell(f"outtray login {SERVER} --token --file < token.txt")
    assert code == 0, said
