"""Reading the context of a draft from JSON: the object that ``--context`` and a pack's examples take.

    {"act", "at", "visibility", "account", "audience", "language", "content_warning",
     "reply_to": {"acct", "profile", "text", "mutual", "at"}, "boosted": {…}, "quoted": {…},
     "media": [{"type", "description"}], "calendar": {"election": [["2024-05-25", "2024-07-04"]]},
     "writing_time", "since_parent", "recent": [{"at", "categories"}], "profile": {…}}

Every key may be missing. Times are ISO 8601; a time without a zone is the user's local time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from types import MappingProxyType
from typing import Any

from outtray_rules.calendars import parse_end, parse_start
from outtray_rules.draft import (
    ActKind,
    Context,
    Correspondent,
    Draft,
    Media,
    Profile,
    RecentAct,
    Visibility,
    Window,
)
from outtray_rules.durations import DurationError, parse_duration
from outtray_rules.errors import PathKey, RulesError
from outtray_rules.spec import STRINGS, Flag, Key, ListOf, Number, OneOf, Table, Text, strings

_FREE = Text(blank=True)
_FREE_STRINGS = OneOf((_FREE, ListOf(_FREE)))
_PERSON = Table(
    "a correspondent",
    (
        Key("acct", _FREE, "user@host"),
        Key("profile", _FREE, "name and bio"),
        Key("text", _FREE, "what they wrote"),
        Key("mutual", Flag(), "whether both follow each other"),
        Key("at", Text(), "when they wrote it"),
    ),
)
_PROFILE = Table(
    "profile",
    (
        Key("jurisdiction", _FREE, "such as ca"),
        Key("organisation", _FREE, "the user's organisation"),
        Key("organisation_names", STRINGS, "its short names"),
        Key("grade", _FREE, "such as executive"),
        Key("role", _FREE, "the user's own words"),
        Key("topics", _FREE_STRINGS, "own files"),
        Key("minister", _FREE, "the minister's name"),
        Key("languages", _FREE_STRINGS, "languages"),
        Key("gender", _FREE, "f or m"),
        Key("work_hours", OneOf((Text(), ListOf(Text()))), "such as 08:00-16:30"),
        Key("work_days", ListOf(Number(0, 6, whole=True)), "0 is Monday"),
        Key("official_accounts", _FREE_STRINGS, "accounts that speak for the organisation"),
        Key("bio", _FREE, "the acting account's bio"),
    ),
)
_WINDOW_TABLE = Table(
    "a window",
    (
        Key("start", Text(), "the first day"),
        Key("end", Text(), "the last"),
        Key("what", _FREE, "what it is"),
        Key("jurisdiction", _FREE, "for whom"),
    ),
)
_WINDOWS = ListOf(OneOf((ListOf(Text(), least=2), _WINDOW_TABLE)))
_MEDIA = Table("media", (Key("type", _FREE, "its type"), Key("description", _FREE, "its alt text")))
_RECENT = Table(
    "a recent act",
    (
        Key("at", Text(), "when", required=True),
        Key("categories", _FREE_STRINGS, "what it was about"),
        Key("rules", _FREE_STRINGS, "which rules it hit"),
    ),
)
_LAPSE = OneOf((Text(), Number(0)))
SHAPE = Table(
    "the context",
    (
        Key("act", Text(tuple(act.value for act in ActKind)), "the act"),
        Key("at", Text(), "when"),
        Key("visibility", Text(tuple(one.value for one in Visibility)), "the audience"),
        Key("account", _FREE, "the acting account"),
        Key("audience", Number(0, whole=True), "its followers"),
        Key("language", _FREE, "the draft's language"),
        Key("content_warning", _FREE, "the draft's content warning"),
        Key("reply_to", _PERSON, "who is answered"),
        Key("boosted", _PERSON, "who is boosted"),
        Key("quoted", _PERSON, "who is quoted"),
        Key("media", ListOf(_MEDIA), "attachments"),
        Key("calendar", Table("calendar", (), others=_WINDOWS), "dated windows"),
        Key("writing_time", _LAPSE, "seconds, or a duration such as 40s"),
        Key("since_parent", _LAPSE, "seconds, or a duration such as 2m"),
        Key("recent", ListOf(_RECENT), "own recent acts"),
        Key("profile", _PROFILE, "who the user is"),
    ),
)  # fmt: skip
"""The shape of the object."""


class ContextError(RulesError):
    """The context cannot be read; ``problems`` says every reason, with the key each is about."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            f"The context cannot be used: {'; '.join(self.problems)}.",
            "Correct these keys or leave them out.",
        )


@dataclass(frozen=True, slots=True)
class Given:
    """What a context object says: the context itself, and the parts of it that belong to the draft.

    ``ignored`` names keys nobody knows, each with the nearest known one where there is one.
    """

    context: Context
    media: tuple[Media, ...] = ()
    content_warning: str = ""
    language: str = ""
    ignored: tuple[str, ...] = ()

    def draft(self, text: str, language: str = "") -> Draft:
        """A draft of this text with the given media, warning and language."""
        return Draft(text, self.content_warning, language or self.language, self.media)


def read_context(data: object) -> Given:
    """Read a context object, already decoded from JSON or TOML.

    Raises ContextError naming every key that cannot be used. Unknown keys are reported, not refused,
    so that a newer file works with an older program.
    """
    if not isinstance(data, Mapping):
        raise ContextError(['it must be an object such as {"act": "reply"}'])
    ignored: list[str] = []
    problems: list[str] = []
    for path, message, hint in SHAPE.check(dict(data), ()):
        name = _dotted(path)
        if message.startswith("unknown key"):
            ignored.append(f"{name} (did you mean {hint}?)" if hint else name)
        else:
            problems.append(f"{name}: {message}" if name else message)
    if problems:
        raise ContextError(problems)
    reader = _Reader()
    given = reader.read(data, tuple(ignored))
    if reader.problems:
        raise ContextError(reader.problems)
    return given


def _dotted(path: PathKey) -> str:
    return ".".join(str(part) for part in path)


class _Reader:
    """Turns a well-shaped object into values, gathering what cannot be read."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def read(self, data: Mapping[str, Any], ignored: tuple[str, ...]) -> Given:
        context = Context(
            act=ActKind(data.get("act", "post")),
            at=self._moment(data.get("at"), "at"),
            visibility=Visibility(data.get("visibility", "public")),
            account=str(data.get("account", "")),
            audience=data.get("audience"),
            reply_to=self._person(data, "reply_to"),
            boosted=self._person(data, "boosted"),
            quoted=self._person(data, "quoted"),
            calendar=MappingProxyType(
                {
                    name: self._windows(windows, f"calendar.{name}")
                    for name, windows in data.get("calendar", {}).items()
                }
            ),
            profile=self._profile(data.get("profile", {})),
            writing_time=self._lapse(data.get("writing_time"), "writing_time"),
            since_parent=self._lapse(data.get("since_parent"), "since_parent"),
            recent=tuple(self._recent(data.get("recent", ()))),
        )
        media = tuple(Media(one.get("type", ""), one.get("description", "")) for one in data.get("media", ()))
        return Given(context, media, data.get("content_warning", ""), data.get("language", ""), ignored)

    def _moment(self, text: str | None, name: str) -> datetime | None:
        if text is None:
            return None
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            self.problems.append(f"{name}: “{text}” is no time such as 2024-06-15T11:00:00")
            return None

    def _person(self, data: Mapping[str, Any], key: str) -> Correspondent | None:
        person = data.get(key)
        if person is None:
            return None
        return Correspondent(
            person.get("acct", ""),
            person.get("profile", ""),
            person.get("text", ""),
            person.get("mutual", False),
            self._moment(person.get("at"), f"{key}.at"),
        )

    def _windows(self, windows: Iterable[Any], name: str) -> tuple[Window, ...]:
        found: list[Window] = []
        for number, window in enumerate(windows):
            table = window if isinstance(window, Mapping) else {"start": window[0], "end": window[1]}
            try:
                start, end = parse_start(str(table.get("start", ""))), parse_end(str(table.get("end", "")))
            except ValueError:
                self.problems.append(
                    f'{name}.{number}: a window is two dates such as ["2024-05-25", "2024-07-04"]'
                )
                continue
            found.append(Window(start, end, table.get("what", ""), table.get("jurisdiction", "")))
        return tuple(found)

    def _lapse(self, value: str | float | None, name: str) -> timedelta | None:
        if value is None:
            return None
        try:
            return parse_duration(value) if isinstance(value, str) else timedelta(seconds=value)
        except DurationError as error:
            self.problems.append(f"{name}: {error.sentence}")
        except OverflowError:
            self.problems.append(f"{name}: {value:g} seconds is longer than any time")
        return None

    def _recent(self, acts: Iterable[Mapping[str, Any]]) -> Iterable[RecentAct]:
        for number, act in enumerate(acts):
            at = self._moment(act["at"], f"recent.{number}.at")
            if at is not None:
                yield RecentAct(at, strings(act.get("categories", ())), strings(act.get("rules", ())))

    def _profile(self, data: Mapping[str, Any]) -> Profile:
        return Profile(
            jurisdiction=data.get("jurisdiction", ""),
            organisation=data.get("organisation", ""),
            organisation_names=strings(data.get("organisation_names", ())),
            grade=data.get("grade", ""),
            role=data.get("role", ""),
            topics=strings(data.get("topics", ())),
            minister=data.get("minister", ""),
            languages=strings(data.get("languages", ())),
            gender=data.get("gender", ""),
            work_hours=self._hours(data.get("work_hours")),
            work_days=tuple(data.get("work_days", (0, 1, 2, 3, 4))),
            official_accounts=strings(data.get("official_accounts", ())),
            bio=data.get("bio", ""),
        )

    def _hours(self, value: str | list[str] | None) -> tuple[time, time] | None:
        if not value:
            return None
        edges = value.split("-") if isinstance(value, str) else value
        try:
            start, end = (time.fromisoformat(edge.strip()) for edge in edges)
        except ValueError:
            self.problems.append("profile.work_hours: hours are written 08:00-16:30")
            return None
        return start, end
