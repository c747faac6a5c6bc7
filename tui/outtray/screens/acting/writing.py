"""What is written: posts, replies, quotes, changes of posts and of the own profile, drafts gone on with."""

from __future__ import annotations

from outtray.acts.states import State
from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.mastodon.models import Status
from outtray.screens.acting.ground import Ground, answers_of
from outtray.screens.confirm import ConfirmScreen
from outtray.screens.opening import kept_back, opening_here
from outtray.services import acting


class Writing(Ground):
    """Opens the desk, with what is to be changed fetched from the server first."""

    def compose(self) -> None:
        """A new post."""
        if (author := self._author()) is not None:
            self._write(acting.new_post(author))

    def reply(self, status: Status) -> None:
        """An answer to this status."""
        if (author := self._author()) is not None:
            self._write(acting.reply(author, status))

    def quote(self, status: Status) -> None:
        """A post that shows this status below its own words."""
        author = self._author()
        if author is None:
            return
        try:
            acting.check_quotable(status, self._workspace.instance)
        except OuttrayError as error:
            self._screen.tell_error(error)
            return
        self._write(acting.quote(author, status))

    def edit(self, status: Status) -> None:
        """A change to an own status."""
        if self._is_own(status, _("Only your own posts can be edited.")):
            self._run(self._edit(status.shown))

    def redraft(self, status: Status) -> None:
        """An own status written anew; the old one stays until the other is known to be sent."""
        if self._is_own(status, _("Only your own posts can be written anew.")):
            self._run(self._redraft(status.shown))

    def change_profile(self) -> None:
        """A change of the own profile."""
        self._run(self._change_profile())

    def resume(self, item_id: str) -> None:
        """Go on with a draft that was begun before this screen came."""
        self._run(self._resume(item_id))

    # Fetching

    async def _edit(self, status: Status) -> None:
        connection, author = self._workspace.connection, self._author()
        if connection is None or author is None:
            return
        try:
            source = await connection.reader.status_source(status.id)
            act = acting.edit(author, status, source)
        except OuttrayError as error:
            self._screen.tell_error(error)
            return
        await self._desk(act)

    async def _redraft(self, status: Status) -> None:
        sure = await self._screen.app.push_screen_wait(
            ConfirmScreen(
                _("Write this post anew?"),
                _("The old one stays until the other is sent; then it goes, its boosts and favourites too."),
                safe=_("Keep it"),
                danger=_("Write it anew"),
            )
        )
        if sure:
            await kept_back(opening_here(self._screen.app), self._write_anew(status))

    async def _write_anew(self, status: Status) -> None:
        try:
            act = await self._workspace.redraft(status)
        except OuttrayError as error:
            self._screen.tell_error(error)
            return
        await self._desk(act)

    async def _change_profile(self) -> None:
        # Loaded when first asked for: few change their profile often.
        from outtray.screens.profile_form import ProfileFormScreen

        connection, author = self._workspace.connection, self._author()
        if author is None:
            return
        if connection is None:
            self._screen.tell(
                _("Offline your profile cannot be read, so it cannot be changed."), _("Try again later.")
            )
            return
        try:
            me = (await connection.reader.verify_credentials()).account
        except OuttrayError as error:
            self._screen.tell_error(error)
            return
        form = ProfileFormScreen(self._workspace, author, me)
        act = await self._screen.app.push_screen_wait(form)
        if act is not None:
            await self._desk(act)

    async def _resume(self, item_id: str) -> None:
        try:
            item = await self._workspace.tray.item(item_id)
        except OuttrayError as error:
            self._screen.tell_error(error)
            return
        if item.state is State.DRAFT and self._is_acting(item.act.account):
            await self._desk(item.act, item.id, answers_of(item))
