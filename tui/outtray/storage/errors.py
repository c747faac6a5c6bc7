"""What can go wrong with files on this machine; every sentence names the file.

StorageError
├── DiskFull          no room left (or a quota reached)
├── NotWritable       read-only file, folder or medium, or no permission
├── Damaged           a database that cannot be read; ``aside`` is where it was moved, untouched
├── NewerFormat       written by a later version of the program
├── Busy              another process kept the file locked for too long
└── LockHeld          another process holds the lock
"""

from __future__ import annotations

from pathlib import Path

from outtray.base.errors import OuttrayError


class StorageError(OuttrayError):
    """Anything that went wrong with a file; ``path`` names it."""

    def __init__(self, sentence: str, next_step: str = "", *, path: Path) -> None:
        super().__init__(sentence, next_step)
        self.path = path


class DiskFull(StorageError):
    """There is no room left where the file is."""


class NotWritable(StorageError):
    """The file or its folder cannot be written."""


class Damaged(StorageError):
    """The database cannot be read; it was moved to ``aside`` and never overwritten."""

    def __init__(self, sentence: str, next_step: str = "", *, path: Path, aside: Path | None) -> None:
        super().__init__(sentence, next_step, path=path)
        self.aside = aside


class NewerFormat(StorageError):
    """The file was written by a later version of the program."""


class Busy(StorageError):
    """Another process kept the file locked longer than the program waits."""


class LockHeld(StorageError):
    """Another process holds the lock."""
