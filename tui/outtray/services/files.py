"""Files to attach, found by typing the beginning of their path."""

from __future__ import annotations

import mimetypes
import os
from dataclasses import dataclass
from pathlib import Path

from outtray.base.errors import OuttrayError
from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _

_KINDS = ("image/", "video/", "audio/")
_LOOKED_AT = 5_000
"""Entries of a folder that are looked at; a folder with more is narrowed by typing."""


class NoSuchHome(OuttrayError):
    """A file was looked for in the home directory of somebody who has none here."""


class NoSuchFolder(OuttrayError):
    """A folder cannot be listed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A folder, or a file that can be attached; ``size`` in bytes. ``name`` may be shown, ``path`` not."""

    path: Path
    name: str
    is_folder: bool
    size: int = 0


def path_of(typed: str) -> Path:
    """The file a person means; raises ``NoSuchHome`` for the home of a user who is not there."""
    try:
        return Path(typed).expanduser()
    except RuntimeError as error:
        raise NoSuchHome(
            _("There is no home directory for {name}.").format(
                name=sanitise(typed, single_line=True).partition("/")[0]
            ),
            _("Write the whole path, beginning with /."),
        ) from error


def mime_of(path: Path) -> str:
    """The kind of a file by its name."""
    return mimetypes.guess_type(path.name)[0] or "application/octet-stream"


def entries(typed: str, most: int = 200) -> tuple[Entry, ...]:
    """What can be meant by this beginning of a path: folders first, then pictures, films and sounds.

    Names that begin with a dot are left out until the dot is typed. Raises ``NoSuchHome`` and
    ``NoSuchFolder``.
    """
    head, slash, beginning = typed.rpartition("/")
    folder = path_of(head + slash or ".") if typed != "~" else path_of("~")
    if typed == "~":
        beginning = ""
    try:
        with os.scandir(folder) as listing:
            found = [
                entry
                for _number, one in zip(range(_LOOKED_AT), listing, strict=False)
                if (entry := _entry(one, beginning)) is not None
            ]
    except OSError as error:
        raise NoSuchFolder(
            _("The folder {path} cannot be listed: {reason}.").format(
                path=sanitise(str(folder), single_line=True), reason=error.strerror or error
            ),
            _("Type the path of another folder."),
        ) from error
    found.sort(key=lambda entry: (not entry.is_folder, entry.name.casefold()))
    return tuple(found[:most])


def _entry(one: os.DirEntry[str], beginning: str) -> Entry | None:
    if not one.name.casefold().startswith(beginning.casefold()):
        return None
    if one.name.startswith(".") and not beginning.startswith("."):
        return None
    try:
        is_folder = one.is_dir()
        size = 0 if is_folder else one.stat().st_size
    except OSError:
        return None  # a link to nowhere, or gone in this moment
    path = Path(one.path)
    if not is_folder and not mime_of(path).startswith(_KINDS):
        return None
    return Entry(path, sanitise(one.name, single_line=True), is_folder, size)
