"""Facts about the act: what it is, who will see it, when, in answer to whom, and who the user is.

All keys of one table must hold. A fact that is not known (no hour, no follower count) is not true.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

from outtray_rules import roles
from outtray_rules.calendars import comparable, in_hours, open_window
from outtray_rules.draft import ActKind, Context, Correspondent, Profile, Visibility
from outtray_rules.durations import DurationError, parse_duration
from outtray_rules.errors import PathKey
from outtray_rules.finding import Severity
from outtray_rules.kinds.base import ActNode, Env, Kind, Node, Scope, Spec
from outtray_rules.kinds.own import own_words
from outtray_rules.kinds.terms import TermsSpec
from outtray_rules.spec import Flag, Key, ListOf, Number, OneOf, Table, Text, strings
from outtray_rules.view import Field

if TYPE_CHECKING:
    from outtray_rules.compiler import Compiler

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


@dataclass(frozen=True, slots=True)
class Fact:
    """One condition: the key that names it, its value in hashable form, and words to look for elsewhere."""

    key: str
    values: tuple[Any, ...] = ()
    words: Spec | None = None


@dataclass(frozen=True, slots=True)
class ContextSpec:
    """Facts that must all hold."""

    facts: tuple[Fact, ...]
    local = False

    def compile(self, compiler: Compiler) -> ContextNode:
        """Make the node."""
        return ContextNode(
            [(fact, compiler.node(fact.words) if fact.words is not None else None) for fact in self.facts]
        )

    def told(self) -> str:
        """How it matches."""
        return " and ".join(_told(fact) for fact in self.facts)


def _told(fact: Fact) -> str:
    values = ", ".join(str(value) for value in fact.values if value not in ("", None))
    words = f" with {fact.words.told()}" if fact.words is not None else ""
    return f"{fact.key.replace('_', ' ')}: {values}{words}".rstrip(": ")


class ContextNode(ActNode):
    """Checks facts one after the other."""

    def __init__(self, facts: list[tuple[Fact, Node | None]]) -> None:
        self._facts = [(_TESTS[fact.key], fact, node) for fact, node in facts]

    def true(self, field: Field, env: Env) -> bool:
        """Whether every fact holds."""
        return all(test(fact, env, node) for test, fact, node in self._facts)


def _says(node: Node | None, text: str, env: Env) -> bool:
    if node is None:
        return True
    other = env.read(text)
    return bool(text.strip()) and node.holds(other, None, env)


def _acts(fact: Fact, env: Env, node: Node | None) -> bool:
    return env.context.act.value in fact.values


def _visibility(fact: Fact, env: Env, node: Node | None) -> bool:
    return env.context.visibility.value in fact.values


def _audience(fact: Fact, env: Env, node: Node | None) -> bool:
    low, high = fact.values
    return env.context.audience is not None and low <= env.context.audience <= high


def _correspondents(key: str, context: Context) -> list[Correspondent]:
    people = {"reply_to": [context.reply_to], "boosted": [context.boosted], "quoted": [context.quoted]}
    chosen = people.get(key, [context.reply_to, context.boosted, context.quoted])
    return [person for person in chosen if person is not None]


def _correspondent(fact: Fact, env: Env, node: Node | None) -> bool:
    sought, mutual = fact.values
    for person in _correspondents(fact.key, env.context):
        if mutual is not None and person.mutual is not mutual:
            continue
        if sought and roles.roles_of(person, env.context.profile).isdisjoint(sought):
            continue
        if _says(node, f"{person.profile}\n{person.acct}", env):
            return True
    return False


def _hour(fact: Fact, env: Env, node: Node | None) -> bool:
    start, end = fact.values
    return env.context.at is not None and in_hours(env.context.at.time(), start, end)


def _weekday(fact: Fact, env: Env, node: Node | None) -> bool:
    return env.context.at is not None and env.context.at.weekday() in fact.values


def _window_open(name: str, env: Env) -> bool:
    return (
        open_window(env.windows.get(name, ()), env.context.at, env.context.profile.jurisdiction) is not None
    )


def _calendar(fact: Fact, env: Env, node: Node | None) -> bool:
    return any(_window_open(name, env) for name in fact.values)


def _holiday(fact: Fact, env: Env, node: Node | None) -> bool:
    return env.context.at is not None and _window_open("holiday", env) is bool(fact.values[0])


def _work_time(fact: Fact, env: Env, node: Node | None) -> bool:
    at, profile = env.context.at, env.context.profile
    if at is None or profile.work_hours is None:
        return False
    working = (
        at.weekday() in profile.work_days
        and in_hours(at.time(), *profile.work_hours)
        and not _window_open("holiday", env)
    )
    return working is bool(fact.values[0])


def _lapse(fact: Fact, env: Env, node: Node | None) -> bool:
    low, high = fact.values
    lapse = env.context.since_parent if fact.key == "since_parent" else env.context.writing_time
    return lapse is not None and low <= lapse <= high


def _media(fact: Fact, env: Env, node: Node | None) -> bool:
    media = env.draft.media
    states = {
        "any": bool(media),
        "none": not media,
        "without-alt": any(not one.description.strip() for one in media),
    }
    return any(states[state] for state in fact.values)


def _profile(fact: Fact, env: Env, node: Node | None) -> bool:
    name, wanted = fact.values
    value = _profile_value(env.context.profile, name)
    if node is not None:
        return _says(node, "\n".join(value), env)
    if isinstance(wanted, bool):
        return bool(value) is wanted
    folded = {one.casefold() for one in value}
    return any(one.casefold() in folded for one in wanted)


def _profile_value(profile: Profile, name: str) -> tuple[str, ...]:
    if name == "organisation":
        return own_words(profile, "organisation")
    value = getattr(profile, name)
    values = value if isinstance(value, tuple) else (value,)
    return tuple(str(one) for one in values if str(one).strip())


def _account(fact: Fact, env: Env, node: Node | None) -> bool:
    account = env.context.account.casefold().lstrip("@")
    official = {one.casefold().lstrip("@") for one in env.context.profile.official_accounts}
    return bool(account) and ("official" if account in official else "personal") in fact.values


def _language(fact: Fact, env: Env, node: Node | None) -> bool:
    return env.draft.language.split("-")[0].casefold() in fact.values


def _recent(fact: Fact, env: Env, node: Node | None) -> bool:
    category, days, least = fact.values
    at = env.context.at
    if at is None:
        return False
    since = at - timedelta(days=days)
    count = sum(
        category in act.categories and since <= comparable(act.at, at) <= at for act in env.context.recent
    )
    return count >= int(least)


def _found(fact: Fact, env: Env, node: Node | None) -> bool:
    least, categories = fact.values
    return any(
        finding.severity.rank >= Severity(least).rank and (not categories or finding.category in categories)
        for finding in env.found
    )


_Test = Callable[[Fact, Env, Node | None], bool]
_TESTS: dict[str, _Test] = {
    "acts": _acts,
    "visibility": _visibility,
    "audience": _audience,
    "reply_to": _correspondent,
    "boosted": _correspondent,
    "quoted": _correspondent,
    "target": _correspondent,
    "hour": _hour,
    "weekday": _weekday,
    "calendar": _calendar,
    "holiday": _holiday,
    "work_time": _work_time,
    "since_parent": _lapse,
    "writing_time": _lapse,
    "media": _media,
    "profile": _profile,
    "account": _account,
    "language": _language,
    "recent": _recent,
    "found": _found,
}


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
        return [Fact(key, (value.get("min", "note"), strings(value.get("categories", ()))))]
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


def uses_found(spec: Spec) -> bool:
    """Whether a condition asks what other rules found, so that it must be asked last."""
    if isinstance(spec, ContextSpec):
        return any(fact.key == "found" for fact in spec.facts)
    inner = getattr(spec, "parts", None) or (getattr(spec, "part", None),)
    return any(uses_found(part) for part in inner if part is not None)


def read(table: Mapping[str, Any], path: PathKey, scope: Scope) -> Spec | None:
    """Read ``context = { … }``."""
    found = facts(table["context"], (*path, "context"), scope)
    if not found:
        scope.complain((*path, "context"), "an empty context is always true")
        return None
    return ContextSpec(found)


KIND = Kind("context", (Key("context", CONTEXT, "facts about the act"),), read)
