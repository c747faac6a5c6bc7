"""The register and the lessons: what was done, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.message import Message

from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.commands import reading as commands
from outtray.screens import messages, places
from outtray.screens.home.acts import Acts
from outtray.screens.home.home import Group, Offer, Part
from outtray.screens.opening import opening_here
from outtray.widgets.navigation import Navigation, Place

if TYPE_CHECKING:
    from outtray.screens.register import Wished


class Records(Part):
    """Opens both, and does what the register is asked to do with a post that was sent."""

    commands = (*commands.RECORDS, commands.DOCTOR)

    def hear(self, message: Message) -> None:
        """Go where the navigation says."""
        if isinstance(message, Navigation.PlaceChosen):
            if message.place_id == places.REGISTER:
                self.action_register()
            elif message.place_id == places.LESSONS:
                self.action_lessons()

    def places(self) -> Iterable[Offer]:
        """The register and the lessons."""
        yield Offer(
            Group.YOURS, Place(places.REGISTER, _("Register"), self.home.place_key(commands.REGISTER))
        )
        yield Offer(Group.YOURS, Place(places.LESSONS, _("Lessons"), self.home.place_key(commands.LESSONS)))

    def action_register(self) -> None:
        """Open the journal."""
        self.home.start(self._register, group="acting")

    def action_doctor(self) -> None:
        """Check what the program stands on."""
        from outtray.screens.doctor import DoctorScreen

        self.home.app.push_screen(DoctorScreen(self.home.workspace, icons=self.home.icons))

    def action_lessons(self) -> None:
        """Open what review did."""
        from outtray.screens.lessons import LessonsScreen

        self.home.app.push_screen(LessonsScreen(self.home.workspace, icons=self.home.icons))

    async def _register(self) -> None:
        from outtray.screens.register import RegisterScreen

        screen = RegisterScreen(self.home.workspace, icons=self.home.icons)
        wished = await self.home.app.push_screen_wait(screen)
        if wished is not None:
            await self._do(wished)

    async def _do(self, wished: Wished) -> None:
        from outtray.screens.register import Wish

        if wished.wish is Wish.THREAD:
            self.home.post_message(messages.ThreadRequested(wished.status_id))
            return
        with opening_here(self.home.app):
            try:
                connection = await self.home.reading.connection()
                status = await connection.reader.status(wished.status_id)
            except OuttrayError as error:
                self.home.tell_error(error)
                return
            flows = self.home.part(Acts).flows
            if wished.wish is Wish.EDIT:
                flows.edit(status)
            else:
                flows.delete(status)
