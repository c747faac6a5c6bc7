"""Files of posts on this machine: fetched when somebody looks at one, kept within a limit, cleared."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from outtray.mastodon.media import MediaReader, Progress
from outtray.storage.atomic import disk_errors, make_private_folder

MEGABYTE = 1024 * 1024
_NAME = 32
_PART = ".part"
_MADE = ".made"


@dataclass(frozen=True, slots=True)
class Kept:
    """What the folder holds."""

    files: int
    size: int
    """Bytes."""


class Gallery:
    """The folder of fetched files; the one that was not looked at for longest makes room first.

    Names come from the address by digest and from the bytes by kind; nothing a server says becomes part
    of a path.
    """

    def __init__(self, folder: Path, reader: MediaReader, *, room: int) -> None:
        """``room`` in bytes."""
        self._folder = folder
        self._reader = reader
        self._room = room

    async def close(self) -> None:
        """Give the connections back."""
        await self._reader.aclose()

    async def file(self, address: str, *, largest: int, progress: Progress | None = None) -> Path:
        """The file at an address, fetched when it is not here; raises ``ServerError`` or ``StorageError``."""
        name = _named(address)
        found = await asyncio.to_thread(self._found, name)
        if found is not None:
            return found
        handle, part = await asyncio.to_thread(self._begin, name)
        try:
            with disk_errors(self._folder), os.fdopen(handle, "wb") as into:
                fetched = await self._reader.fetch(address, into, largest=largest, progress=progress)
            with disk_errors(self._folder):
                whole = part.replace(self._folder / f"{name}.{fetched.ending}")
        finally:
            part.unlink(missing_ok=True)
        await asyncio.to_thread(self._make_room, whole)
        return whole

    async def made(
        self, address: str, variant: str, make: Callable[[Path], Awaitable[bytes]], *, largest: int
    ) -> bytes:
        """What ``make`` made of the file at an address, kept in the place of that file, once a ``variant``.

        Raises ``ServerError``, ``StorageError``, and what ``make`` raises.
        """
        name = _named(f"{variant} {address}")
        kept = await asyncio.to_thread(self._read, name)
        if kept:
            return kept
        file = await self.file(address, largest=largest)
        made = await make(file)
        path = await asyncio.to_thread(self._write, name, made)
        with suppress(OSError):
            file.unlink()
        await asyncio.to_thread(self._make_room, path)
        return made

    def forget_made(self, address: str, variant: str) -> None:
        """Delete what was made of a file; it is made anew when it is asked for."""
        name = _named(f"{variant} {address}")
        with suppress(OSError):
            (self._folder / f"{name}{_MADE}").unlink()

    def _read(self, name: str) -> bytes:
        found = self._found(name)
        if found is not None:
            with suppress(OSError):
                return found.read_bytes()
        return b""

    def _write(self, name: str, content: bytes) -> Path:
        handle, part = self._begin(name)
        try:
            with disk_errors(self._folder):
                with os.fdopen(handle, "wb") as into:
                    into.write(content)
                return part.replace(self._folder / f"{name}{_MADE}")
        finally:
            part.unlink(missing_ok=True)

    def _begin(self, name: str) -> tuple[int, Path]:
        with disk_errors(self._folder):
            make_private_folder(self._folder)
            handle, part = tempfile.mkstemp(prefix=f"{name}.", suffix=_PART, dir=self._folder)
        return handle, Path(part)

    def _found(self, name: str) -> Path | None:
        for path in self._folder.glob(f"{name}.*"):
            if path.suffix != _PART:
                with suppress(OSError):  # it stays as old as it was
                    os.utime(path)
                return path
        return None

    def _make_room(self, newest: Path) -> None:
        files = sorted(_files(self._folder), key=lambda one: one[1].st_mtime)
        size = sum(found.st_size for _path, found in files)
        for path, found in files:
            if size <= self._room:
                return
            if path != newest:
                with suppress(OSError):  # somebody looks at it, on systems that keep it then
                    path.unlink()
                    size -= found.st_size


def _named(address: str) -> str:
    return sha256(address.encode("utf-8", "surrogatepass")).hexdigest()[:_NAME]


def kept(folder: Path) -> Kept:
    """How much a folder of fetched files holds; nothing when there is none."""
    sizes = [found.st_size for _path, found in _files(folder)]
    return Kept(len(sizes), sum(sizes))


def clear(folder: Path) -> None:
    """Delete every fetched file; raises ``StorageError``."""
    with disk_errors(folder):
        for path, _found in _files(folder):
            path.unlink(missing_ok=True)


def _files(folder: Path) -> list[tuple[Path, os.stat_result]]:
    found = []
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            with suppress(FileNotFoundError):  # another process has made room
                if entry.is_file(follow_symlinks=False):
                    found.append((Path(entry.path), entry.stat(follow_symlinks=False)))
    return found
