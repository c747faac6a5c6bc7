"""Looking at the media of posts: small versions on the screen, whole files with the user's own programs."""

from __future__ import annotations

import asyncio
import os
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from outtray.base.drawing import Small, Sprite
from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.config.settings import MediaSettings
from outtray.mastodon.content import safe_link
from outtray.mastodon.media import MediaReader, Progress
from outtray.mastodon.models import MediaAttachment
from outtray.services import opening
from outtray.services.gallery import MEGABYTE, Gallery
from outtray.services.network import transports
from outtray.services.pictures import Shrinker
from outtray.services.workspace import Workspace

Kind = Literal["image", "video", "audio"]

_KINDS: dict[str, Kind] = {"image": "image", "video": "video", "gifv": "video", "audio": "audio"}
_LARGEST_PREVIEW = 4 * MEGABYTE
_LARGEST_EMOJI = MEGABYTE
"""Four times what Mastodon takes of an emoji; others take more."""
_MOST_PIXELS = 64
"""Pixels of an emoji in each direction, however large the letters of the terminal are."""
_HEADER: Final = struct.Struct(">II")


class NothingThere(OuttrayError):
    """A medium without an address: the server is still working on it, or has lost it."""


def address_of(medium: MediaAttachment) -> str:
    """The address of a file that may be opened; empty when there is none."""
    safe = safe_link(medium.url or medium.remote_url or "")
    return "" if safe is None else safe[0]


@dataclass(frozen=True, slots=True)
class Opener:
    """What opens one medium: the words to start, and whether it takes the terminal until it ends."""

    words: tuple[str, ...]
    in_terminal: bool

    @property
    def program(self) -> str:
        """The name of the program."""
        return self.words[0]


class Viewing:
    """Fetches and opens for one account; asks servers as nobody, so it works without a connection, too."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._gallery: Gallery | None = None
        self._shrinker = Shrinker()

    @property
    def _settings(self) -> MediaSettings:
        return self._workspace.settings.media

    @property
    def draws(self) -> bool:
        """Whether the user wants to see pictures."""
        return self._settings.previews != "off"

    async def preview(self, medium: MediaAttachment, width: int, height: int) -> Small | None:
        """The small version of a medium in at most this many pixels; None where the server has none.

        Raises ``ServerError``, ``StorageError`` or ``CannotShow``.
        """
        safe = safe_link(medium.preview_url or "")
        if safe is None:
            return None
        largest = min(_LARGEST_PREVIEW, self._settings.largest * MEGABYTE)
        file = await self._files().file(safe[0], largest=largest)
        return await self._shrinker.small(file, width, height)

    async def emoji(self, address: str, columns: int) -> Sprite | None:
        """The picture of a custom emoji for a row of so many cells; None for what is no address.

        Made once, and kept as pixels on the disk from then on. Raises ``ServerError``, ``StorageError`` or
        ``CannotShow``.
        """
        safe = safe_link(address)
        if safe is None:
            return None
        width, height = (min(_MOST_PIXELS, pixels) for pixels in self._workspace.drawing.pixels(columns, 1))
        largest = min(_LARGEST_EMOJI, self._settings.largest * MEGABYTE)
        variant = f"emoji {width}x{height}"

        async def made(path: Path) -> bytes:
            sprite = await self._shrinker.sprite(path, width, height)
            return _HEADER.pack(sprite.width, sprite.height) + sprite.pixels

        files = self._files()
        content = await files.made(safe[0], variant, made, largest=largest)
        sprite = _sprite(content, width, height)
        if sprite is None:  # the disk has lost some of it
            files.forget_made(safe[0], variant)
            sprite = _sprite(await files.made(safe[0], variant, made, largest=largest), width, height)
        return sprite

    def command(self, medium: MediaAttachment) -> tuple[str, ...]:
        """The program the settings name for such a medium, with its words; empty for the browser."""
        kind = _KINDS.get(medium.type)
        return getattr(self._settings, kind) if kind is not None else ()

    async def opener(self, medium: MediaAttachment, progress: Progress | None = None) -> Opener | None:
        """What opens a medium, its file fetched when that is needed; None for the browser.

        Raises ``NothingThere``, ``ServerError`` or ``StorageError``.
        """
        address = address_of(medium)
        if not address:
            raise NothingThere(
                _("The file is not there, or not there yet."), _("Try again in a moment, or open the post.")
            )
        command: Sequence[str] = self.command(medium)
        if not command:
            return None
        file: Path | None = None
        if opening.wants_file(command):
            largest = self._settings.largest * MEGABYTE
            file = await self._files().file(address, largest=largest, progress=progress)
        words = tuple(opening.worded(command, address, file))
        return Opener(words, _KINDS[medium.type] in self._settings.in_terminal)

    async def start(self, opener: Opener) -> None:
        """Start a program with a window of its own; raises ``CannotOpen``."""
        await asyncio.to_thread(opening.start, opener.words, os.environ)

    def run(self, opener: Opener) -> None:
        """Let a program have the terminal until it ends; raises ``CannotOpen``."""
        opening.run(opener.words, os.environ)

    async def close(self) -> None:
        """Give the connections back."""
        if self._gallery is not None:
            await self._gallery.close()

    def _files(self) -> Gallery:
        if self._gallery is None:
            workspace = self._workspace
            login = workspace.login
            home = "https://localhost" if login is None else login.server
            transport = transports(workspace.settings.network)()
            room = self._settings.megabytes * MEGABYTE
            self._gallery = Gallery(workspace.places.media, MediaReader(home, transport), room=room)
        return self._gallery


def _sprite(content: bytes, width: int, height: int) -> Sprite | None:
    """The picture in a file of ours, if it is whole and no larger than it may be."""
    if len(content) < _HEADER.size:
        return None
    size, pixels = _HEADER.unpack_from(content), content[_HEADER.size :]
    fits = 0 < size[0] <= width and 0 < size[1] <= height
    return Sprite(size[0], size[1], pixels) if fits and len(pixels) == size[0] * size[1] * 4 else None
