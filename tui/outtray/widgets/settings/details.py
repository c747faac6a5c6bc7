"""The setting under the cursor in full: what it does, what is wrong, what the policy says of it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from outtray.base.translation import gettext as _
from outtray.widgets.icons import Icons
from outtray.widgets.text import block, line


class SettingDetails(VerticalScroll, can_focus=False):
    """A page that scrolls by the mouse; ``show`` gives it a setting."""

    DEFAULT_CSS = """
    SettingDetails {
        background: $ot-sheet;
        color: $ot-ink;
        border: round $ot-border;
        border-title-color: $ot-accent;
        border-title-style: bold;
        padding: 0 1;
        scrollbar-size-vertical: 1;
        &.-ascii { border: ascii $ot-border; }
        & Static { width: 1fr; height: auto; }
    }
    """

    def __init__(self, *, icons: Icons, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._icons = icons
        self._static = Static(markup=False)
        self.set_class(icons.ascii_only, "-ascii")

    def compose(self) -> ComposeResult:
        """One text."""
        yield self._static

    def show(
        self,
        title: str,
        meaning: str,
        *,
        name: str = "",
        facts: Sequence[tuple[str, str]] = (),
        wrong: Sequence[str] = (),
        ruled: Sequence[str] = (),
        worked: Sequence[tuple[str, str]] = (),
    ) -> None:
        """Show a setting; ``facts`` and ``worked`` are pairs of a name and what is to be said of it."""
        self.border_title = line(title)
        rows = [block(meaning, "$ot-ink")]
        rows += [
            Content.styled(f"{self._icons.failed} ", "bold $ot-block") + block(one, "$ot-block")
            for one in wrong
        ]
        rows += [
            Content.styled(f"{self._icons.locked} ", "bold $ot-warn") + block(one, "$ot-warn")
            for one in ruled
        ]
        rows += [
            Content.assemble(line(_("{label}: ").format(label=label), "$ot-muted"), block(value, "$ot-ink"))
            for label, value in facts
        ]
        if worked:
            rows += [Content(""), Content.styled(_("What it comes to"), "bold $ot-accent")]
            rows += [worked_line(*one) for one in worked]
        if name:
            rows.append(line(name, "$ot-muted"))
        self._static.update(Content("\n").join(rows))
        self.scroll_home(animate=False)


def worked_line(act: str, wait: str) -> Content:
    """One act and what it waits."""
    return Content.assemble(line(_("{label}: ").format(label=act), "$ot-muted"), line(wait, "$ot-ink"))
