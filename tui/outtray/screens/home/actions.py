"""The menu of everything that can be done with what is selected."""

from __future__ import annotations

from outtray.commands import reading as commands
from outtray.screens.home.home import Part
from outtray.screens.home.people import People
from outtray.screens.home.posts import Posts


class Actions(Part):
    """Offers the menu that fits: of a person, or of a post."""

    commands = (commands.ACTIONS,)

    def action_actions(self) -> None:
        """Show what can be done with the selected post or person."""
        view = self.home.view
        if view is None:
            return
        if view.selected is None and view.selected_account is not None:
            self.home.part(People).offer(view.selected_account)
        elif view.selected is not None:
            self.home.part(Posts).offer(view.selected)
