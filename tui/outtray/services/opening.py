"""Hands a file or an address to the program the user named for it: a list of words, never a shell."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from outtray.base.errors import OuttrayError
from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _

FILE: Final = "{file}"
ADDRESS: Final = "{url}"
_PATIENCE: Final = 1.5
"""Seconds in which a program that cannot work (no display, no such option) has usually given up."""

_SAID: Final = 200


class CannotOpen(OuttrayError):
    """The program the user named could not be started, or gave up at once."""


def wants_file(command: Sequence[str]) -> bool:
    """Whether a command is about a file on this machine; one that asks for the address alone is not."""
    return any(FILE in word for word in command) or not any(ADDRESS in word for word in command)


def worded(command: Sequence[str], address: str, file: Path | None) -> list[str]:
    """The words to start: the places for file and address filled, the file at the end where no place is."""
    words = [
        word.replace(FILE, "" if file is None else str(file)).replace(ADDRESS, address) for word in command
    ]
    if file is not None and words == list(command):
        words.append(str(file))
    return words


def start(words: Sequence[str], environment: Mapping[str, str]) -> None:
    """Start a program with a window of its own and go on; raises ``CannotOpen``.

    Blocks for a moment, in which one that cannot work says so, so call it in a thread. It outlives this one.
    """
    with tempfile.TemporaryFile() as said:
        try:
            child = subprocess.Popen(  # noqa: S603 - the user's own words, no shell
                _found(words, environment),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=said,
                env=dict(environment),
                start_new_session=True,
            )
        except OSError as error:
            raise _cannot(words[0], error.strerror or str(error)) from error
        try:
            code = child.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            # Somebody has to take note of its end, however long that is.
            threading.Thread(target=child.wait, name="viewer", daemon=True).start()
            return
        if code:
            said.seek(0)
            raise _gave_up(words[0], code, said.read(64 * 1024))


def run(words: Sequence[str], environment: Mapping[str, str]) -> None:
    """Let a program have this terminal until it ends; raises ``CannotOpen``."""
    try:
        done = subprocess.run(_found(words, environment), env=dict(environment), check=False)  # noqa: S603 - as above
    except OSError as error:
        raise _cannot(words[0], error.strerror or str(error)) from error
    if done.returncode:
        raise _gave_up(words[0], done.returncode, b"")


def _found(words: Sequence[str], environment: Mapping[str, str]) -> list[str]:
    program = shutil.which(words[0], path=environment.get("PATH"))
    if program is None:
        if " " in words[0].strip():
            raise CannotOpen(
                _("“{name}” is no program: each word of the command stands by itself.").format(
                    name=_shown(words[0])
                ),
                _('In the settings file: ["feh", "--fullscreen", "{file}"]').format(file=FILE),
            )
        raise _cannot(words[0], _("there is no such program"))
    return [program, *words[1:]]


def _cannot(name: str, reason: str) -> CannotOpen:
    return CannotOpen(
        _("“{name}” could not be started: {reason}.").format(name=_shown(name), reason=_shown(reason)),
        _("The section media of the settings says what opens pictures, films and sounds."),
    )


def _gave_up(name: str, code: int, said: bytes) -> CannotOpen:
    lines = sanitise(said.decode("utf-8", "replace")).strip().splitlines()
    if lines:
        told = _("“{name}” ended at once: {said}").format(name=_shown(name), said=_shown(lines[-1]))
    else:
        told = _("“{name}” ended at once, with code {code}.").format(name=_shown(name), code=code)
    return CannotOpen(
        told, _("The section media of the settings says what opens pictures, films and sounds.")
    )


def _shown(text: str) -> str:
    return sanitise(text, single_line=True, limit=_SAID)
