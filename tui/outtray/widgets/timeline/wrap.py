"""Breaking text into lines by terminal cells, with the roles of its pieces kept.

Words break at spaces; wide characters (CJK, kana, Hangul, emoji) may break on either side, but no
line begins with closing punctuation or ends with an opening bracket; a word longer than a line is
cut between graphemes, never inside one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len, split_graphemes, split_text

from outtray.widgets.timeline.pieces import Line, Piece, line_cells

_TOKENS = re.compile(r"\n|[^\S\n\u00a0\u202f]+|(?:[^\s]|[\u00a0\u202f])+")
# Text in which every character takes one cell and no two spaces meet; Latin, Greek, Cyrillic, typography.
_SIMPLE = re.compile(
    "(?! )(?:[!-~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0377\u0384-\u0482\u2010-\u2015\u2018-\u201f"
    "\u2026\u202f\u20ac]|[ \n](?![ \n]))*(?<![ \n])"
).fullmatch
_NEVER_FIRST = frozenset(
    "、。，．・：；？！）］｝」』】〕〉》〟’”…‥ー々ゝゞぁぃぅぇぉっゃゅょァィゥェォッャュョ%％!?)],.;:"
)
_WINDOW = 16  # characters of code looked at for each cell: zero-width characters beyond that start a line
_NEVER_LAST = frozenset("（［｛「『【〔〈《〝‘“([{")


class _Filler:
    """The line being filled, and the lines that are full."""

    def __init__(self, width: int, limit: int) -> None:
        self.width = max(1, width)
        self.limit = limit
        self.lines: list[Line] = []
        self._line: list[Piece] = []
        self._cells = 0
        self._gap: Piece | None = None

    def full(self) -> bool:
        return len(self.lines) >= self.limit

    def space(self, piece: Piece) -> None:
        if self._line:
            self._gap = piece

    def word(self, pieces: list[Piece], cells: int) -> None:
        gap = 1 if self._gap is not None else 0
        if self._line and self._cells + gap + cells > self.width:
            self.newline()
            gap = 0
        if cells > self.width:
            self._cut(pieces)
            return
        if gap and self._gap is not None:
            self._put(self._gap, 1)
        for piece in pieces:
            self._put(piece, 0)
        self._cells += cells

    def newline(self) -> None:
        self.lines.append(tuple(self._line))
        self._line = []
        self._cells = 0
        self._gap = None

    def finish(self) -> list[Line]:
        if self._line or not self.lines:
            self.newline()
        return self.lines

    def _put(self, piece: Piece, cells: int) -> None:
        self._cells += cells
        self._gap = None
        if self._line:
            last = self._line[-1]
            if last[1:] == piece[1:]:
                self._line[-1] = last._replace(text=last.text + piece.text)
                return
        self._line.append(piece)

    def _cut(self, pieces: list[Piece]) -> None:
        for piece in pieces:
            text = piece.text
            if piece.stamp:
                size = cell_len(text)
                if self._cells + size > self.width and self._cells:
                    self.newline()
                    if self.full():
                        return
                self._put(piece, size)
                continue
            start = 0
            for begin, end, cells in split_graphemes(text)[0]:
                if self._cells + cells > self.width and self._cells:
                    if begin > start:
                        self._put(piece._replace(text=text[start:begin]), 0)
                    start = begin
                    self.newline()
                    if self.full():
                        return
                self._cells += cells
                if end == len(text):
                    self._put(piece._replace(text=text[start:]), 0)


def _units(word: str) -> Iterator[tuple[str, int, bool]]:
    """The unbreakable parts of a word: text, cells, and whether a line may end just before."""
    cells = cell_len(word)
    if cells == len(word) or word.isascii():
        yield word, cells, False
        return
    held, held_cells, may_break, last_wide = "", 0, False, False
    for begin, end, size in split_graphemes(word)[0]:
        grapheme = word[begin:end]
        wide = size > 1
        breaks = (
            bool(held)
            and (wide or last_wide)
            and grapheme not in _NEVER_FIRST
            and held[-1] not in _NEVER_LAST
        )
        if breaks:
            yield held, held_cells, may_break
            held, held_cells, may_break = "", 0, True
        held += grapheme
        held_cells += size
        last_wide = wide
    if held:
        yield held, held_cells, may_break


def wrap(pieces: Iterable[Piece], width: int, limit: int = 10_000) -> list[Line]:
    """Break pieces into lines of at most ``width`` cells; at most ``limit`` lines are made.

    A newline in a piece ends the line. Runs of other white space become one space. There is always
    at least one line.
    """
    pieces = list(pieces)
    simple = wrap_simple(pieces, width, limit)
    return wrap_any(pieces, width, limit) if simple is None else simple


def wrap_simple(pieces: Sequence[Piece], width: int, limit: int) -> list[Line] | None:
    """The same for text of one cell a character, single spaces and no overlong word; None for any other.

    Most posts are such text, and lines can then be cut from it by index, several times faster.
    """
    text = "".join([piece.text for piece in pieces])
    if not text or len(text) > limit * width or not _SIMPLE(text):
        return None
    cuts: list[tuple[int, int]] = []
    for part in text.split("\n"):
        begin = cuts[-1][1] + 1 if cuts else 0
        end = begin + len(part)
        while end - begin > width:
            space = text.rfind(" ", begin, begin + width + 1)
            if space <= begin:
                return None
            cuts.append((begin, space))
            begin = space + 1
        cuts.append((begin, end))
        if len(cuts) >= limit:
            break
    if len(pieces) == 1:
        only = pieces[0]
        return [(only._replace(text=text[begin:end]),) if end > begin else () for begin, end in cuts[:limit]]
    return _sliced(pieces, cuts[:limit])


def _sliced(pieces: Sequence[Piece], cuts: Sequence[tuple[int, int]]) -> list[Line]:
    """The pieces between each pair of indices into their joined text."""
    lines: list[Line] = []
    current, offset = 0, 0
    for begin, end in cuts:
        line: list[Piece] = []
        while current < len(pieces):
            piece = pieces[current]
            length = len(piece.text)
            start, stop = max(begin - offset, 0), min(end - offset, length)
            if stop > start:
                line.append(piece if stop - start == length else piece._replace(text=piece.text[start:stop]))
            if offset + length >= end and not (offset + length == end and stop <= start):
                break
            current += 1
            offset += length
        lines.append(tuple(line))
    return lines


def wrap_any(pieces: Iterable[Piece], width: int, limit: int) -> list[Line]:
    """The same for any text."""
    filler = _Filler(width, limit)
    word: list[Piece] = []
    cells = 0
    budget = limit * filler.width * _WINDOW  # what cannot be shown is not looked at
    for piece in pieces:
        if filler.full() or budget <= 0:
            break
        text = piece.text[:budget]
        budget -= len(text)
        if piece.stamp:
            # A picture is one letter: a line may end before it, as before any wide one.
            if word and word[-1].text[-1] not in _NEVER_LAST:
                filler.word(word, cells)
                word, cells = [], 0
                if filler.full():
                    return filler.lines[:limit]
            word.append(piece)
            cells += cell_len(piece.text)
            continue
        for match in _TOKENS.finditer(text):
            found = match[0]
            if found[0].isspace() and found[0] not in "\u00a0\u202f":
                if word:
                    filler.word(word, cells)
                    word, cells = [], 0
                if found == "\n":
                    filler.newline()
                else:
                    filler.space(piece._replace(text=" "))
                if filler.full():
                    return filler.lines[:limit]
                continue
            for unit, unit_cells, may_break in _units(found):
                if may_break and word:
                    filler.word(word, cells)
                    word, cells = [], 0
                    if filler.full():
                        return filler.lines[:limit]
                word.append(piece if unit == piece.text else piece._replace(text=unit))
                cells += unit_cells
    if word and not filler.full():
        filler.word(word, cells)
    return filler.finish()[:limit]


def clip(lines: list[Line], limit: int, mark: str, width: int) -> list[Line]:
    """At most ``limit`` lines; when some are left out the last one ends with ``mark``, within ``width``."""
    if len(lines) <= limit:
        return lines
    *kept, last = lines[:limit]
    if not last:
        return [*kept, (Piece(mark),)]
    room = width - cell_len(mark) - line_cells(last[:-1])
    end = last[-1]
    if end.stamp:
        fits = cell_len(end.text) <= room
        return [*kept, (*last[:-1], *((end,) if fits else ()), Piece(mark, end.role))]
    text = end.text if cell_len(end.text) <= room else split_text(end.text, max(0, room))[0]
    return [*kept, (*last[:-1], end._replace(text=text.rstrip() + mark))]


def wrap_code(text: str, width: int, piece: Piece, limit: int = 10_000) -> list[Line]:
    """Break code into lines that keep their spaces; what is too long is cut at the edge.

    ``piece`` gives role and target of every line.
    """
    width = max(1, width)
    lines: list[Line] = []
    for source in text.split("\n"):
        rest = source.expandtabs(4)
        if not rest:
            lines.append(())
        while rest and len(lines) < limit:
            head = _head(rest, width)
            lines.append((piece._replace(text=head),))
            rest = rest[len(head) :]
        if len(lines) >= limit:
            break
    return lines


def _head(text: str, width: int) -> str:
    """As much of the beginning as fits, at least one grapheme."""
    text = text[: width * _WINDOW]
    if text.isascii():
        return text[:width]
    taken = 0
    for begin, _end, cells in split_graphemes(text)[0]:
        if begin and taken + cells > width:
            return text[:begin]
        taken += cells
    return text
