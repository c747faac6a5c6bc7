"""The viewer of a post's media: the alt text first, then what else is known, then, if wanted, a picture."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.css.query import NoMatches
from textual.widget import Widget
from textual.widgets import Static

from outtray.base.drawing import Small
from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.commands.command import Command, bindings
from outtray.commands.viewer import VIEWER
from outtray.mastodon.content import safe_link
from outtray.mastodon.models import MediaAttachment, Status
from outtray.screens.key_words import key_of
from outtray.screens.place import PlaceScreen
from outtray.services.pictures import CannotShow, how_to_install, is_installed
from outtray.services.viewing import Opener, Viewing, address_of
from outtray.services.workspace import Workspace
from outtray.widgets.icons import Icons
from outtray.widgets.picture import load, picture_of
from outtray.widgets.text import block, line
from outtray.widgets.timeline.attachments import media_word
from outtray.widgets.words import duration, focus_words, size_words

_WIDEST = 120
"""Columns of a picture: beyond these it only gets coarser."""

_LEAST_ROWS = 6
_AROUND = 8
"""Rows that the words around a picture take at least."""


class ViewerScreen(PlaceScreen[None]):
    """One medium after the other; whatever cannot be drawn or opened is a sentence in its place."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(VIEWER)]
    commands: ClassVar[tuple[Command, ...]] = VIEWER
    DEFAULT_CSS = """
    ViewerScreen {
        background: $ot-ground;
        & #scroll { height: 1fr; padding: 1 2; background: $ot-sheet; scrollbar-size-vertical: 1; }
        & Static { width: 1fr; max-width: 100; height: auto; color: $ot-ink; }
        & #alt { margin: 1 0; }
        & #holder { height: auto; align-horizontal: left; }
        & #holder > * { margin-bottom: 1; }
        & #state { margin-bottom: 1; }
    }
    """

    def __init__(
        self,
        workspace: Workspace,
        viewing: Viewing,
        status: Status,
        index: int,
        *,
        icons: Icons,
    ) -> None:
        still = workspace.settings.interface.reduced_motion
        super().__init__(_("Media"), clock=workspace.clock, icons=icons, still=still)
        self._viewing = viewing
        self._media = status.media_attachments
        self._author = status.account.name
        self._index = min(index, len(self._media) - 1)
        self._icons = icons
        self._drawing = workspace.drawing
        self._hides = status.sensitive
        self._picture: Widget | None = None

    @property
    def medium(self) -> MediaAttachment:
        """The one in front."""
        return self._media[self._index]

    def compose_place(self) -> ComposeResult:
        """Facts, alt text, picture, what goes on, where the file is."""
        with VerticalScroll(id="scroll", can_focus=False):
            yield Static(id="facts")
            yield Static(id="alt")
            yield Container(id="holder")
            yield Static(id="state")
            yield Static(id="where")

    def on_mount(self) -> None:
        """Begin with the one that was asked for."""
        self.call_after_refresh(self._show)

    def on_unmount(self) -> None:
        """Give back what the terminal keeps of the picture."""
        self._put_away()

    # What is shown

    def _show(self) -> None:
        medium = self.medium
        self.query_one("#facts", Static).update(self._facts(medium))
        alt = (medium.description or "").strip()
        told = block(alt, "$ot-ink") if alt else Content.styled(_("Nobody wrote an alt text."), "$ot-warn")
        self.query_one("#alt", Static).update(told)
        self.query_one("#where", Static).update(self._where(medium))
        self.query_one("#scroll", VerticalScroll).scroll_home(animate=False)
        self._put_away()
        self._draw()

    def _facts(self, medium: MediaAttachment) -> Content:
        place = _("{kind} {number} of {count}").format(
            kind=media_word(medium.type), number=self._index + 1, count=len(self._media)
        )
        by = _("by {name}").format(name=self._author)
        facts = f" {self._icons.dot} ".join([by, *_said_of(medium)])
        return Content.assemble(
            (f"{self._icons.media} ", "$ot-accent"),
            line(place, "bold $ot-accent"),
            "  ",
            line(facts, "$ot-muted"),
        )

    def _where(self, medium: MediaAttachment) -> Content:
        address = address_of(medium)
        if not address:
            return Content.styled(_("The file is not there, or not there yet."), "$ot-muted")
        command = self._viewing.command(medium)
        if command:
            told = _("{key} opens it with {program}; {copy} copies its address:")
        else:
            told = _("{key} opens it in a browser; {copy} copies its address:")
        said = told.format(
            key=key_of(self.app, VIEWER[1]),
            copy=key_of(self.app, VIEWER[5]),
            program=command[0] if command else "",
        )
        return Content("\n").join([line(said, "$ot-muted"), line(address, "$ot-link")])

    def _say(self, told: str, style: str = "$ot-muted") -> None:
        if self.is_mounted:
            state = self.query_one("#state", Static)
            state.display = bool(told)
            state.update(block(told, style))

    # Pictures

    def _put_away(self) -> None:
        picture, self._picture = self._picture, None
        if picture is not None:
            picture.image = None  # type: ignore[attr-defined]  # of textual-image, which knows no other way
            picture.remove()

    def _draw(self) -> None:
        self.workers.cancel_group(self, "preview")
        if not self._viewing.draws:
            self._say("")
        elif self._icons.ascii_only or self.app.no_color:
            self._say(_("This terminal draws plain letters only, so no pictures."))
        elif not is_installed():
            self._say(_("What draws pictures is not installed.") + f" {how_to_install()}")
        elif self._hides:
            key = key_of(self.app, VIEWER[4])
            self._say(
                _("Its author calls it sensitive. {key} shows the picture.").format(key=key), "$ot-warn"
            )
        else:
            self._preview(self.medium)

    def _room(self) -> tuple[int, int]:
        """Columns and rows a picture may take."""
        lines = sum(self.query_one(name).size.height for name in ("#facts", "#alt", "#where"))
        scroll = self.query_one("#scroll").size
        rows = max(_LEAST_ROWS, scroll.height - max(_AROUND, lines + 3))
        return max(8, min(scroll.width, _WIDEST)), rows

    @work(group="preview", exclusive=True)
    async def _preview(self, medium: MediaAttachment) -> None:
        self._say(_("Fetching the picture…"))
        columns, rows = self._room()
        try:
            small = await self._viewing.preview(medium, *self._drawing.pixels(columns, rows))
            kind = await asyncio.to_thread(load, self._drawing)
        except OuttrayError as error:
            self._say(f"{error.sentence} {error.next_step}", "$ot-warn")
            return
        except ImportError as error:
            broken = CannotShow(_("What draws pictures does not work here: {reason}").format(reason=error))
            self._say(f"{broken.sentence}", "$ot-warn")
            return
        if small is None:
            self._say(_("Its server has no small picture of it."))
            return
        self._say("")
        await self._hang(kind, small, columns, rows)

    async def _hang(self, kind: type[Widget], small: Small, columns: int, rows: int) -> None:
        picture = kind(picture_of(small.width, small.height, small.pixels))  # type: ignore[arg-type]  # every widget of textual-image takes one first
        width, height = self._drawing.cells(small.width, small.height, columns, rows)
        picture.styles.width, picture.styles.height = width, height
        self._picture = picture
        try:
            await self.query_one("#holder").mount(picture)
        except NoMatches:
            self._picture = None  # closed meanwhile

    # Commands

    def action_leave(self) -> None:
        """Put a notice away, or go back."""
        if self.notice.is_told:
            self.notice.action_dismiss()
        else:
            self.leave(None)

    def action_next(self) -> None:
        """Go to the next medium."""
        self._turn(1)

    def action_previous(self) -> None:
        """Go to the medium before."""
        self._turn(-1)

    def _turn(self, way: int) -> None:
        if len(self._media) > 1:
            self._index = (self._index + way) % len(self._media)
            self._show()

    def action_reveal(self) -> None:
        """Show or hide a sensitive picture."""
        self._hides = not self._hides
        self._put_away()
        self._draw()

    def action_down(self) -> None:
        """Move down."""
        self._scroll(1)

    def action_up(self) -> None:
        """Move up."""
        self._scroll(-1)

    def _scroll(self, way: int) -> None:
        scroll = self.query_one("#scroll", VerticalScroll)
        scroll.scroll_relative(y=way * max(1, scroll.size.height // 2), animate=False)

    def action_copy_address(self) -> None:
        """Copy the address of the file."""
        self._copy(address_of(self.medium), _("Address copied, if your terminal lets programs copy."))

    def action_copy_text(self) -> None:
        """Copy the alt text."""
        self._copy(self.medium.description or "", _("Text copied, if your terminal lets programs copy."))

    def _copy(self, text: str, told: str) -> None:
        if text:
            self.app.copy_to_clipboard(text)
            self.tell(told)
        else:
            self.tell(_("There is nothing to copy."))

    def action_open(self) -> None:
        """Open the file outside."""
        self._open(self.medium)

    @work(group="open", exclusive=True)
    async def _open(self, medium: MediaAttachment) -> None:
        try:
            opener = await self._viewing.opener(medium, self._has_come)
            if opener is None:
                self.app.open_url(address_of(medium))
            else:
                await self._give(opener)
        except OuttrayError as error:
            self._say("")
            self.tell_error(error)

    async def _give(self, opener: Opener) -> None:
        if opener.in_terminal:
            self._say("")
            with self.app.suspend():
                self._viewing.run(opener)
            return
        self._say(_("Opening it with {program}…").format(program=opener.program))
        await self._viewing.start(opener)
        self._say(_("Opened with {program}.").format(program=opener.program))

    def _has_come(self, size: int, whole: int | None) -> None:
        if whole is None:
            self._say(_("Fetching the file: {size}").format(size=size_words(size)))
        else:
            told = _("Fetching the file: {size} of {whole}")
            self._say(told.format(size=size_words(size), whole=size_words(whole)))


def _said_of(medium: MediaAttachment) -> Iterator[str]:
    """What is known of a medium beside its alt text."""
    meta = medium.meta
    size = meta.original if meta is not None else None
    if size is not None and size.width and size.height:
        yield f"{size.width}×{size.height}"
    if size is not None and size.duration:
        yield duration(round(size.duration))
    if meta is not None and meta.focus is not None and (meta.focus.x or meta.focus.y):
        yield _("cut around {place}").format(place=focus_words(meta.focus.x, meta.focus.y))
    link = safe_link(medium.url or medium.remote_url or "")
    if link is not None:
        yield link[1]
