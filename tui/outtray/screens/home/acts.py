"""What begins an act, or goes on with one: the keys of the desk and the out-tray."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from textual.message import Message

from outtray.base.translation import gettext as _
from outtray.commands import reading as commands
from outtray.mastodon.models import Status
from outtray.screens import places
from outtray.screens.home.home import Group, Offer, Part
from outtray.screens.home.standing import Standing
from outtray.screens.key_words import key_of
from outtray.widgets.navigation import Navigation, Place

if TYPE_CHECKING:
    from outtray.screens.acting.flows import Acting


class Acts(Part):
    """Hands keys to the flows of ``Acting``."""

    commands = commands.ACTS

    @cached_property
    def flows(self) -> Acting:
        """The desk, the out-tray and the second look: loaded when one of them is first asked for."""
        from outtray.screens.acting.flows import Acting

        return Acting(self.home, self.home.workspace, self.home.icons)

    def hear(self, message: Message) -> None:
        """Go where the navigation says."""
        if isinstance(message, Navigation.PlaceChosen):
            if message.place_id == places.OUT_TRAY:
                self.action_out_tray()
            elif message.place_id == places.DRAFTS:
                self.action_drafts()

    def places(self) -> Iterable[Offer]:
        """The out-tray and the drafts."""
        held = self.home.part(Standing).held
        yield Offer(
            Group.YOURS, Place(places.OUT_TRAY, _("Out-tray"), self.home.place_key(commands.OUT_TRAY), held)
        )
        yield Offer(Group.YOURS, Place(places.DRAFTS, _("Drafts"), self.home.place_key(commands.DRAFTS)))

    def _on_selected(self, flow: Callable[[Status], None]) -> None:
        if (status := self.home.selected) is not None:
            flow(status)
        elif self.home.view is not None and self.home.view.is_abroad:
            self.home.tell(
                _("This post is read at another server."),
                _("{open} opens it here; then it can be answered.").format(
                    open=key_of(self.home.app, commands.OPEN)
                ),
            )

    # Commands

    def action_compose(self) -> None:
        """Write a new post."""
        self.flows.compose()

    def action_reply(self) -> None:
        """Answer the selected post."""
        self._on_selected(self.flows.reply)

    def action_quote(self) -> None:
        """Quote the selected post."""
        self._on_selected(self.flows.quote)

    def action_redraft(self) -> None:
        """Write an own post anew."""
        self._on_selected(self.flows.redraft)

    def action_own_profile(self) -> None:
        """Change the own profile."""
        self.flows.change_profile()

    def action_boost(self) -> None:
        """Pass the selected post on, or take the boost back."""
        self._on_selected(self.flows.boost)

    def action_favourite(self) -> None:
        """Favourite the selected post, or take it back."""
        self._on_selected(self.flows.favourite)

    def action_edit(self) -> None:
        """Change an own post."""
        self._on_selected(self.flows.edit)

    def action_delete(self) -> None:
        """Delete an own post, after a question."""
        self._on_selected(self.flows.delete)

    def action_out_tray(self) -> None:
        """See what is held."""
        self.flows.open_out_tray()

    def action_next_ready(self) -> None:
        """Take the second look at the next act that is ready."""
        self.flows.look_at_next(self.home.part(Standing).waiting)

    def action_drafts(self) -> None:
        """Go on with a parked draft."""
        self.flows.open_drafts()
