"""What is chosen for a draft beside its words: audience, language, warning, attachments, another editor."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual.screen import Screen

from outtray.acts.act import Act
from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.commands import desk as commands
from outtray.screens.key_words import key_of
from outtray.screens.media import MediaScreen
from outtray.screens.options import OptionsScreen
from outtray.screens.poll import PollScreen
from outtray.screens.writing.keeping import Keeping
from outtray.screens.writing.page import Part
from outtray_rules.draft import ActKind


class Choosing(Part):
    """Opens the cards over the desk and takes what is chosen on them."""

    commands = commands.CHOOSING

    def action_options(self) -> None:
        """Choose audience, language and warning."""
        self._open(lambda: OptionsScreen(self.page.act))

    def action_media(self) -> None:
        """Choose what is attached."""
        if self.page.act.poll is not None:
            self.page.notice.tell(
                _("A post cannot carry both a poll and media."),
                _("{key} takes the poll away first.").format(key=key_of(self.page.app, commands.POLL)),
            )
        else:
            self._open(lambda: MediaScreen(self.page.act, self.page.workspace))

    def action_poll(self) -> None:
        """Write a poll."""
        act = self.page.act
        if act.media:
            self.page.notice.tell(
                _("A post cannot carry both a poll and media."),
                _("{key} takes the media off first.").format(key=key_of(self.page.app, commands.MEDIA)),
            )
        elif act.kind is ActKind.EDIT:
            self.page.notice.tell(_("An edit cannot begin or change a poll."), _("Ask in a post of its own."))
        else:
            self._open(lambda: PollScreen(self.page.act, self.page.workspace.instance))

    def _open(self, card: Callable[[], Screen[Act | None]]) -> None:
        if not self.page.is_read_only and not self.page.resting:
            self.page.start(partial(self._choose, card), group="choosing", exclusive=True)

    async def _choose(self, card: Callable[[], Screen[Act | None]]) -> None:
        page = self.page
        await page.take_page()
        chosen = await page.app.push_screen_wait(card())
        if chosen is not None:
            page.change(chosen)

    async def action_editor(self) -> None:
        """Write in the user's own editor."""
        page = self.page
        if page.is_read_only:
            return
        await page.take_page()
        await page.part(Keeping).save()
        try:
            with page.app.suspend():
                text = page.workspace.edit_in_editor(page.act, page.item_id)
        except OuttrayError as error:
            page.tell_error(error)
            return
        page.body.composer.load(text, page.act.content_warning)
