"""Commands of the out-tray and of the second look."""

from outtray.base.translation import gettext as _
from outtray.commands.command import Command

LOOK = Command(
    "outtray.look", ("enter",), _("Look"), _("See the held act with its findings and headline."), show=True
)
EDIT = Command(
    "outtray.edit", ("e",), _("Edit"), _("Take the act back to the desk and change it."), show=True
)
SEND = Command(
    "outtray.send", ("s",), _("Send"), _("Send a ready act: first the second look, then it goes."), show=True
)
DISCARD = Command("outtray.discard", ("D",), _("Discard"), _("Drop the act; asks first."), show=True)
RESOLVE = Command(
    "outtray.resolve", ("a",), _("Ask server"), _("For an act that may have been sent: find out now.")
)
ACCOUNT = Command(
    "outtray.account", ("u",), _("Account"), _("Show the acts of one account only, of the next one, of all.")
)
BACK = Command("outtray.back", ("escape",), _("Back"), _("Go back; nothing changes."), show=True)

OUT_TRAY = (LOOK, EDIT, SEND, DISCARD, RESOLVE, ACCOUNT, BACK)

LOOK_SEND = Command("look.send", ("s",), _("Send"), _("Send this act now."), show=True)
LOOK_EDIT = Command(
    "look.edit", ("e",), _("Edit"), _("Take the act back to the desk and change it."), show=True
)
LOOK_ACKNOWLEDGE = Command(
    "look.acknowledge", ("f6",), _("Answer"), _("Acknowledge the finding in view."), show=True
)
LOOK_PREVIOUS = Command(
    "look.previous-finding", ("f7",), _("Previous"), _("Go to the finding before this one.")
)
LOOK_NEXT = Command("look.next-finding", ("f8",), _("Next"), _("Go to the finding after this one."))
LOOK_DISCARD = Command("look.discard", ("D",), _("Discard"), _("Drop the act; asks first."))
LOOK_BACK = Command("look.back", ("escape",), _("Back"), _("Go back; the act stays held."), show=True)

LOOK_COMMANDS = (LOOK_SEND, LOOK_EDIT, LOOK_ACKNOWLEDGE, LOOK_PREVIOUS, LOOK_NEXT, LOOK_DISCARD, LOOK_BACK)
