"""A text's way through the user's own editor and back; it never leaves private places."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from outtray.base.errors import OuttrayError
from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _


class EditorFailed(OuttrayError):
    """The user's own editor could not be run; the text stays as it was."""


def edit_text(text: str, folder: Path, environment: Mapping[str, str]) -> str:
    """The text after the user has changed it in ``$VISUAL`` or ``$EDITOR``; raises ``EditorFailed``.

    The file it passes through is made in ``folder``, readable by the user alone, and deleted.
    """
    command = shlex.split(environment.get("VISUAL") or environment.get("EDITOR") or "")
    if not command:
        raise EditorFailed(
            _("There is no editor to open: neither $VISUAL nor $EDITOR is set."),
            _("Set one, e.g. EDITOR=nano, and start again; the text stays here."),
        )
    handle, name = tempfile.mkstemp(suffix=".txt", prefix="draft-", dir=folder)
    path = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        _run([*command, name])
        return sanitise(path.read_text(encoding="utf-8", errors="replace").removesuffix("\n"))
    finally:
        path.unlink(missing_ok=True)


def _run(command: list[str]) -> None:
    try:
        ended = subprocess.run(command, check=False)  # noqa: S603 - the user's own editor
    except OSError as error:
        raise EditorFailed(
            _("{editor} could not be started: {reason}.").format(
                editor=command[0], reason=error.strerror or error
            ),
            _("Check $EDITOR; the text stays as it was."),
        ) from error
    if ended.returncode:
        raise EditorFailed(
            _("{editor} ended with an error ({code}).").format(editor=command[0], code=ended.returncode),
            _("The text stays as it was."),
        )
