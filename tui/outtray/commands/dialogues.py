"""Commands of the cards and questions over a screen, and of the screens before there is an account."""

from outtray.base.translation import gettext as _
from outtray.commands.command import Command

ADDRESS = (
    Command("address.leave", ("escape", "q"), _("Close"), _("Go back to where you were."), show=True),
    Command("address.copy", ("c",), _("Copy"), _("Copy the address."), show=True),
)
LOGIN = (Command("login.leave", ("escape",), _("Give up"), _("Leave; nothing is stored."), show=True),)
