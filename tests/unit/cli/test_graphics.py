"""What a terminal answers to how it draws pictures; one that says nothing gets coloured blocks."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
from collections.abc import Iterator

import pytest

from outtray.base.drawing import Drawing, Method
from outtray.cli.graphics import ask_terminal, drawing_of

CELL = "\x1b[6;36;18t"
OK = "\x1b_Gi=31;OK\x1b\\"
KITTY = "\x1bP>|kitty(0.40.1)\x1b\\"
PROGRAM = """
from outtray.cli.graphics import ask_terminal
found = ask_terminal()
print("FOUND", found.method.value, found.cell_width, found.cell_height)
"""


@pytest.mark.parametrize(
    ("answer", "drawing"),
    [
        (OK + KITTY + CELL + "\x1b[?62;c", Drawing(Method.KITTY, 18, 36)),
        (OK + "\x1bP>|ghostty 1.1.3\x1b\\" + CELL + "\x1b[?62;22c", Drawing(Method.KITTY, 18, 36)),
        # These draw pictures where they are put, and know nothing of cells that stand for them.
        (OK + "\x1bP>|kitty(0.27.1)\x1b\\" + CELL + "\x1b[?62;c", Drawing(Method.BLOCKS, 18, 36)),
        (OK + "\x1bP>|WezTerm 20260331\x1b\\" + CELL + "\x1b[?65;4;6c", Drawing(Method.SIXEL, 18, 36)),
        (OK + "\x1bP>|Konsole 25.04\x1b\\" + CELL + "\x1b[?62;1;4c", Drawing(Method.SIXEL, 18, 36)),
        (OK + CELL + "\x1b[?62;c", Drawing(Method.BLOCKS, 18, 36)),
        ("\x1bP>|kitty(0.40.0)\x1b\\" + CELL + "\x1b[?62;c", Drawing(Method.BLOCKS, 18, 36)),
        (CELL + "\x1b[?62;4;22c", Drawing(Method.SIXEL, 18, 36)),
        ("\x1b_Gi=31;ENOTSUPPORTED:no\x1b\\" + CELL + "\x1b[?62;22c", Drawing(Method.BLOCKS, 18, 36)),
        ("\x1b[?62;4c", Drawing()),
        ("\x1b[6;0;0t\x1b[?4c", Drawing()),
        ("", Drawing()),
        ("jjq\x1b[A", Drawing()),
        ("\x1b[6;99999999999;1t", Drawing()),
    ],
)
def test_answers_are_read_and_a_terminal_without_a_cell_size_draws_blocks(
    answer: str, drawing: Drawing
) -> None:
    assert ask_terminal(lambda: answer) == drawing_of(answer) == drawing


def test_cells_keep_the_shape_of_a_picture() -> None:
    drawing = Drawing(Method.KITTY, 10, 20)
    assert drawing.cells(100, 100, 40, 40) == (40, 20)
    assert drawing.cells(100, 1000, 40, 10) == (2, 10)
    assert drawing.cells(5000, 1, 40, 10) == (40, 1)
    assert drawing.pixels(40, 10) == (400, 200)
    assert Drawing().pixels(40, 10) == (80, 40)


@pytest.fixture
def terminal() -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """A process that asks a terminal, and the other end of it."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen([sys.executable, "-c", PROGRAM], stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    try:
        yield ours, process
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def read_until(handle: int, *words: bytes) -> bytes:
    """What is written until one of these words is among it."""
    said = b""
    while not any(word in said for word in words):
        assert select.select([handle], [], [], 30)[0], f"waited in vain; so far: {said!r}"
        said += os.read(handle, 4_096)
    return said


def test_a_terminal_that_answers_is_understood(terminal: tuple[int, subprocess.Popen[bytes]]) -> None:
    ours, _process = terminal
    read_until(ours, b"\x1b[c")
    os.write(ours, f"{OK}{KITTY}\x1b[6;40;20t\x1b[?62;22c".encode())
    said = read_until(ours, b"FOUND kitty 20 40", b"FOUND blocks")
    # A machine under load may find the answer too late; then it draws blocks, and hangs in neither case.
    assert b"FOUND" in said


def test_a_terminal_that_answers_nothing_is_waited_for_only_briefly(
    terminal: tuple[int, subprocess.Popen[bytes]],
) -> None:
    ours, process = terminal
    read_until(ours, b"\x1b[c")
    assert b"FOUND blocks 10 20" in read_until(ours, b"FOUND blocks 10 20\r\n")
    assert process.wait(30) == 0
