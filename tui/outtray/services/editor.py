"""A text's way through the user's own editor and back; it never leaves private places."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from outtray.base.errors import OuttrayError
from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.storage.atomic import disk_errors, make_private_folder, write_text
from outtray.storage.errors import LockHeld
from outtray.storage.lock import FileLock

_LOCK = ".lock"
_ABOUT = ".about"

NO_DRAFT = "no draft"
"""What a text is about that is nobody's post, such as the settings: it is not kept as one."""


class EditorFailed(OuttrayError):
    """The user's own editor could not be run; the text stays as it was."""


def edit_text(text: str, folder: Path, environment: Mapping[str, str], about: str = "") -> str:
    """The text after the user has changed it in ``$VISUAL`` or ``$EDITOR``.

    The file it passes through is made in ``folder``, readable by the user alone, and deleted; ``rescue``
    finds it when this process was killed meanwhile, and ``about``, whatever says what the text belongs to.
    Raises ``EditorFailed``, or ``StorageError`` when the
    file cannot be written or read.
    """
    command = _command(environment)
    with disk_errors(folder):
        make_private_folder(folder)
        handle, name = tempfile.mkstemp(suffix=".txt", prefix="draft-", dir=folder)
        os.close(handle)
    path = Path(name)
    lock, belongs = path.with_suffix(_LOCK), path.with_suffix(_ABOUT)
    try:
        with FileLock(lock), disk_errors(path):
            if about:
                write_text(belongs, about)
            path.write_text(text, encoding="utf-8")
            _run([*command, name])
            return _read(path)
    finally:
        with disk_errors(path):
            path.unlink(missing_ok=True)
            belongs.unlink(missing_ok=True)
            lock.unlink(missing_ok=True)


def rescue(folder: Path, keep: Callable[[str, str], None]) -> None:
    """Hand each text that a killed process left with an editor to ``keep``, then delete its file.

    ``keep`` is given what ``edit_text`` was told the text is about, empty when that is not there any more.

    A text another process has in its editor at this moment is left alone. Raises ``StorageError``, and
    what ``keep`` raises; the file stays then.
    """
    with disk_errors(folder):
        left = sorted(folder.glob("draft-*.txt"))
    for path in left:
        lock, belongs = path.with_suffix(_LOCK), path.with_suffix(_ABOUT)
        try:
            with FileLock(lock), disk_errors(path):
                text = _read(path)
                about = belongs.read_text(encoding="utf-8", errors="replace") if belongs.exists() else ""
                if text.strip() and about != NO_DRAFT:
                    keep(text, about)
                path.unlink()
                belongs.unlink(missing_ok=True)
                lock.unlink()
        except LockHeld:
            continue


def _command(environment: Mapping[str, str]) -> list[str]:
    wanted = environment.get("VISUAL") or environment.get("EDITOR") or ""
    try:
        command = shlex.split(wanted)
    except ValueError as error:
        raise EditorFailed(
            _("The editor “{command}” cannot be read as a command: a quote is left open.").format(
                command=sanitise(wanted, single_line=True)
            ),
            _("Mend $VISUAL or $EDITOR, and start again; the text stays here."),
        ) from error
    if not command:
        raise EditorFailed(
            _("There is no editor to open: neither $VISUAL nor $EDITOR is set."),
            _("Set one, e.g. EDITOR=nano, and start again; the text stays here."),
        )
    return command


def _read(path: Path) -> str:
    return sanitise(path.read_text(encoding="utf-8", errors="replace").removesuffix("\n"))


def _run(command: list[str]) -> None:
    try:
        ended = subprocess.run(command, check=False)  # noqa: S603 - the user's own editor
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise EditorFailed(
            _("{editor} could not be started: {reason}.").format(
                editor=sanitise(command[0], single_line=True), reason=reason or error
            ),
            _("Check $EDITOR; the text stays as it was."),
        ) from error
    if ended.returncode:
        raise EditorFailed(
            _("{editor} ended with an error ({code}).").format(
                editor=sanitise(command[0], single_line=True), code=ended.returncode
            ),
            _("The text stays as it was."),
        )
