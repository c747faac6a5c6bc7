"""The text field of the composer: underlines findings while one types, and never waits for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.document._document import EditResult
from textual.document._edit import Edit as DocumentEdit
from textual.widgets import TextArea
from textual.widgets.text_area import Selection

from outtray.base.sanitise import sanitise
from outtray.mastodon.tokens import Token, token_before
from outtray.widgets.desk.completions import CompletionList
from outtray.widgets.desk.messages import TokenTyped
from outtray.widgets.desk.positions import EditLog, LineMap, edit_between, shifted
from outtray.widgets.desk.values import Completion
from outtray_rules.finding import Span

_COMPLETION_KEYS = frozenset({"up", "down", "enter", "tab"})

_DROPPED_KEYS = frozenset({"f6", "f7"})
"""Keys of TextArea that mean something else on the desk."""


class MarkKind(StrEnum):
    """Why words of the draft are marked; later kinds are painted over earlier ones."""

    NOTE = "note"
    WARN = "warn"
    BLOCK = "block"
    IN_VIEW = "in-view"
    LIFTED = "lifted"


_ORDER = {kind: order for order, kind in enumerate(MarkKind)}


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of the draft's text and why it is marked."""

    span: Span
    kind: MarkKind


def typed(text: str) -> str:
    """What of a typed or pasted text may enter the draft: nothing the terminal would take for a command.

    A combining mark may come alone, as the keyboard of its script sends it: it joins the letter before
    the cursor, so here it is not taken for a mark without a letter.
    """
    return sanitise(f"x{text}")[1:]


class DraftArea(TextArea, inherit_bindings=False):
    """A soft-wrapping text field with marks on spans of its text.

    ``version`` counts the states of the text. Marks belong to a version; those that come late are
    moved along with what was typed since, and marks whose words were changed go.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        binding
        for binding in TextArea.BINDINGS
        if not (isinstance(binding, Binding) and binding.key in _DROPPED_KEYS)
    ] + [
        Binding("ctrl+home", "cursor_text_start", show=False),
        Binding("ctrl+end", "cursor_text_end", show=False),
        Binding("ctrl+shift+home", "cursor_text_start(True)", show=False),
        Binding("ctrl+shift+end", "cursor_text_end(True)", show=False),
    ]

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"draft-area--{kind.value}" for kind in MarkKind}

    DEFAULT_CSS = """
    DraftArea, DraftArea:focus {
        border: none;
        padding: 0 1;
        background: $ot-sheet;
        color: $ot-ink;
        scrollbar-size-vertical: 1;
        & .text-area--cursor { color: $ot-cursor-ink; background: $ot-cursor; }
        & .text-area--selection { color: $ot-marked-ink; background: $ot-marked; }
        & .text-area--placeholder { color: $ot-muted; text-style: italic; }
        & .text-area--matching-bracket { background: $ot-selection; }
        & .draft-area--note { color: $ot-note; text-style: underline; }
        & .draft-area--warn { color: $ot-warn; text-style: bold underline; }
        & .draft-area--block { color: $ot-block; text-style: bold underline; background: $ot-block-wash; }
        & .draft-area--in-view { background: $ot-selection; }
        & .draft-area--lifted { color: $ot-lift-ink; background: $ot-lift; }
    }
    """

    def __init__(self, *, placeholder: str = "", completions: CompletionList | None = None) -> None:
        """``completions`` is the list that takes arrows, Enter, Tab and Escape while it is open."""
        self._completions = completions
        self._token: Token | None = None
        self._marks: list[Mark] = []
        self._rows: dict[int, list[tuple[int, int, str]]] = {}
        self._log = EditLog()
        self._known = ""
        self.version = 0
        super().__init__(
            soft_wrap=True, tab_behavior="focus", highlight_cursor_line=False, placeholder=placeholder
        )
        self.match_cursor_bracket = False

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The marks as they lie in the text of this moment."""
        return tuple(self._marks)

    @property
    def line_map(self) -> LineMap:
        """Rows and columns of the text of this moment."""
        return LineMap(self.document.lines, len(self.document.newline))

    def show_marks(self, marks: Sequence[Mark], version: int) -> None:
        """Replace all marks by those of a review of this version of the text."""
        moved = self._log.bring_up([mark.span for mark in marks], version, self.version)
        placed = sorted(
            (Mark(span, mark.kind) for mark, span in zip(marks, moved, strict=True) if span is not None),
            key=lambda mark: _ORDER[mark.kind],
        )
        if placed == self._marks:
            return
        self._marks = placed
        self._lay_out_marks()
        self.notify_style_update()
        self.refresh()

    def jump_to(self, span: Span, version: int) -> bool:
        """Bring the words of a span (of that version) into sight, with the cursor at their end.

        False when those words are no longer there.
        """
        found = self._log.bring_up([span], version, self.version)[0]
        if found is None:
            return False
        location = self.line_map.location
        self.move_cursor(location(found.start))
        self.move_cursor(location(found.end))
        return True

    def put(self, text: str, span: Span, version: int) -> bool:
        """Put these words in place of a span (of that version); one undo takes that back.

        False when the words of the span are no longer there.
        """
        found = self._log.bring_up([span], version, self.version)[0]
        if found is None:
            return False
        location = self.line_map.location
        self.history.checkpoint()
        self.replace(text, location(found.start), location(found.end), maintain_selection_offset=True)
        self.history.checkpoint()
        return True

    def get_line(self, line_index: int) -> Text:
        """The line with its marks, for TextArea to wrap and paint."""
        line = super().get_line(line_index)
        pieces = self._rows.get(line_index)
        if not pieces:
            return line
        breaks = self.wrapped_document.get_offsets(line_index)
        for start, end, component in pieces:
            style = self.get_component_rich_style(component, partial=True)
            for first, last in _without_blank_ends(line.plain, start, end, breaks):
                line.stylize(style, first, last)
        return line

    def edit(self, edit: DocumentEdit) -> EditResult:
        """Apply an edit, however it came (typed, pasted, by a program), without control characters."""
        edit.text = typed(edit.text)
        result = super().edit(edit)
        self._follow()
        return result

    def on_resize(self) -> None:
        """Draw again once the lines are broken anew: TextArea leaves what it drew with the old breaks."""
        self.refresh()

    async def _on_key(self, event: events.Key) -> None:
        """Let an open list of completions have its keys; all others are the text's."""
        offered = self._completions
        if offered is not None and offered.is_open and event.key in _COMPLETION_KEYS:
            event.stop()
            event.prevent_default()
            if event.key == "down":
                offered.go(1)
            elif event.key == "up":
                offered.go(-1)
            else:
                self.complete(offered.chosen)

    def complete(self, chosen: Completion | None) -> None:
        """Put what was chosen in place of what was begun; the list closes."""
        offered = self._completions
        token = None if offered is None else offered.token
        if offered is None or chosen is None or token is None:
            return
        offered.close()
        row, column = self.cursor_location
        begun = self.document.get_line(row)[max(column - token.length, 0) : column]
        if begun == f"{token.sign}{token.beginning}":
            insert = chosen.insert
            if self.document.get_line(row)[column : column + 1] == " ":
                insert = insert.rstrip(" ")
            self.replace(insert, (row, column - token.length), (row, column), maintain_selection_offset=False)

    def _watch_selection(self, previous_selection: Selection, selection: Selection) -> None:
        """Notice what the cursor stands behind, wherever it was brought by keys, mouse or edits."""
        super()._watch_selection(previous_selection, selection)
        row, column = selection.end
        is_place = self.is_mounted and selection.is_empty and row < self.document.line_count
        token = token_before(self.document.get_line(row)[:column]) if is_place else None
        if token != self._token:
            self._token = token
            self.post_message(TokenTyped(token))

    def action_cursor_text_start(self, select: bool = False) -> None:
        """Go to the beginning of the whole text."""
        self.move_cursor((0, 0), select=select)

    def action_cursor_text_end(self, select: bool = False) -> None:
        """Go to the end of the whole text."""
        self.move_cursor(self.document.end, select=select)

    def undo(self) -> None:
        """Take back the last edits."""
        super().undo()
        self._follow()

    def redo(self) -> None:
        """Do the edits again that were taken back."""
        super().redo()
        self._follow()

    def load_text(self, text: str) -> None:
        """Put a whole other text here; the undo history starts anew and all marks go."""
        super().load_text(sanitise(text))
        self._known = self.text
        self._log.clear()
        self._marks = []
        self._rows = {}
        self.version += 1
        self.move_cursor(self.document.end)

    def _follow(self) -> None:
        """Move the marks along with what was just changed, before the next frame is painted."""
        text = self.text
        if text == self._known:
            return
        edit = edit_between(self._known, text)
        self._known = text
        self.version += 1
        self._log.record(self.version, edit)
        self._marks = [
            Mark(span, mark.kind) for mark in self._marks if (span := shifted(mark.span, edit)) is not None
        ]
        self._lay_out_marks()

    def _lay_out_marks(self) -> None:
        self._rows = {}
        if not self._marks:
            return
        line_map = self.line_map
        for mark in self._marks:
            component = f"draft-area--{mark.kind.value}"
            for row, start, end in line_map.pieces(mark.span):
                self._rows.setdefault(row, []).append((start, end, component))


def _without_blank_ends(text: str, start: int, end: int, breaks: Sequence[int]) -> list[tuple[int, int]]:
    """A piece cut where the screen breaks the line, without the blanks that would be underlined there."""
    found: list[tuple[int, int]] = []
    for stop in [*(offset for offset in breaks if start < offset < end), end]:
        last = stop
        while stop in breaks and last > start and text[last - 1].isspace():
            last -= 1
        if last > start:
            found.append((start, last))
        start = stop
    return found
