"""Small versions of pictures for the screen, decoded in a process of their own."""

from __future__ import annotations

import asyncio
import contextlib
import struct
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from outtray.base.drawing import Small, Sprite
from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _

_SECONDS: Final = 20.0
_HEADER: Final = struct.Struct(">II")
_AT_ONCE: Final = 2
_AMOUNT: Final = 65_536
_MODULE: Final = "outtray.services.shrink"


class CannotShow(OuttrayError):
    """A picture that cannot be drawn here."""


def is_installed() -> bool:
    """Whether what draws pictures is installed; it is an extra of the program."""
    return find_spec("PIL") is not None and find_spec("textual_image") is not None


def how_to_install() -> str:
    """What to do for pictures."""
    return _("Install the program with it: pipx install --force '.[pictures]' in a copy of its repository")


class Shrinker:
    """Makes pictures small, not too many at a time."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(_AT_ONCE)

    async def small(self, path: Path, width: int, height: int) -> Small:
        """The picture of a file in at most this many pixels; raises ``CannotShow``."""
        return Small(*await self._shrunk(path, width, height))

    async def sprite(self, path: Path, width: int, height: int) -> Sprite:
        """The same, with what one can see through left so; raises ``CannotShow``."""
        return Sprite(*await self._shrunk(path, width, height, clear=True))

    async def _shrunk(
        self, path: Path, width: int, height: int, *, clear: bool = False
    ) -> tuple[int, int, bytes]:
        if not is_installed():
            raise CannotShow(_("What draws pictures is not installed."), how_to_install())
        async with self._turn:
            return await _decoded(path, width, height, clear=clear)


async def _decoded(path: Path, width: int, height: int, *, clear: bool) -> tuple[int, int, bytes]:
    command = [sys.executable, "-P", "-m", _MODULE, str(path), str(width), str(height)]
    if clear:
        command.append("clear")
    try:
        child = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
    except OSError as error:
        raise _unreadable() from error
    assert child.stdout is not None
    try:
        async with asyncio.timeout(_SECONDS):
            got_width, got_height = _HEADER.unpack(await child.stdout.readexactly(_HEADER.size))
            if not (0 < got_width <= width and 0 < got_height <= height):
                raise _unreadable()
            size = got_width * got_height * (4 if clear else 3)
            return got_width, got_height, await child.stdout.readexactly(size)
    except (asyncio.IncompleteReadError, TimeoutError) as error:
        raise _unreadable() from error
    finally:
        if child.returncode is None:
            # It has answered or never will; nothing of it is waited for.
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            # asyncio stops reading a pipe with much unread, and would wait for its end for ever.
            while await child.stdout.read(_AMOUNT):
                pass
        await child.wait()


def _unreadable() -> CannotShow:
    return CannotShow(
        _("This picture cannot be drawn; it is damaged, too large, or of a kind that is not known here."),
        _("Its alt text and its address are above."),
    )
