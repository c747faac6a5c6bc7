"""Asks the terminal how it draws pictures: once, before the interface reads what it answers.

A terminal that says it speaks kitty's protocol may still not know its placeholders, the cells of text in
whose place a picture is drawn, and would show a strange letter in each of them (WezTerm, Konsole, Warp).
Nothing but the name and version of a terminal tells: kitty has them since 0.28, Ghostty since its first
release.
"""

from __future__ import annotations

import contextlib
import os
import re
import select
import sys
import time
from collections.abc import Callable, Iterator
from typing import Final

from outtray.base.drawing import Drawing, Method

_SECONDS: Final = 0.25
"""What a terminal far away may take; one that answers nothing at all costs this once."""

# Can you draw this point? Which program are you? How large is a cell? What can you do? Every terminal
# answers the last, so that the answers are known to be over.
_QUESTION: Final = "\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\\x1b[>q\x1b[16t\x1b[c"
_KITTY: Final = re.compile(r"\x1b_Gi=31;OK\x1b\\")
_NAME: Final = re.compile(r"\x1bP>\|(?:kitty\((\d{1,4})\.(\d{1,4})|ghostty\b)", re.IGNORECASE)
_PLACEHOLDERS_SINCE: Final = (0, 28)
_CELL: Final = re.compile(r"\x1b\[6;(\d{1,4});(\d{1,4})t")
_SELF: Final = re.compile(r"\x1b\[\?([\d;]*)c")
_SIXEL: Final = "4"


def drawing_of(answer: str) -> Drawing:
    """What the answers of a terminal mean; blocks for one that says nothing of pictures."""
    method = Method.BLOCKS
    said = _SELF.search(answer)
    if _KITTY.search(answer) and _has_placeholders(answer):
        method = Method.KITTY
    elif said is not None and _SIXEL in said[1].split(";"):
        method = Method.SIXEL
    cell = _CELL.search(answer)
    if cell is None or "0" in {cell[1], cell[2]}:
        # Without the size of a cell a drawn picture would cover others: blocks never do.
        return Drawing()
    return Drawing(method, int(cell[2]), int(cell[1]))


def _has_placeholders(answer: str) -> bool:
    name = _NAME.search(answer)
    if name is None:
        return False
    return name[1] is None or (int(name[1]), int(name[2])) >= _PLACEHOLDERS_SINCE


def ask_terminal(asked: Callable[[], str] | None = None) -> Drawing:
    """How this terminal draws pictures; ``asked`` puts the questions and returns the answers."""
    try:
        return drawing_of((asked or _asked)())
    except (OSError, ValueError):
        return Drawing()  # no terminal after all


def _asked() -> str:
    if os.name != "posix" or sys.__stdin__ is None or sys.__stdout__ is None:
        return ""
    source = sys.__stdin__.fileno()
    if not (os.isatty(source) and sys.__stdout__.isatty()):
        return ""
    answer, ends = "", time.monotonic() + _SECONDS
    with _raw(source):
        sys.__stdout__.write(_QUESTION)
        sys.__stdout__.flush()
        while _SELF.search(answer) is None and (left := ends - time.monotonic()) > 0:
            if not select.select([source], [], [], left)[0]:
                break
            answer += os.read(source, 1_024).decode("latin-1")
    return answer


@contextlib.contextmanager
def _raw(source: int) -> Iterator[None]:
    """Have what the terminal says as it comes, and not printed back."""
    import termios
    import tty

    try:
        before = termios.tcgetattr(source)
    except termios.error as error:
        raise OSError(*error.args) from error
    try:
        tty.setcbreak(source, termios.TCSANOW)
        yield
    finally:
        termios.tcsetattr(source, termios.TCSANOW, before)
