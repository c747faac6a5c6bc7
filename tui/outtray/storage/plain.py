"""Reads what must be a plain file: nothing that could keep the program waiting, or never end."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path


def read_plain(path: Path, most: int = -1) -> bytes:
    """The file's bytes, ``most`` of them at most. Raises ``OSError``, for a pipe, a device or a folder, too.

    A pipe nobody writes into would be waited for for ever, and a device says something else each time.
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            # The language of the settings is found by this, too, before anything is worded.
            from outtray.base.translation import gettext as _

            raise OSError(errno.EINVAL, _("it is not a file"))
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read(most)
    finally:
        os.close(handle)


def read_plain_text(path: Path) -> str:
    """The same as text, its line ends as Python has them; raises ``UnicodeDecodeError``, too."""
    return read_plain(path).decode("utf-8").replace("\r\n", "\n")
