"""What is chosen for a draft beside its words: audience, language, warning, attachments, another editor."""

from __future__ import annotations

from outtray.base.errors import OuttrayError
from outtray.commands import desk as commands
from outtray.screens.options import OptionsScreen
from outtray.screens.writing.page import Part


class Choosing(Part):
    """Opens the cards over the desk and takes what is chosen on them."""

    commands = commands.CHOOSING

    def action_options(self) -> None:
        """Choose audience, language and warning."""
        if not self.page.is_read_only:
            self.page.start(self._options, group="choosing")

    async def _options(self) -> None:
        page = self.page
        await page.take_page()
        chosen = await page.app.push_screen_wait(OptionsScreen(page.act, page.workspace))
        if chosen is not None:
            page.change(chosen)

    async def action_editor(self) -> None:
        """Write in the user's own editor."""
        page = self.page
        if page.is_read_only:
            return
        await page.take_page()
        try:
            with page.app.suspend():
                text = page.workspace.edit_in_editor(page.act.text)
        except OuttrayError as error:
            page.tell_error(error)
            return
        page.body.composer.load(text, page.act.content_warning)
