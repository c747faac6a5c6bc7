"""Facts about the act: what it is, who will see it, when, in answer to whom, and who the user is.

All keys of one table must hold. A fact that is not known (no hour, no follower count) is not true.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

from outtray_rules import roles
from outtray_rules.calendars import comparable, in_hours, open_window
from outtray_rules.draft import Context, Correspondent, Profile
from outtray_rules.durations import format_duration
from outtray_rules.finding import Severity
from outtray_rules.kinds.base import ActNode, Env, Node, Spec
from outtray_rules.kinds.own import own_words
from outtray_rules.view import Field

if TYPE_CHECKING:
    from outtray_rules.compiler import Compiler


_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


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
    words = f" with {fact.words.told()}" if fact.words is not None else ""
    if fact.key == "profile":
        name, wanted = fact.values
        what = name.replace("_", " ")
        if isinstance(wanted, bool):
            return f"your {what} is {'known' if wanted else 'not known'}"
        return f"your {what} is {' or '.join(wanted)}" if wanted else f"your {what} has{words[5:]}"
    if fact.key == "audience":
        low, high = fact.values
        return f"{low:g} followers or more" if high == float("inf") else f"{low:g} to {high:g} followers"
    if fact.key == "recent":
        category, days, least = fact.values
        return f"{least} earlier posts or more in {days} days were found to be {category}"
    if fact.key == "found":
        least, categories, packs = fact.values
        of = f" of {' or '.join(categories)}" if categories else ""
        by = f" by {' or '.join(packs)}" if packs else ""
        return f"something else is found{of}{by}" + (f", {least} or above" if least != "note" else "")
    if fact.key == "weekday":
        return "on " + ", ".join(_DAYS[day] for day in fact.values)
    values = " or ".join(_value(value) for value in fact.values if value not in ("", None, ()))
    return f"{fact.key.replace('_', ' ')}: {values}{words}".rstrip(": ")


def _value(value: object) -> str:
    if isinstance(value, timedelta):
        return format_duration(value) if value < timedelta.max else "any time"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, tuple | frozenset):
        return " or ".join(sorted(map(str, value)))
    return str(value)


class ContextNode(ActNode):
    """Checks facts one after the other."""

    def __init__(self, facts: list[tuple[Fact, Node | None]]) -> None:
        self._facts = facts
        self._lasts = all(fact.key != "found" for fact, _node in facts)
        """Whether the answer stays the same all through a review."""

    def true(self, field: Field, env: Env) -> bool:
        """Whether every fact holds, whichever field is asked about."""
        if not self._lasts:
            return self._true(env)
        known = env.known.get(id(self))
        if known is None:
            known = env.known[id(self)] = self._true(env)
        return known

    def _true(self, env: Env) -> bool:
        for fact, node in self._facts:  # noqa: SIM110 - asked hundreds of times a keystroke
            if not _TESTS[fact.key](fact, env, node):
                return False
        return True


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
        if _says(node, f"{person.profile}\n{person.acct}\n{roles.handle_words(person.acct)}", env):
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
    least, categories, packs = fact.values
    return env.heard.has(_RANKS[least], categories, packs)


_RANKS = {severity.value: severity.rank for severity in Severity}


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


def uses_found(spec: Spec) -> bool:
    """Whether a condition asks what other rules found, so that it must be asked last."""
    if isinstance(spec, ContextSpec):
        return any(fact.key == "found" for fact in spec.facts)
    inner = getattr(spec, "parts", None) or (getattr(spec, "part", None),)
    return any(uses_found(part) for part in inner if part is not None)
