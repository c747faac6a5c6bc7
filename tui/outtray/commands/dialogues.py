"""Commands of the cards and questions over a screen, and of the screens before there is an account."""

from outtray.base.translation import gettext as _
from outtray.commands.command import Command

_DOWN = ("j",)
_UP = ("k",)

ADDRESS = (
    Command("address.leave", ("escape", "q"), _("Close"), _("Go back to where you were."), show=True),
    Command("address.copy", ("c",), _("Copy"), _("Copy the address."), show=True),
)
DRAFTS = (
    Command("drafts.leave", ("escape", "d", "q"), _("Close"), _("Go on with none."), show=True),
    Command("drafts.discard", ("D",), _("Discard"), _("Drop the draft; asks first."), show=True),
    Command("drafts.down", _DOWN, _("Down"), _("Go to the next draft.")),
    Command("drafts.up", _UP, _("Up"), _("Go to the draft before.")),
)
HELP_CARD = (
    Command("help.leave", ("escape", "question_mark", "f1", "q"), _("Close"), _("Go back."), show=True),
    Command("help.down", (*_DOWN, "down"), _("Down"), _("Move down in the keys.")),
    Command("help.up", (*_UP, "up"), _("Up"), _("Move up in the keys.")),
)
LINKS = (
    Command("links.leave", ("escape", "o", "q"), _("Close"), _("Open nothing."), show=True),
    *(
        Command(
            f"links.pick-{number}",
            (str(number),),
            _("Open"),
            _("Open what has this number."),
            argument=number,
        )
        for number in range(1, 10)
    ),
)
ASK = (Command("ask.leave", ("escape",), _("Leave it"), _("Leave it as it was."), show=True, priority=True),)
MENU = (Command("menu.leave", ("escape",), _("Close"), _("Do nothing."), show=True),)
VOTE = (
    Command("vote.leave", ("escape", "q"), _("Close"), _("Do not vote."), show=True),
    Command("vote.mark-here", ("space",), _("Mark"), _("Mark the answer, or take the mark away."), show=True),
    *(
        Command(f"vote.mark-{number}", (str(number),), _("Mark"), _("Mark this answer."), argument=number)
        for number in range(1, 10)
    ),
)
LOGIN = (Command("login.leave", ("escape",), _("Give up"), _("Leave; nothing is stored."), show=True),)
OPTIONS = (
    Command(
        "options.leave",
        ("escape",),
        _("Leave as it was"),
        _("Leave the options as they were; asks when something was changed."),
        show=True,
        priority=True,
    ),
    Command(
        "options.take",
        ("ctrl+o",),
        _("Take these"),
        _("Leave with these options; a file that stands in its field is attached first."),
        show=True,
        priority=True,
    ),
)
MEDIA = (
    Command(
        "media.leave",
        ("escape",),
        _("Leave as it was"),
        _("Leave the attachments as they were; asks when something was changed."),
        show=True,
        priority=True,
    ),
    Command(
        "media.take",
        ("ctrl+g",),
        _("Take these"),
        _("Leave with these attachments; a file that is named is attached first."),
        show=True,
        priority=True,
    ),
)
POLL = (
    Command(
        "poll.leave", ("escape",), _("Leave as it was"), _("Leave it as it was."), show=True, priority=True
    ),
    Command(
        "poll.take",
        ("ctrl+b",),
        _("Take it"),
        _("Leave with the poll as it stands."),
        show=True,
        priority=True,
    ),
)
PROFILE_FORM = (
    Command(
        "profile.leave",
        ("escape",),
        _("Change nothing"),
        _("Leave the profile as it is; asks when something was changed."),
        show=True,
        priority=True,
    ),
    Command(
        "profile.take",
        ("ctrl+o",),
        _("To the desk"),
        _("Go to the desk with the change, where it is reviewed and held."),
        show=True,
        priority=True,
    ),
)
THREAD = (
    Command(
        "thread.leave", ("escape",), _("Go on writing"), _("Hold nothing yet."), show=True, priority=True
    ),
    Command(
        "thread.hold",
        ("f5",),
        _("Hold all parts"),
        _("Put every part into the out-tray; each is looked at and sent by itself, in order."),
        show=True,
        priority=True,
    ),
)
WELCOME = (Command("welcome.back", ("escape",), _("Back"), _("Go back a step, or leave."), show=True),)
