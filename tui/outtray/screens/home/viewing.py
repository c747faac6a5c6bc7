"""The media of a post: opens the viewer."""

from __future__ import annotations

from textual.message import Message

from outtray.base.translation import gettext as _
from outtray.commands import reading as commands
from outtray.mastodon.models import Status
from outtray.screens.home.home import Home, Part
from outtray.services import viewing
from outtray.widgets.timeline import messages as timeline_messages


class Viewing(Part):
    """Shows what is attached to the selected post, or to the one that was pointed at."""

    commands = commands.VIEWING

    def __init__(self, home: Home) -> None:
        super().__init__(home)
        self._viewing = viewing.Viewing(home.workspace)

    def hear(self, message: Message) -> None:
        """Show what was pointed at."""
        if isinstance(message, timeline_messages.MediaOpened):
            self.show(message.status.shown, message.index)

    async def end(self) -> None:
        """Give the connections back."""
        await self._viewing.close()

    def show(self, status: Status, index: int = 0) -> None:
        """Open the viewer on a medium of a post."""
        # Loaded when somebody looks: nothing of the timelines needs it.
        from outtray.screens.viewer import ViewerScreen

        if not status.media_attachments:
            self.home.tell(_("This post has no media."))
            return
        screen = ViewerScreen(self.home.workspace, self._viewing, status, index, icons=self.home.icons)
        self.home.app.push_screen(screen)

    def action_media(self) -> None:
        """Look at the media of the selected post."""
        view = self.home.view
        # Of another server's posts, too: files are asked for as nobody.
        if view is not None and (status := view.selected) is not None:
            self.show(status.shown)
