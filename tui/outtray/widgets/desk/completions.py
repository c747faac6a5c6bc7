"""A list under the cursor of what the word being typed could become. The text keeps the focus."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.geometry import Offset
from textual.widgets.option_list import Option

from outtray.mastodon.tokens import Token
from outtray.widgets.chooser import Chooser
from outtray.widgets.desk.values import Completion
from outtray.widgets.text import cut, line

_WIDEST = 38


class CompletionList(Chooser, can_focus=False):
    """Hidden while there is nothing to offer. What is chosen is asked for with ``chosen``."""

    DEFAULT_CSS = """
    CompletionList {
        display: none;
        overlay: screen;
        constrain: inside inflect;
        width: auto;
        min-width: 20;
        max-width: 46;
        height: auto;
        max-height: 10;
        padding: 0;
        border: round $ot-focus;
        background: $ot-raised;
        &:focus { border: round $ot-focus; }
        color: $ot-ink;
        border-subtitle-color: $ot-muted;
        scrollbar-size-vertical: 1;
        &.-open { display: block; }
        &.-ascii { border: ascii $ot-focus; }
        & > .option-list--option { padding: 0 1; }
        & > .option-list--option-highlighted { color: $ot-marked-ink; background: $ot-marked; }
    }
    """

    def __init__(self, *, ascii_only: bool = False) -> None:
        super().__init__(markup=False, id="completions")
        self.set_class(ascii_only, "-ascii")
        self._ellipsis = "..." if ascii_only else "…"
        self._offered: tuple[Completion, ...] = ()
        self.token: Token | None = None

    @property
    def is_open(self) -> bool:
        """Whether something is offered."""
        return self.has_class("-open")

    @property
    def chosen(self) -> Completion | None:
        """What is highlighted; None when nothing is offered."""
        place = self.highlighted
        return self._offered[place] if self.is_open and place is not None else None

    def offer(self, token: Token, offered: Sequence[Completion], at: Offset) -> None:
        """Offer these for a token, below this place of the screen; nothing closes the list."""
        if not offered:
            self.close()
            return
        before = self.chosen if token == self.token else None
        self.token = token
        if tuple(offered) != self._offered:
            self._offered = tuple(offered)
            self.set_options(Option(_shown(one, self._ellipsis)) for one in offered)
        self.highlighted = self._offered.index(before) if before in self._offered else 0
        self.add_class("-open")
        self.stand_below(at)

    def stand_below(self, at: Offset) -> None:
        """Stand below this place of the screen, where the cursor is, as long as something is offered."""
        if self.is_open and self.token is not None:
            self.absolute_offset = at + Offset(-self.token.length - 1, 1)
            self.refresh(layout=True)

    def close(self) -> bool:
        """Offer nothing; true if something was offered."""
        was_open = self.is_open
        self.remove_class("-open")
        self.token = None
        return was_open

    def go(self, step: int) -> None:
        """Highlight the one below or above; after the last comes the first."""
        if self._offered:
            self.highlighted = ((self.highlighted or 0) + step) % len(self._offered)


def _shown(one: Completion, ellipsis: str) -> Content:
    if not one.note:
        return line(one.name, "bold")
    name = line(one.name, "bold")
    room = max(_WIDEST - name.cell_length, 0)
    return Content.assemble(name, "  ", cut(one.note, room, ellipsis)) if room > 3 else name
