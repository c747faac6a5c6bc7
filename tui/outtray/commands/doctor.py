"""Commands of the report on what the program stands on."""

from outtray.base.translation import gettext as _
from outtray.commands.command import Command

COPY = Command("doctor.copy", ("y",), _("Copy"), _("Copy the report as it is shown."), show=True)
NAMES = Command(
    "doctor.names",
    ("n",),
    _("Names"),
    _("Show whose accounts and servers, or leave the names out again."),
    show=True,
)
AGAIN = Command("doctor.again", ("f5", "ctrl+r"), _("Again"), _("Look at everything again."), show=True)
BACK = Command("doctor.back", ("escape",), _("Back"), _("Close the notice, or go back."), show=True)

DOCTOR = (COPY, NAMES, AGAIN, BACK)
