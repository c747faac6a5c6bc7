"""Commands of the viewer of a post's media."""

from outtray.base.translation import gettext as _
from outtray.commands.command import Command

VIEWER = (
    Command("viewer.leave", ("escape", "v"), _("Back"), _("Go back to the post."), show=True),
    Command(
        "viewer.open",
        ("enter", "o"),
        _("Open"),
        _("Open the file with the program the settings name for it, or in a browser."),
        show=True,
    ),
    Command(
        "viewer.next",
        ("l", "right", "right_square_bracket"),
        _("Next"),
        _("Go to the next medium."),
        show=True,
    ),
    Command(
        "viewer.previous",
        ("h", "left", "left_square_bracket"),
        _("Previous"),
        _("Go to the medium before."),
        show=True,
    ),
    Command("viewer.reveal", ("x",), _("Show"), _("Show or hide a picture its author calls sensitive.")),
    Command("viewer.copy-address", ("y",), _("Copy address"), _("Copy the address of the file.")),
    Command("viewer.copy-text", ("Y",), _("Copy alt text"), _("Copy what is said of the medium.")),
    Command("viewer.down", ("j", "down", "pagedown", "space"), _("Down"), _("Move down.")),
    Command("viewer.up", ("k", "up", "pageup"), _("Up"), _("Move up.")),
)
