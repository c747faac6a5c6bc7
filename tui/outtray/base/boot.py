"""How long the machine has been on: a clock its user cannot set, and that runs on while it sleeps."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class Boot:
    """A moment told by the run of the machine it falls into: which run, and its seconds so far."""

    id: str
    seconds: float


def read_boot(boot_id: Path = _BOOT_ID) -> Boot | None:
    """This moment; None on systems that do not tell one run of the machine from the next."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    if clock is None:
        return None
    try:
        return Boot(boot_id.read_text(encoding="ascii").strip(), time.clock_gettime(clock))
    except (OSError, ValueError):
        return None
