"""Changes to the settings that are not saved yet: what they would make of the file, what is wrong in it."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.config.configuration import Configuration, Preview
from outtray.config.governing import Clamp, Governed
from outtray.config.policy import Ruling
from outtray.config.schema import plain
from outtray.config.settings import Settings
from outtray_rules.errors import Problem


@dataclass(frozen=True, slots=True)
class Difference:
    """One setting that would change: its name and both values as a person types them."""

    name: str
    old: Any
    new: Any


class SettingsForm:
    """The settings as the user has them in hand; nothing is written before ``save``.

    A setting is named by its section and key; of a section that is a list of names (``keys``) the key is one
    of these. Values are in the shapes that stand in the file: ``"15m"``, true, a list, a table.
    """

    def __init__(self, config: Configuration) -> None:
        """Begin with the file as it is; raises ``ConfigError`` when it cannot be read or is no TOML."""
        self._config = config
        self._changes: dict[str, dict[str, Any]] = {}
        self._preview = config.preview({})

    @property
    def own(self) -> Settings:
        """What would be written, before any policy."""
        return self._preview.own

    @property
    def settings(self) -> Settings:
        """What would hold, under the policy."""
        return self._preview.governed.settings

    @property
    def governed(self) -> Governed:
        """The same with what the policy makes of it."""
        return self._preview.governed

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every mistake there would be in the file."""
        return self._preview.problems

    @property
    def is_changed(self) -> bool:
        """Whether there is anything to save."""
        return any(self._changes.values())

    def value(self, section: str, key: str) -> Any:
        """A setting as a person types it."""
        return value_of(self.own, section, key)

    def built_in(self, section: str, key: str) -> Any:
        """What a setting is where the file says nothing."""
        return value_of(self._config.built_in, section, key)

    def written(self, section: str, key: str) -> Any:
        """A list as it would stand in the file, what is built in left out; else what is built in."""
        table = tomllib.loads(self._preview.after).get(section, {})
        return table[key] if key in table else self.value(section, key)

    def has(self, section: str, key: str) -> bool:
        """Whether a setting is changed and not saved."""
        return key in self._changes.get(section, {})

    def judge(self, section: str, key: str, value: Any) -> Preview:
        """What the settings would be with this value, too; nothing is kept. Raises ``ConfigError``."""
        return self._config.preview(self._with(section, key, value))

    def put(self, section: str, key: str, value: Any) -> None:
        """Take a value into the form; None goes back to what is built in. Raises ``ConfigError``.

        One that changes nothing is not kept, so that what was put back is no change.
        """
        changes = self._with(section, key, value)
        preview = self._config.preview(changes)
        base = self._config.preview(self._without(section, key))
        same = value_of(preview.own, section, key) == value_of(base.own, section, key)
        if same and not said_of(base.problems, section, key):
            changes, preview = self._without(section, key), base
        self._changes, self._preview = changes, preview

    def forget(self) -> None:
        """Drop every change, and begin again with the file as it is. Raises ``ConfigError``."""
        self._changes = {}
        self._preview = self._config.preview({})

    def refresh(self) -> None:
        """Look at the file again, in which something else may stand. Raises ``ConfigError``."""
        self._preview = self._config.preview(self._changes)

    def differences(self) -> tuple[Difference, ...]:
        """Every setting that would change."""
        before = self._config.own
        return tuple(
            Difference(f"{section}.{key}", value_of(before, section, key), self.value(section, key))
            for section, values in self._changes.items()
            for key in values
        )

    def lines(self) -> Iterator[str]:
        """The lines of the file that would go (``-``) and come (``+``), each with one line around it."""
        before, after = self._preview.before.splitlines(), self._preview.after.splitlines()
        for line in list(difflib.unified_diff(before, after, n=1, lineterm=""))[2:]:
            if not line.startswith("@@"):
                yield sanitise(line, single_line=True)

    def save(self) -> Settings:
        """Write the changes, comments kept, and use them; raises ``ConfigError`` or ``StorageError``."""
        settings = self._config.save(self._changes)
        self.forget()
        return settings

    def _with(self, section: str, key: str, value: Any) -> dict[str, dict[str, Any]]:
        changes = self._without(section, key)
        changes.setdefault(section, {})[key] = value
        return changes

    def _without(self, section: str, key: str) -> dict[str, dict[str, Any]]:
        return {
            name: {one: given for one, given in values.items() if (name, one) != (section, key)}
            for name, values in self._changes.items()
        }


def value_of(settings: Settings, section: str, key: str) -> Any:
    """One setting as a person types it; of a section of names None for one that is not there."""
    table = getattr(settings, section)
    if isinstance(table, dict):
        return plain(table.get(key)) or None
    field = next(one for one in msgspec.structs.fields(table) if one.encode_name == key)
    return plain(getattr(table, field.name))


def said_of(problems: tuple[Problem, ...], section: str, key: str) -> tuple[str, ...]:
    """What the reader of the file says of one setting, without its name in front."""
    name = f"{section}.{key}"
    found = []
    for problem in problems:
        place, _colon, sentence = problem.message.partition(": ")
        if place == name or place.startswith((f"{name}.", f"{name}[")):
            within = place.removeprefix(name).lstrip(".")
            told = f"{within}: {sentence}" if within else sentence
            if problem.nearest:
                told = _("{sentence}; did you mean “{name}”?").format(sentence=told, name=problem.nearest)
            found.append(told)
    return tuple(found)


def clamps_of(governed: Governed, section: str, key: str) -> tuple[Clamp, ...]:
    """What the policy makes of one setting."""
    return governed.clamps_of(f"{section}.{key}")


def rulings_of(governed: Governed, section: str, key: str) -> tuple[Ruling, ...]:
    """Where a policy speaks of one setting, whether or not the user's value is looser."""
    return governed.policy.all(f"{section}.{key}")
