"""Files that are either the old or the new version, whatever happens in between."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

from outtray.base.translation import gettext as _
from outtray.storage.errors import DiskFull, NotWritable, StorageError


def write_bytes(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Replace ``path`` durably: temporary file beside it, fsync, rename, fsync of the folder.

    Raises ``DiskFull``, ``NotWritable`` or ``StorageError``; the old file is untouched then.
    """
    with disk_errors(path):
        make_private_folder(path.parent)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            temporary.chmod(mode)
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)


def write_text(path: Path, content: str, *, mode: int = 0o600) -> None:
    """``write_bytes`` for text, in UTF-8 with the newlines it has."""
    write_bytes(path, content.encode("utf-8"), mode=mode)


def write_once(path: Path, make: Callable[[], bytes]) -> bytes:
    """The content of ``path``, made on first use; of several processes at once, all get the same.

    Raises as ``write_bytes``.
    """
    with disk_errors(path):
        if not path.exists():
            candidate = path.with_name(f".{path.name}.{uuid4().hex}")
            write_bytes(candidate, make())
            try:
                os.link(candidate, path)
            except FileExistsError:
                pass
            finally:
                candidate.unlink(missing_ok=True)
            sync_folder(path.parent)
        return path.read_bytes()


def make_private_folder(folder: Path) -> None:
    """Make a folder only its owner may enter (0700), and so every folder above it that is missing.

    A folder that exists keeps its permissions.
    """
    if not folder.is_dir():
        # `parents=True` would make those above it for everybody.
        if not folder.parent.exists():
            make_private_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def sync_folder(folder: Path) -> None:
    """Make a rename in this folder durable, where the system lets a folder be synced."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Turn the system's errors about ``path`` into sentences that name it."""
    try:
        yield
    except OSError as error:
        raise _told(error, path) from error


def _told(error: OSError, path: Path) -> StorageError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return DiskFull(
            _("There is no room left to write {path}.").format(path=path),
            _("Free some space, then try again; nothing was changed."),
            path=path,
        )
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return NotWritable(
            _("{path} cannot be written.").format(path=path),
            _("Check who owns the folder and whether it is read-only."),
            path=path,
        )
    return StorageError(
        _("{path} cannot be used: {reason}.").format(path=path, reason=error.strerror or error),
        _("Check the folder, then try again."),
        path=path,
    )
