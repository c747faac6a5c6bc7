"""Starts acts from the main screen and follows them: desk, out-tray, second look."""

from __future__ import annotations

from outtray.screens.acting.doing import Doing
from outtray.screens.acting.looking import Looking
from outtray.screens.acting.writing import Writing


class Acting(Writing, Doing, Looking):
    """The flows that end in the out-tray or at the server; each runs in a worker of the main screen."""
