"""Settings as lines of a list, and in full."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from outtray.base.translation import gettext as _
from outtray.base.translation import ngettext
from outtray.commands.catalogue import PLACES
from outtray.commands.command import Command, display_key
from outtray.commands.keys import Remapping
from outtray.config.form import Difference, SettingsForm, clamps_of, rulings_of, said_of
from outtray.config.governing import Governed
from outtray.config.schema import plain
from outtray.config.typed import Shape, Typed, text_of, typed_settings
from outtray.widgets.settings.values import SettingRow
from outtray.widgets.settings.wording import SETTINGS, value_words

TYPED: Mapping[str, Typed] = {one.name: one for one in typed_settings()}
"""Every setting by its name."""
COMMANDS: Mapping[str, Command] = {
    command.id: command for place in PLACES for command in place.commands if command.argument is None
}
"""Every command that can be given another key."""

KEYS = "keys"


def words_of(change: Difference) -> tuple[str, str, str]:
    """A change as its title and both values in words."""
    section, _dot, key = change.name.partition(".")
    if section == KEYS:
        command = COMMANDS.get(key)
        title = _("Key of “{command}”").format(command=command.label if command else key)
        return title, key_words(change.old, command), key_words(change.new, command)
    if section == "accounts":
        return f"@{key}", account_words(change.old), account_words(change.new)
    typed = TYPED[change.name]
    return SETTINGS[change.name].title, shown(change.old, typed), shown(change.new, typed)


def account_words(table: Any) -> str:
    """What one account has for itself, as it stands in the file."""
    told = {key: value for key, value in (table or {}).items() if value not in ("", [], 0)}
    return ", ".join(f"{key} = {_account_value(value)}" for key, value in told.items()) or _("nothing")


def _account_value(value: Any) -> str:
    match value:
        case {"from": start, "to": end}:
            return f"{start}–{end}"
        case dict():
            return "{…}"
        case list():
            return ", ".join(str(one) for one in value)
        case _:
            return str(value)


def key_words(given: Any, command: Command | None) -> str:
    """A key of the settings in words; nothing given is the key the command came with."""
    if not given:
        keys = command.keys if command is not None else ()
        return " ".join(display_key(key) for key in keys) or "-"
    names = [given] if isinstance(given, str) else given
    return " ".join(display_key(name) for name in names if name != "none") or _("no key")


def shown(value: Any, typed: Typed) -> str:
    """A value in words, in one line."""
    match typed.shape:
        case Shape.TABLES | Shape.NAMES | Shape.WINDOWS if not value:
            return _("none")
        case Shape.TABLES:
            return ", ".join(entry_words(one) for one in value)
        case Shape.NAMES:
            return ", ".join(f"{name}: {one}" for name, one in value.items())
        case Shape.CHOICE | Shape.FLAG:
            return value_words(str(value))
        case _:
            return text_of(value, typed.shape) or value_words("")


def entry_words(entry: Any) -> str:
    """One thing of a list in a few words."""
    if isinstance(entry, dict):
        named = entry.get("rule") or entry.get("text") or ", ".join(entry.get("any", ()))
        extra = entry.get("until") or entry.get("severity") or ""
        return f"{named} ({extra})" if extra else str(named)
    return "–".join(str(part) for part in entry)


def rows_of(form: SettingsForm, names: Iterable[str]) -> Iterator[SettingRow]:
    """One line for each of these settings."""
    for name in names:
        typed = TYPED[name]
        value = form.value(typed.section, typed.key)
        yield SettingRow(
            id=name,
            title=SETTINGS[name].title,
            value=shown(value, typed),
            changed=form.has(typed.section, typed.key),
            wrong=bool(said_of(form.problems, typed.section, typed.key)),
            ruled=bool(clamps_of(form.governed, typed.section, typed.key)),
            faint=value in ("", [], {}),
        )


def key_rows(form: SettingsForm, remapping: Remapping, words: str = "") -> Iterator[SettingRow]:
    """One line for each command, under the name of its place; with ``words`` those that have them."""
    refused = {refusal.command for refusal in remapping.refusals}
    for place in PLACES:
        rows = [
            SettingRow(
                id=f"{KEYS}.{command.id}",
                title=command.label,
                value=f"{remapping.words(command):<8} {command.help}",
                changed=form.has(KEYS, command.id),
                wrong=command.id in refused,
            )
            for command in place.commands
            if command.argument is None and has_words(words, command.label, command.help, command.id)
        ]
        if rows:
            yield SettingRow("", place.title)
            yield from rows


def has_words(words: str, *texts: str) -> bool:
    """Whether every word of a search is in one of these."""
    whole = " ".join(texts).casefold()
    return all(word in whole for word in words.casefold().split())


@dataclass(frozen=True, slots=True)
class Full:
    """All there is to say of one setting."""

    title: str
    meaning: str
    name: str
    facts: tuple[tuple[str, str], ...]
    wrong: tuple[str, ...]
    ruled: tuple[str, ...]


def in_full(form: SettingsForm, name: str) -> Full:
    """One setting with its value, what is wrong with it, and what the policy says."""
    typed = TYPED[name]
    value = form.value(typed.section, typed.key)
    facts = [(_("Now"), shown(value, typed))]
    if (built_in := form.built_in(typed.section, typed.key)) != value and typed.shape not in {
        Shape.TABLES,
        Shape.NAMES,
    }:
        facts.append((_("Built in"), shown(built_in, typed)))
    if typed.shape is Shape.TABLES and value:
        count = ngettext("{count} in the list", "{count} in the list", len(value)).format(count=len(value))
        facts[0] = (_("Now"), _("{count}: {entries}").format(count=count, entries=shown(value, typed)))
    return Full(
        title=SETTINGS[name].title,
        meaning=SETTINGS[name].meaning,
        name=name,
        facts=tuple(facts),
        wrong=said_of(form.problems, typed.section, typed.key),
        ruled=ruled_of(form, name),
    )


def ruled_of(form: SettingsForm, name: str) -> tuple[str, ...]:
    """What the policy says of a setting: what it clamps, else what it asks for."""
    return ruled_by(form.governed, name)


def ruled_by(governed: Governed, name: str) -> tuple[str, ...]:
    """The same of settings that are no form's, such as what they would be with a value just typed."""
    section, _dot, key = name.partition(".")
    clamps = clamps_of(governed, section, key)
    if clamps:
        return tuple(str(clamp) for clamp in clamps)
    return tuple(
        _("The {origin} asks for {value}").format(origin=ruling.origin, value=ruling_words(ruling.value))
        for ruling in rulings_of(governed, section, key)
    )


def ruling_words(value: Any) -> str:
    """What a policy asks for, as it is typed."""
    typed = plain(value)
    if isinstance(typed, dict):
        return "–".join(str(one) for one in typed.values())
    return ", ".join(typed) if isinstance(typed, list) else str(typed)
