"""What keeps a draft from being lost: saved while it is written, parked when the desk is left."""

from __future__ import annotations

import asyncio

from textual.message import Message

from outtray.acts.act import Act
from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.commands import desk as commands
from outtray.screens.confirm import ConfirmScreen
from outtray.screens.key_words import key_of
from outtray.screens.writing.outcome import Parked
from outtray.screens.writing.page import Page, Part
from outtray.widgets.desk.messages import DraftEdited

AUTOSAVE_SECONDS = 0.6
"""How long after the last change a draft is on disk at the latest."""


class Keeping(Part):
    """Has the draft on disk soon, however fast somebody types, and before the desk is left."""

    commands = commands.KEEPING

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._saved: Act | None = None
        self._due = False
        self.writing = asyncio.Lock()
        """Held by whoever changes the draft in the store: one at a time."""

    def begin(self) -> None:
        """Tell what became of a draft while it was away from the desk."""
        if self.page.item_id:
            self.page.start(self._tell_its_note, group="look")

    async def _tell_its_note(self) -> None:
        try:
            item = await self.page.workspace.tray.item(self.page.item_id)
        except OuttrayError as error:
            self.page.tell_error(error)
            return
        if item.note is not None and not self.page.notice.is_told:
            self.page.notice.tell(item.note.sentence, is_error=False)

    def hear(self, message: Message) -> None:
        """Save what was typed."""
        if isinstance(message, DraftEdited):
            self._autosave()

    def changed(self) -> None:
        """Save what was chosen."""
        self._autosave()

    def _autosave(self) -> None:
        if not self._due:
            self._due = True
            self.page.set_timer(AUTOSAVE_SECONDS, self._save_soon)

    def _save_soon(self) -> None:
        self.page.start(self._save_in_time, group="autosave")

    async def _save_in_time(self) -> None:
        self._due = False
        await self.save()

    async def save(self) -> bool:
        """Put the draft on disk; says in place what stands in the way. True when it is there."""
        page = self.page
        if page.is_read_only or page.act == self._saved or (not page.item_id and not page.is_written):
            return True
        # One at a time: two first saves side by side would make two drafts of one text.
        async with self.writing:
            act = page.act
            if act == self._saved:
                return True
            try:
                page.item_id = await page.workspace.tray.save_draft(act, page.item_id)
            except OuttrayError as error:
                page.notice.tell(
                    error.sentence,
                    _("{step} The text stays here; {key} copies it.")
                    .format(step=error.next_step, key=key_of(page.app, commands.COPY))
                    .strip(),
                )
                return False
            self._saved = act
        return True

    def held(self, act: Act, item_id: str) -> None:
        """The act is in the out-tray: a save that waits for its turn must not keep the same words again."""
        self.page.item_id, self._saved = item_id, act

    # Commands

    async def action_copy(self) -> None:
        """Copy the whole text."""
        page = self.page
        await page.take_page()
        page.app.copy_to_clipboard(page.act.reviewed_text)
        page.tell(_("Copied, if your terminal lets programs copy."))

    async def action_park(self) -> None:
        """Leave with the draft kept; whatever is open over the page closes first."""
        page = self.page
        if page.resting or page.body.close_open():
            return
        if page.notice.is_told:
            page.notice.action_dismiss()
            return
        await page.take_page()
        if page.is_read_only or (not page.is_written and not page.item_id):
            page.leave(Parked(""))
            return
        if not page.is_written:
            page.start(self._ask_to_discard, group="park", exclusive=True)
            return
        if await self.save():
            page.leave(Parked(page.item_id))

    async def _ask_to_discard(self) -> None:
        """An emptied draft goes for good only when that is said; it may have been held before."""
        page = self.page
        sure = await page.app.push_screen_wait(
            ConfirmScreen(
                _("Discard this draft?"), _("Its text is empty now."), safe=_("Go on"), danger=_("Discard")
            )
        )
        if not sure:
            return
        try:
            await page.workspace.tray.discard(page.item_id)
        except OuttrayError as error:
            page.tell_error(error)
            return
        page.leave(Parked(""))
