"""Which timelines stand side by side, and what each leaves out: kept for the next start, by account."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from outtray.mastodon.timelines import HOME, Timeline, timeline_of
from outtray.storage.atomic import write_bytes

MOST_COLUMNS: Final = 4
_MOST_REMEMBERED: Final = 200
_LARGEST: Final = 100_000


class Layout(msgspec.Struct, frozen=True):
    """The columns of one account by the keys of their timelines, left to right, and what each leaves out."""

    columns: tuple[str, ...] = ()
    without_boosts: tuple[str, ...] = ()
    without_replies: tuple[str, ...] = ()

    @property
    def timelines(self) -> tuple[Timeline, ...]:
        """The timelines of the columns, at least one; what is no timeline is left out."""
        found: list[Timeline] = []
        for key in self.columns[:MOST_COLUMNS]:
            try:
                timeline = timeline_of(key)
            except ValueError:
                continue  # written by another version, or by hand
            if timeline not in found:
                found.append(timeline)
        return tuple(found) or (HOME,)


def read_layout(path: Path, account: str) -> Layout:
    """The layout an account was left with; the plain one where none can be read."""
    return _read(path).get(account, Layout())


def write_layout(path: Path, account: str, layout: Layout) -> None:
    """Keep the layout of an account; raises ``StorageError``."""
    every = _read(path)
    every.pop(account, None)
    every[account] = layout
    kept = dict(list(every.items())[-_MOST_REMEMBERED:])
    write_bytes(path, msgspec.json.encode(kept))


def _read(path: Path) -> dict[str, Layout]:
    try:
        with path.open("rb") as file:
            return msgspec.json.decode(file.read(_LARGEST), type=dict[str, Layout])
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return {}  # where columns stand is no loss worth a word
