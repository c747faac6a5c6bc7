"""How much room reading takes on this machine, and giving it back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from outtray.base.translation import gettext as _
from outtray.services import gallery
from outtray.services.checkups import Check, good, note
from outtray.services.gallery import Kept
from outtray.services.pictures import how_to_install, is_installed
from outtray.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Taken:
    """What is kept: posts, in bytes of their file, and files of posts."""

    posts: int
    files: Kept


def taken(workspace: Workspace) -> Taken:
    """What is kept of reading; asks the disk."""
    return Taken(workspace.cache.size, gallery.kept(workspace.places.media))


def give_back(workspace: Workspace) -> None:
    """Forget what was read, of every account, and delete every fetched file; raises ``StorageError``.

    Nothing of the out-tray, the drafts or the journal is here. May take seconds, so call it in a thread.
    """
    workspace.cache.clear()
    gallery.clear(workspace.places.media)


def megabytes(size: int) -> str:
    """A size as it is set: in megabytes, with one place."""
    return f"{size / gallery.MEGABYTE:.1f}"


def checks(workspace: Workspace) -> Iterator[Check]:
    """What the doctor says of it."""
    area, found = _("Reading"), taken(workspace)
    settings = workspace.settings
    yield good(
        area,
        _("Posts kept: {size} of {room} MB; files kept: {files} of {files_room} MB.").format(
            size=megabytes(found.posts),
            room=settings.cache.megabytes,
            files=megabytes(found.files.size),
            files_room=settings.media.megabytes,
        ),
    )
    if settings.media.previews == "off":
        yield good(area, _("Pictures are not drawn; media.previews in the settings switches them on."))
    elif is_installed():
        yield good(area, _("Pictures are drawn as {method}.").format(method=workspace.drawing.method.value))
    else:
        yield note(area, _("What draws pictures is not installed."), how_to_install())
