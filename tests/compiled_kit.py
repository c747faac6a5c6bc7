"""Compiled rules, handed on from test to test: as somebody has them who starts the program again."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from outtray.config.locations import Locations

_MOST = 12
"""Packs of one test alone fit no other, so there is no use in handing on what comes late."""


@contextmanager
def started_before(places: Locations) -> Iterator[None]:
    """Lay what earlier tests compiled into a home, and hand on what is compiled there meanwhile."""
    shelf, kept = _shelf(), places.compiled_rules
    if not kept.exists():
        shutil.copytree(shelf, kept)
        kept.chmod(0o700)
    yield
    for file in sorted(kept.iterdir()) if kept.is_dir() else ():
        if file.is_file() and not (shelf / file.name).exists() and len(list(shelf.iterdir())) < _MOST:
            shutil.copy2(file, shelf / file.name)


@cache
def _shelf() -> Path:
    return Path(_folder().name)


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="outtray-compiled-")
