"""From the desk into the out-tray."""

from __future__ import annotations

import asyncio
from functools import partial

from outtray.acts.act import Act
from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.commands import desk as commands
from outtray.screens.writing.keeping import Keeping
from outtray.screens.writing.outcome import Held, SentAtOnce
from outtray.screens.writing.page import Part


class Holding(Part):
    """Puts the act as it stands into the out-tray."""

    commands = commands.HOLDING

    async def action_hold(self) -> None:
        """Put the act into the out-tray."""
        page = self.page
        if page.resting:
            return
        await page.take_page()
        if not page.is_read_only and not page.is_written:
            page.notice.tell(_("There is nothing to hold yet."), _("Write something first."))
            return
        if not page.is_read_only and page.body.composer.left < 0:
            over = -page.body.composer.left
            page.notice.tell(
                _("The text is {count} characters over this server's limit.").format(count=over),
                _("Shorten it; nothing is lost meanwhile."),
            )
            return
        page.rest(resting=True)
        page.notice.tell(_("Holding…"), _("The page rests until that is done."), is_error=False)
        page.start(partial(self._hold, page.act), group="hold", exclusive=True)

    async def _hold(self, act: Act) -> None:
        page = self.page
        tray, keeping = page.workspace.tray, page.part(Keeping)
        async with keeping.writing:
            try:
                review = await asyncio.to_thread(page.workspace.review.review, act)
                item = await tray.hold(act, review, page.answers, item_id=page.item_id)
            except OuttrayError as error:
                page.rest(resting=False)
                page.tell_error(error)
                return
            keeping.held(act, item.id)
        page.leave(SentAtOnce(item) if tray.goes_at_once(act, review) else Held(item))
