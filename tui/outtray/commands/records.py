"""Commands of the register, which is the journal, and of the lessons drawn from it."""

from outtray.base.translation import gettext as _
from outtray.commands.command import Command

FIND = Command(
    "register.find", ("slash",), _("Find"), _("Look for acts by words, days or account."), show=True
)
THREAD = Command(
    "register.thread", ("t",), _("Thread"), _("Open what was sent, with its answers."), show=True
)
BROWSE = Command("register.browse", ("o",), _("Browser"), _("Open what was sent in the browser."))
EDIT = Command("register.edit", ("e",), _("Edit"), _("Change what was sent; the change is held."), show=True)
DELETE = Command("register.delete", ("D",), _("Delete"), _("Delete what was sent; asks first."), show=True)
EXPORT = Command(
    "register.export",
    ("w",),
    _("Export"),
    _("Write what is listed to a file: a page to print, a table, or rows for machines."),
    show=True,
)
VERIFY = Command(
    "register.verify",
    ("v",),
    _("Verify"),
    _("Walk the whole chain and name the first row that was changed."),
    show=True,
)
BACK = Command("register.back", ("escape",), _("Back"), _("Stop an export, close the notice, or go back."))

REGISTER = (FIND, THREAD, BROWSE, EDIT, DELETE, EXPORT, VERIFY, BACK)

OTHER_PLOT = Command(
    "lessons.other-plot", ("h",), _("Rules/hours"), _("Draw the outcomes by rule, or by hour."), show=True
)
LESSONS_BACK = Command("lessons.back", ("escape",), _("Back"), _("Close the notice, or go back."), show=True)

LESSONS = (OTHER_PLOT, LESSONS_BACK)
