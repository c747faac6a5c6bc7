"""Forgetting what was read: asked for by name, told how much it is, and asked once more."""

from __future__ import annotations

import asyncio

from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.commands import reading as commands
from outtray.screens.confirm import ConfirmScreen
from outtray.screens.home.home import Part
from outtray.services import room


class Clearing(Part):
    """Empties the cache; what stands on the screen stays, and the next refresh fills it again."""

    commands = (commands.CLEAR_CACHE,)

    def action_clear_cache(self) -> None:
        """Say what is kept, and forget it when that is wanted."""
        self.home.start(self._ask, group="clearing", opens=True)

    async def _ask(self) -> None:
        found = await asyncio.to_thread(room.taken, self.home.workspace)
        question = ConfirmScreen(
            _("Forget what was read here?"),
            _(
                "{posts} MB of posts and {files} MB of their files go from this machine, of every account. "
                "Drafts, the out-tray and the register stay."
            ).format(posts=room.megabytes(found.posts), files=room.megabytes(found.files.size)),
            safe=_("Keep it"),
            danger=_("Forget it"),
        )
        if not await self.home.app.push_screen_wait(question):
            return
        try:
            await asyncio.to_thread(room.give_back, self.home.workspace)
        except OuttrayError as error:
            self.home.tell_error(error)
        else:
            self.home.tell(_("Nothing of what was read is kept any more."), _("It fills again as you read."))
