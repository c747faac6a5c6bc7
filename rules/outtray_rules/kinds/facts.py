"""How facts about the act are written in a pack; what they mean is in ``outtray_rules.kinds.context``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time, timedelta
from typing import Any

from outtray_rules import roles
from outtray_rules.draft import ActKind, Visibility
from outtray_rules.durations import DurationError, parse_duration
from outtray_rules.errors import PathKey
from outtray_rules.finding import Severity
from outtray_rules.kinds.base import Kind, Scope, Spec
from outtray_rules.kinds.context import ContextSpec, Fact
from outtray_rules.kinds.terms import TermsSpec
from outtray_rules.spec import Flag, Key, ListOf, Number, OneOf, Table, Text, strings

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_GROUPS = {"weekend": (5, 6), "weekday": (0, 1, 2, 3, 4)}
_PROFILE_TEXTS = (
    "jurisdiction",
    "organisation",
    "grade",
    "role",
    "minister",
    "gender",
    "bio",
    "topics",
    "languages",
)


def _several(*choices: str) -> OneOf:
    one = Text(choices)
    return OneOf((one, ListOf(one, least=1)))


_WORDS_OF = Table("words to look for", (Key("terms", Text(), "a vocabulary", required=True),))
_ROLE = Text(roles.NAMES)
_PERSON = Table(
    "a correspondent",
    (
        Key("role", OneOf((_ROLE, ListOf(_ROLE, least=1))), "what their profile says they are"),
        Key("mutual", Flag(), "whether both follow each other"),
        Key("terms", Text(), "a vocabulary to find in their profile or handle"),
    ),
)
_PERSON_OR_ROLE = OneOf((_ROLE, ListOf(_ROLE, least=1), _PERSON))
_TIME = Text()
_HOURS = Table(
    "hours",
    (Key("from", _TIME, "such as 23:00", required=True), Key("to", _TIME, "such as 05:00", required=True)),
)
_LAPSE = Table("a lapse of time", (Key("min", Text(), "such as 2m"), Key("max", Text(), "such as 60s")))
_RANGE = Table("a range", (Key("min", Number(0), "the least"), Key("max", Number(0), "the most")))
_FACT_OF_PROFILE = OneOf((Text(), ListOf(Text(), least=1), Flag(), _WORDS_OF))
_PROFILE = Table(
    "profile",
    tuple(
        Key(name, _FACT_OF_PROFILE, "a value, several, true for any, or { terms = … }")
        for name in _PROFILE_TEXTS
    ),
)
_RECENT = Table(
    "recent",
    (
        Key("category", Text(), "findings of this category", required=True),
        Key("days", Number(1, 366, whole=True), "in so many days (30)"),
        Key("min", Number(1, whole=True), "so many acts or more, this one not counted (1)"),
    ),
)
_SEVERITIES = tuple(severity.value for severity in Severity)
_FOUND = Table(
    "found",
    (
        Key("min", Text(_SEVERITIES), "findings of this severity or above (note)"),
        Key("categories", OneOf((Text(), ListOf(Text(), least=1))), "only findings of these categories"),
        Key("packs", OneOf((Text(), ListOf(Text(), least=1))), "only findings of rules of these packs"),
    ),
)
KEYS = (
    Key("acts", _several(*(act.value for act in ActKind)), "the act is one of these"),
    Key("visibility", _several(*(one.value for one in Visibility)), "the visibility is one of these"),
    Key("audience", _RANGE, "the acting account has so many followers"),
    Key("reply_to", _PERSON_OR_ROLE, "it answers such a person"),
    Key("boosted", _PERSON_OR_ROLE, "it boosts such a person"),
    Key("quoted", _PERSON_OR_ROLE, "it quotes such a person"),
    Key("target", _PERSON_OR_ROLE, "it answers, boosts or quotes such a person"),
    Key(
        "hour",
        OneOf((Text(), _HOURS)),
        "the local time is in these hours, such as 23:00-05:00; they may run over midnight",
    ),
    Key("weekday", _several(*_DAYS, *_GROUPS), "the day is one of these"),
    Key("calendar", OneOf((Text(), ListOf(Text(), least=1))), "a dated window of this name is open"),
    Key("holiday", Flag(), "a window named holiday is open, or none is"),
    Key("work_time", Flag(), "it is within the user's work hours, or not"),
    Key("since_parent", _LAPSE, "so much time has passed since the post it answers"),
    Key("writing_time", _LAPSE, "the draft was worked on for so long"),
    Key("media", _several("any", "none", "without-alt"), "what is attached"),
    Key("profile", _PROFILE, "what the user has said about themselves"),
    Key("account", _several("official", "personal"), "the kind of the acting account"),
    Key("language", OneOf((Text(), ListOf(Text(), least=1))), "the draft's language, when it is set"),
    Key("recent", _RECENT, "the user's own recent acts"),
    Key("found", _FOUND, "other rules have found something"),
)
"""The keys of a condition."""
NAMES = frozenset(key.name for key in KEYS)
CONTEXT = Table("context", KEYS)


def facts(table: Mapping[str, Any], path: PathKey, scope: Scope) -> tuple[Fact, ...]:
    """Read the condition keys among the keys of a table."""
    found: list[Fact] = []
    for key, value in table.items():
        if key in NAMES:
            found.extend(_read_fact(key, value, (*path, key), scope))
    return tuple(found)


def _read_fact(key: str, value: Any, path: PathKey, scope: Scope) -> list[Fact]:
    if key == "profile":
        return [
            fact
            for name, wanted in value.items()
            if (fact := _read_profile(name, wanted, (*path, name), scope))
        ]
    if key in {"reply_to", "boosted", "quoted", "target"}:
        table = value if isinstance(value, dict) else {"role": value}
        words = _vocabulary(table.get("terms"), (*path, "terms"), scope)
        return [Fact(key, (strings(table.get("role", ())), table.get("mutual")), words)]
    if key == "audience":
        return [Fact(key, (value.get("min", 0), value.get("max", float("inf"))))]
    if key == "hour":
        if isinstance(value, str):
            start, _, end = value.partition("-")
            edges = [_time(edge.strip(), path, scope) for edge in (start, end)]
        else:
            edges = [_time(value[name], (*path, name), scope) for name in ("from", "to")]
        return [Fact(key, tuple(edges))] if None not in edges else []
    if key == "weekday":
        days = [_GROUPS.get(name) or (_DAYS.index(name),) for name in strings(value)]
        return [Fact(key, tuple(sorted({day for group in days for day in group})))]
    if key in {"since_parent", "writing_time"}:
        low = _duration(value.get("min"), timedelta(0), (*path, "min"), scope)
        high = _duration(value.get("max"), timedelta.max, (*path, "max"), scope)
        return [Fact(key, (low, high))]
    if key in {"holiday", "work_time"}:
        return [Fact(key, (value,))]
    if key == "recent":
        return [Fact(key, (value["category"], int(value.get("days", 30)), int(value.get("min", 1))))]
    if key == "found":
        return [
            Fact(
                key,
                (
                    value.get("min", "note"),
                    strings(value.get("categories", ())),
                    strings(value.get("packs", ())),
                ),
            )
        ]
    return [Fact(key, strings(value))]


def _read_profile(name: str, wanted: Any, path: PathKey, scope: Scope) -> Fact | None:
    if isinstance(wanted, dict):
        words = _vocabulary(wanted.get("terms"), (*path, "terms"), scope)
        return Fact("profile", (name, ()), words) if words is not None else None
    return Fact("profile", (name, wanted if isinstance(wanted, bool) else strings(wanted)))


def _vocabulary(name: Any, path: PathKey, scope: Scope) -> Spec | None:
    if name is None:
        return None
    vocabulary = scope.vocabulary(str(name), path)
    return TermsSpec((vocabulary,)) if vocabulary is not None else None


def _time(text: str, path: PathKey, scope: Scope) -> time | None:
    try:
        return time.fromisoformat(text)
    except ValueError:
        scope.complain(path, f"“{text}” is no time of day; write 23:00, or hours as 23:00-05:00")
        return None


def _duration(text: str | None, otherwise: timedelta, path: PathKey, scope: Scope) -> timedelta:
    if text is None:
        return otherwise
    try:
        return parse_duration(text)
    except DurationError as error:
        scope.complain(path, str(error))
        return otherwise


def read(table: Mapping[str, Any], path: PathKey, scope: Scope) -> Spec | None:
    """Read ``context = { … }``."""
    found = facts(table["context"], (*path, "context"), scope)
    if not found:
        scope.complain((*path, "context"), "an empty context is always true")
        return None
    return ContextSpec(found)


KIND = Kind("context", (Key("context", CONTEXT, "facts about the act"),), read)
