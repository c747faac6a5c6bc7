"""A lock between processes that the system itself lets go when its holder dies."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import TracebackType

from outtray.base.translation import gettext as _
from outtray.storage.atomic import disk_errors, make_private_folder
from outtray.storage.errors import LockHeld

if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


class FileLock:
    """At most one holder of ``path`` at a time, on this machine; a killed holder leaves nothing stale."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return self._handle is not None

    def acquire(self) -> None:
        """Take the lock at once or raise ``LockHeld``; taking it twice is fine."""
        if self._handle is not None:
            return
        with disk_errors(self._path):
            make_private_folder(self._path.parent)
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        try:
            _take(handle)
        except OSError as error:
            os.close(handle)
            raise LockHeld(
                _("Another Outtray process is sending from this out-tray."),
                _("It will send what you release; nothing else is needed."),
                path=self._path,
            ) from error
        self._handle = handle

    def release(self) -> None:
        """Let the lock go; does nothing when it is not held."""
        if self._handle is not None:
            handle, self._handle = self._handle, None
            os.close(handle)

    def __enter__(self) -> FileLock:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
