"""Commands that work on every screen."""

from dataclasses import replace

from outtray.base.translation import gettext as _
from outtray.commands.command import Command

HELP = Command("app.help", ("question_mark", "f1"), _("Keys"), _("Show every key of this screen."), show=True)
PALETTE = Command("app.command-palette", ("ctrl+p",), _("Palette"), _("Find a command by its name."))
QUIT = Command("app.quit", ("q",), _("Quit"), _("Leave; held acts stay in the out-tray."), show=True)
QUIT_ANYWHERE = Command(
    "everywhere.quit",
    ("ctrl+q",),
    _("Quit"),
    _("Leave, from a text field or a dialogue, too; what stands on the desk is kept."),
    priority=True,
)
REDRAW = Command("app.redraw", ("ctrl+l",), _("Redraw"), _("Draw the whole screen again."))

EVERYWHERE = (HELP, PALETTE, QUIT, QUIT_ANYWHERE, REDRAW)

# Where letters are typed, a question mark and a q are letters.
WHERE_TYPING = (replace(HELP, keys=tuple(reversed(HELP.keys))), replace(QUIT, show=False))
