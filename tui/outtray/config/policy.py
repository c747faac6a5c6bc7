"""An organisation's policy: settings it fixes, which a user can only make stricter.

It stands in one fixed place that no environment variable moves; ``OUTTRAY_POLICY`` only adds files. Several
files merge to the strictest. A file with any mistake in it makes the whole policy unusable, and then
nothing can be released: a rule with a typing error in it must not count as no rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from outtray.acts.mode import Mode
from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.config.errors import PolicyUnusable
from outtray.config.reading import TableReader, decode, whole_file
from outtray.config.settings import Hours
from outtray.storage.plain import read_plain
from outtray_rules.errors import Problem

LARGEST = 1_000_000
"""Bytes of a policy file that are read."""

_AtLeast = timedelta | None


class PolicyAbout(Struct, frozen=True, forbid_unknown_fields=True):
    """Whose policy it is."""

    name: Annotated[str, Meta(description="the organisation, as it is named where the policy rules")] = ""
    contact: Annotated[str, Meta(description="whom to ask about it")] = ""


class PolicyCooling(Struct, frozen=True, forbid_unknown_fields=True):
    """The least waits; a user may set longer ones."""

    base: Annotated[_AtLeast, Meta(description="least wait of every held act")] = None
    warn: Annotated[_AtLeast, Meta(description="least wait with a warning")] = None
    block: Annotated[_AtLeast, Meta(description="least wait with an overridden block")] = None
    reply: Annotated[_AtLeast, Meta(description="least wait of an answer")] = None
    boost: Annotated[_AtLeast, Meta(description="least wait of a boost")] = None
    edit: Annotated[_AtLeast, Meta(description="least wait of an edit")] = None
    quiet_hours: Annotated[
        Hours | None, Meta(description="hours in which nothing is sent, besides the user's own")
    ] = None
    ready_window: Annotated[
        timedelta | None, Meta(description="the longest a ready act may wait without another look")
    ] = None
    on_edit: Annotated[
        Literal["restart"] | None, Meta(description='"restart" forbids keeping the wait over a small edit')
    ] = None


class PolicyModes(Struct, frozen=True, forbid_unknown_fields=True):
    """The least strict mode of each checked act; only here can ``immediate`` be allowed."""

    favourite: Annotated[Mode | None, Meta(description="a favourite")] = None
    pin: Annotated[Mode | None, Meta(description="a post pinned to the profile")] = None
    feature: Annotated[Mode | None, Meta(description="a hashtag shown on the profile")] = None
    follow: Annotated[Mode | None, Meta(description="following an account")] = None
    vote: Annotated[Mode | None, Meta(description="a vote in a poll")] = None
    report: Annotated[Mode | None, Meta(description="a report")] = None


class PolicyRules(Struct, frozen=True, forbid_unknown_fields=True):
    """Which rules review every post, and what a user may do about them."""

    packs: Annotated[tuple[str, ...], Meta(description="packs that always review")] = ()
    locked: Annotated[
        tuple[str, ...],
        Meta(description='rules that cannot be muted, switched off or made milder; ["*"] for all'),
    ] = ()
    overrides: Annotated[bool | None, Meta(description="whether a block may be overridden")] = None
    mutes: Annotated[bool | None, Meta(description="whether rules may be muted or switched off")] = None


class PolicyJournal(Struct, frozen=True, forbid_unknown_fields=True):
    """What must be recorded."""

    may_be_off: Annotated[bool | None, Meta(description="whether a user may go without a journal")] = None
    keep_at_least: Annotated[
        timedelta | None, Meta(description='how long rows and words stay at least, e.g. "2y"')
    ] = None


class PolicyFile(Struct, frozen=True, forbid_unknown_fields=True):
    """One policy file, by section."""

    policy: PolicyAbout = PolicyAbout()
    cooling: PolicyCooling = PolicyCooling()
    modes: PolicyModes = PolicyModes()
    rules: PolicyRules = PolicyRules()
    journal: PolicyJournal = PolicyJournal()


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a ruling stands: the policy's name (empty when it has none), its file and line."""

    name: str
    path: Path
    line: int
    fixed: bool = True
    """Whether the file is the one in the fixed place."""

    def __str__(self) -> str:
        place = _("{path} line {line}").format(path=self.path, line=self.line)
        if not self.name:
            return _("policy {place}").format(place=place)
        return _("policy of {name}, {place}").format(name=self.name, place=place)


@dataclass(frozen=True, slots=True)
class Ruling:
    """One thing a policy file says: the setting's name, such as ``cooling.warn``, its value, and where."""

    setting: str
    value: Any
    origin: Origin


@dataclass(frozen=True, slots=True)
class Policy:
    """What all policy files together say. ``problems`` are their mistakes; with any the policy is unusable.

    ``files`` are those that exist; ``rulings`` is everything they say, in the order of the files.
    """

    files: tuple[Path, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    problems: tuple[Problem, ...] = ()
    contact: str = ""

    def require_sound(self) -> None:
        """Raise ``PolicyUnusable``, with every bad line, unless the policy can be relied on."""
        if self.problems:
            raise PolicyUnusable(self.problems, self.contact)

    def all(self, setting: str) -> tuple[Ruling, ...]:
        """What each file says of a setting."""
        return tuple(ruling for ruling in self.rulings if ruling.setting == setting)

    def longest(self, setting: str) -> Ruling | None:
        """The largest value any file gives a setting: the strictest for a least wait."""
        return max(self.all(setting), key=lambda ruling: ruling.value, default=None)

    def shortest(self, setting: str) -> Ruling | None:
        """The smallest value any file gives a setting."""
        return min(self.all(setting), key=lambda ruling: ruling.value, default=None)

    def forbids(self, setting: str) -> Ruling | None:
        """The first file that says ``false`` to what may otherwise be done."""
        return next((ruling for ruling in self.all(setting) if ruling.value is False), None)

    def mode(self, setting: str) -> Ruling | None:
        """The strictest mode any file asks for.

        Looser than usual counts only when the file in the fixed place says so: a file that somebody adds for
        themselves loosens nothing.
        """
        found = [ruling for ruling in self.all(setting) if ruling.origin.fixed or _is_strict(ruling)]
        return max(found, key=lambda ruling: ruling.value.strictness, default=None)


def _is_strict(ruling: Ruling) -> bool:
    return ruling.value is not Mode.IMMEDIATE


NO_POLICY = Policy()
"""Where nobody has set any."""


def read_policy(fixed: Path, added: Iterable[Path] = ()) -> Policy:
    """The policy in the fixed place, if there is one, with the files added to it, which must exist."""
    files: list[Path] = []
    rulings: list[Ruling] = []
    problems: list[Problem] = []
    contact = ""
    for path, is_fixed in ((fixed, True), *((path, False) for path in added)):
        text, trouble = _text(path, may_be_missing=is_fixed)
        if trouble is not None:
            problems.append(trouble)
        if text is None:
            continue
        files.append(path)
        parsed, mistakes, reader = parse_policy(text, path)
        problems.extend(mistakes)
        contact = contact or parsed.policy.contact
        rulings.extend(_rulings(parsed, reader, path, fixed=is_fixed))
    return Policy(tuple(files), tuple(rulings), tuple(problems), contact)


def parse_policy(text: str, path: Path) -> tuple[PolicyFile, tuple[Problem, ...], TableReader]:
    """One policy file's text as values, with its mistakes and the reader that knows its lines."""
    data, problems = decode(text, path)
    if problems:
        return PolicyFile(), problems, TableReader(path, "")
    reader = TableReader(path, text)
    parsed = reader.read(data, PolicyFile())
    hours = parsed.cooling.quiet_hours
    if hours is not None and hours.start == hours.end:
        reader.problem(("cooling", "quiet_hours"), _("begins and ends at the same time, so it says nothing"))
    return parsed, tuple(reader.problems), reader


def _text(path: Path, *, may_be_missing: bool) -> tuple[str | None, Problem | None]:
    """What a file says; a file that is there and cannot be read is a problem, never nothing."""
    try:
        raw = read_plain(path, LARGEST + 1)
        if len(raw) > LARGEST:
            return None, whole_file(path, _("has more than {size} bytes").format(size=LARGEST))
        return raw.decode("utf-8-sig").replace("\r\n", "\n"), None
    except (FileNotFoundError, NotADirectoryError) as error:
        if may_be_missing:
            return None, None
        return None, whole_file(path, _("cannot be read: {reason}").format(reason=error.strerror))
    except OSError as error:
        return None, whole_file(path, _("cannot be read: {reason}").format(reason=error.strerror or error))
    except UnicodeDecodeError:
        return None, whole_file(path, _("cannot be read: {reason}").format(reason=_("it is not UTF-8 text")))


def _rulings(parsed: PolicyFile, reader: TableReader, path: Path, *, fixed: bool) -> Iterator[Ruling]:
    """Every value a file gives, each with its line."""
    for section in msgspec.structs.fields(PolicyFile):
        if section.name == "policy":
            continue
        table = getattr(parsed, section.name)
        for field in msgspec.structs.fields(table):
            value = getattr(table, field.name)
            if value is None or value == ():
                continue
            line, _column = reader.place((section.name, field.encode_name))
            origin = Origin(sanitise(parsed.policy.name, single_line=True), path, line, fixed)
            yield Ruling(f"{section.name}.{field.encode_name}", value, origin)
