"""What the list of settings is given to show."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One line: what it is called, its value, and how it stands.

    ``changed`` is not saved yet, ``wrong`` cannot be read, ``ruled`` is clamped by a policy. A heading has
    no ``id``. ``faint`` is a value that is nobody's own: built in, or not in use.
    """

    id: str
    title: str
    value: str = ""
    changed: bool = False
    wrong: bool = False
    ruled: bool = False
    faint: bool = False
