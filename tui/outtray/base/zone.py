"""Finds the zone a machine is set to, with its daylight saving, from where Unix systems write it down."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_FOLDER = "zoneinfo/"


def machine_zone(environment: Mapping[str, str], etc: Path, fixed: tzinfo, now: datetime) -> tzinfo:
    """The zone named by ``TZ``, else by ``localtime`` or ``timezone`` in ``etc``; ``fixed`` where none is.

    ``fixed`` is the offset of the machine's clock at ``now`` (aware). A zone of another offset at that moment
    is not believed: times on screen must be those of the machine. Never raises; a system without time zone
    data has ``fixed``.
    """
    named = environment.get("TZ")
    names = (_in_folder(named.removeprefix(":")),) if named is not None else _written_down(etc)
    for name in names:
        try:
            zone = ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
        if now.astimezone(zone).utcoffset() == now.astimezone(fixed).utcoffset():
            return zone
    return fixed


def _written_down(etc: Path) -> tuple[str, ...]:
    names = []
    with suppress(OSError):  # a copy instead of a link, or another system's way
        names.append(_in_folder(str((etc / "localtime").readlink())))
    with suppress(OSError, UnicodeDecodeError):
        names.append((etc / "timezone").read_text(encoding="utf-8").strip())
    return tuple(names)


def _in_folder(path: str) -> str:
    """The name of a zone from the path of its file; a plain name stays as it is."""
    return path.rpartition(_FOLDER)[2]
