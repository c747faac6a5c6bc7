"""What is done with the post under the cursor that nobody else sees."""

from __future__ import annotations

from functools import partial

from textual.message import Message

from outtray.commands import reading as commands
from outtray.mastodon.errands import Errand, ErrandKind
from outtray.mastodon.models import Status
from outtray.screens import messages
from outtray.screens.home.home import Part
from outtray.screens.home.private import Private
from outtray.widgets.timeline import messages as timeline_messages
from outtray.widgets.timeline.pieces import Target, TargetKind


class Marks(Part):
    """Bookmarks, links and warnings."""

    commands = commands.MARKS

    def hear(self, message: Message) -> None:
        """Open what was clicked."""
        if isinstance(message, timeline_messages.LinkOpened):
            self.home.app.open_url(message.url)

    # Commands

    def action_expand(self) -> None:
        """Show or hide what is behind a warning."""
        if (view := self.home.view) is not None:
            view.toggle_hidden()

    def action_open_link(self) -> None:
        """Open what the selected post leads to, by number: links, people, hashtags, the post it quotes."""
        if (status := self.home.selected) is not None:
            self.home.start(partial(self._choose_link, status), group="links", exclusive=False)

    async def _choose_link(self, status: Status) -> None:
        # Compiled when first asked for: the first frame needs no dialogue.
        from outtray.screens.links import LinksScreen

        chosen = await self.home.app.push_screen_wait(LinksScreen(status.shown))
        match chosen:
            case Target(TargetKind.LINK, address):
                self.home.app.open_url(address)
            case Target(TargetKind.PROFILE, account_id):
                self.home.post_message(messages.ProfileRequested(account_id))
            case Target(TargetKind.TAG, name):
                self.home.hear(timeline_messages.TagOpened(name))
            case Target(TargetKind.STATUS, status_id):
                self.home.post_message(messages.ThreadRequested(status_id))
            case _:
                pass

    def action_bookmark(self) -> None:
        """Keep the selected post for oneself, or no longer."""
        if (status := self.home.selected) is not None:
            self.home.start(partial(self._bookmark, status.shown), group="changes", exclusive=False)

    async def _bookmark(self, status: Status) -> None:
        kept = bool(status.bookmarked)
        errand = Errand(
            ErrandKind.BOOKMARK, status.id, wish=not kept, name=f"@{status.account.acct}", before=kept
        )
        await self.home.part(Private).ask(errand, status=status)
