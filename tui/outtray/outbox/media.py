"""Attachments copied in, named by their content, so that what was reviewed is what is uploaded."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from outtray.acts.act import Attachment
from outtray.base.clock import Clock
from outtray.base.translation import gettext as _
from outtray.outbox.errors import MediaProblem
from outtray.storage.atomic import disk_errors, write_bytes

ORPHANS_STAY = timedelta(days=1)
"""A copy nobody refers to is kept this long: the draft it was made for may not be saved yet."""


@dataclass(frozen=True, slots=True)
class MediaLimits:
    """What a server takes: MIME types (empty: any), and bytes for pictures and for everything else."""

    types: frozenset[str] = frozenset()
    picture_bytes: int = 16 * 1024 * 1024
    other_bytes: int = 99 * 1024 * 1024

    def check(self, name: str, mime: str, size: int) -> None:
        """Raise ``MediaProblem`` for a medium the server would refuse."""
        if size == 0:
            raise MediaProblem(_("{name} is empty.").format(name=name), _("Choose another file."))
        if self.types and mime not in self.types:
            raise MediaProblem(
                _("The server does not take files like {name} ({mime}).").format(name=name, mime=mime),
                _("Convert it, for example to JPEG, PNG or MP4."),
            )
        largest = self.picture_bytes if mime.startswith("image/") else self.other_bytes
        if size > largest:
            raise MediaProblem(
                _("{name} is too large: {size} MB, the server takes {largest} MB.").format(
                    name=name, size=-(-size // 1_000_000), largest=largest // 1_000_000
                ),
                _("Make it smaller, then attach it again."),
            )


class MediaStore:
    """Copies of attachments in one private folder, each in a file named by its SHA-256."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock

    def add(self, path: Path, mime: str, limits: MediaLimits, *, description: str = "") -> Attachment:
        """Copy a file in; raises ``MediaProblem`` when it cannot be used and ``StorageError`` on the disk."""
        try:
            size = path.stat().st_size
            limits.check(path.name, mime, size)
            content = path.read_bytes()
        except OSError as error:
            raise MediaProblem(
                _("{path} cannot be read: {reason}.").format(path=path, reason=error.strerror or error),
                _("Choose another file."),
            ) from error
        limits.check(path.name, mime, len(content))
        name = sha256(content).hexdigest()
        if not self._is_whole(name):
            write_bytes(self._place(name), content)
        return Attachment(sha256=name, mime=mime, name=path.name, description=description)

    def read(self, attachment: Attachment) -> bytes:
        """The bytes of an attachment, checked against its name; raises ``MediaProblem``."""
        place = self._place(attachment.sha256)
        try:
            content = place.read_bytes()
        except OSError as error:
            raise _missing(attachment) from error
        if sha256(content).hexdigest() != attachment.sha256:
            raise _missing(attachment)
        return content

    def size(self, attachment: Attachment) -> int | None:
        """The bytes of a copy; None when it is not there."""
        place = self._place(attachment.sha256)
        with disk_errors(place):
            return place.stat().st_size if place.is_file() else None

    def take_over(self, copy: Path) -> None:
        """Keep a checked copy that was made elsewhere, under the name it has there."""
        if not self._is_whole(copy.name):
            with disk_errors(copy):
                write_bytes(self._place(copy.name), copy.read_bytes())

    def collect(self, used: Collection[str]) -> int:
        """Delete copies that no act refers to and that are older than ``ORPHANS_STAY``; returns how many."""
        if not self._folder.is_dir():
            return 0
        oldest = self._clock.now() - ORPHANS_STAY
        deleted = 0
        with disk_errors(self._folder):
            for place in sorted(self._folder.glob("*/*")):
                made = datetime.fromtimestamp(place.stat().st_mtime, UTC)
                if place.is_file() and place.name not in used and made < oldest:
                    place.unlink()
                    deleted += 1
        return deleted

    def _is_whole(self, name: str) -> bool:
        place = self._place(name)
        with disk_errors(place):
            return place.is_file() and sha256(place.read_bytes()).hexdigest() == name

    def _place(self, name: str) -> Path:
        if len(name) != 64 or not set(name) <= set("0123456789abcdef"):
            raise MediaProblem(_("An attachment has no content."), _("Attach it again."))
        return self._folder / name[:2] / name


def _missing(attachment: Attachment) -> MediaProblem:
    return MediaProblem(
        _("The copy of {name} is missing or damaged.").format(name=attachment.name or attachment.sha256[:8]),
        _("Edit the act and attach the file again."),
    )
