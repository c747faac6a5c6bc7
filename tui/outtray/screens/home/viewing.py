"""The media of posts: opens the viewer, and has small pictures fetched for the posts in sight."""

from __future__ import annotations

from collections import deque
from functools import partial

from textual.message import Message

from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.commands import reading as commands
from outtray.mastodon.models import MediaAttachment, Status
from outtray.screens.home.home import Home, Part
from outtray.services import viewing
from outtray.services.pictures import is_installed
from outtray.widgets.timeline import messages as timeline_messages
from outtray.widgets.timeline.album import COLUMNS, ROWS, Album
from outtray.widgets.timeline.view import TimelineView

_WAITING = 16
"""Posts whose pictures wait to be fetched; somebody who scrolls past more has left the first ones behind."""


class Viewing(Part):
    """Shows what is attached to the selected post, or to the one that was pointed at."""

    commands = commands.VIEWING

    def __init__(self, home: Home) -> None:
        super().__init__(home)
        self._viewing = viewing.Viewing(home.workspace)
        self._wanted: deque[timeline_messages.PicturesWanted] = deque()
        self._fetching = False

    @property
    def service(self) -> viewing.Viewing:
        """What fetches files, for all that draws pictures."""
        return self._viewing

    def hear(self, message: Message) -> None:
        """Show what was pointed at, and fetch what is in sight."""
        match message:
            case timeline_messages.MediaOpened():
                self.show(message.status.shown, message.index)
            case timeline_messages.PicturesWanted() if self.home.album is not None and self._draws:
                self._want(message, self.home.album)
            case _:
                pass

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

    # Pictures among the posts

    @property
    def _draws(self) -> bool:
        return self._viewing.draws and not self.home.app.no_color and is_installed()

    def _want(self, message: timeline_messages.PicturesWanted, album: Album) -> None:
        self._wanted.append(message)
        while len(self._wanted) > _WAITING:
            album.forget(self._wanted.popleft().media)
        if not self._fetching:
            self._fetching = True
            self.home.start(partial(self._fetch, album), group="pictures")

    async def _fetch(self, album: Album) -> None:
        """Fetch what waits, the latest first: that is what somebody looks at."""
        try:
            while self._wanted:
                message = self._wanted.pop()
                for medium in message.media:
                    if await self._fetched(medium, album) and isinstance(message.view, TimelineView):
                        message.view.show_picture(message.entry_id)
        finally:
            self._fetching = False

    async def _fetched(self, medium: MediaAttachment, album: Album) -> bool:
        try:
            small = await self._viewing.preview(medium, COLUMNS, ROWS * 2)
        except OuttrayError:
            return False  # its words stand there; the viewer says why there is no picture
        if small is not None:
            album.put(medium.id, small)
        return small is not None
