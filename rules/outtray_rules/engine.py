"""Packs compiled into a reviewer: a draft and its context in, findings out.

``load_packs`` and ``packs_for`` are here, too, so that callers need one module.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from outtray_rules.compiler import Compiler
from outtray_rules.draft import Context, Draft, Profile, Window
from outtray_rules.errors import RulesError, nearest
from outtray_rules.finding import Finding, Severity, Span
from outtray_rules.kinds.base import Env, LineNode, Needs, Node, Spec
from outtray_rules.kinds.combine import AllSpec, AnySpec, NotSpec
from outtray_rules.kinds.context import ContextSpec, uses_found
from outtray_rules.kinds.measure import MeasureSpec
from outtray_rules.kinds.near import NearSpec
from outtray_rules.library import JURISDICTIONS, Loaded, load_files, load_packs, packs_for, shipped_packs
from outtray_rules.pack import Adjustment, Change, Condition, Pack, Rule
from outtray_rules.view import Field, Hit, Hits, Sentence
from outtray_rules.wording import fill

__all__ = [
    "JURISDICTIONS",
    "Explanation",
    "Loaded",
    "Mute",
    "Reviewer",
    "UnknownRuleError",
    "load_files",
    "load_packs",
    "packs_for",
    "shipped_packs",
]

_MOST_FINDINGS = 50
"""So many findings of one rule in one field are told; nobody reads more."""
_BY_RANK = tuple(sorted(Severity, key=lambda severity: severity.rank))


class UnknownRuleError(RulesError):
    """No loaded pack has a rule of that name."""


@dataclass(frozen=True, slots=True)
class Mute:
    """A rule that the user does not want to hear of, why, and until when (None: until further notice)."""

    rule: str
    until: datetime | None = None
    reason: str = ""

    def active(self, at: datetime | None) -> bool:
        """Whether it holds at a moment; a dated mute does not hold when the moment is unknown."""
        if self.until is None:
            return True
        if at is None:
            return False
        if (self.until.tzinfo is None) != (at.tzinfo is None):
            return at.replace(tzinfo=None) < self.until.replace(tzinfo=None)
        return at < self.until


@dataclass(frozen=True, slots=True)
class Explanation:
    """A rule's page: everything the rule says about itself, and in words how it matches."""

    rule: Rule
    pack: Pack
    how: str
    unless: str
    when: str
    changes: tuple[str, ...]


@dataclass(slots=True)
class _When:
    node: Node
    in_sentence: bool

    def holds(self, where: Field, hit: Hit | None, env: Env) -> bool:
        region = _sentence(where, hit) if self.in_sentence and hit is not None else None
        return self.node.holds(where, region, env)


@dataclass(slots=True)
class _Shift:
    when: _When
    change: Change


@dataclass(slots=True)
class _Compiled:
    rule: Rule
    node: Node
    needs: Needs
    unless: _When | None
    when: _When | None
    raises: list[_Shift]
    lowers: list[_Shift]
    whole_act: bool
    last: bool
    once_a_sentence: bool
    fields: frozenset[str] = field(default_factory=frozenset)

    @property
    def line_node(self) -> LineNode | None:
        """The node, when it looks at lines."""
        return self.node if isinstance(self.node, LineNode) else None

    def looks_at(self, where: Field) -> bool:
        """Whether the rule is about this field of a draft."""
        kind = where.name.partition(".")[0]
        if self.fields:
            return kind in self.fields
        return not self.whole_act or kind == "text"


_Found = tuple[Finding, Field, Hit]


class Reviewer:
    """All rules of some packs, compiled; keeps what it read so that a keystroke costs one sentence.

    Build it on any thread; use one reviewer on one thread at a time.
    """

    def __init__(self, packs: Sequence[Pack], mutes: Sequence[Mute] = (), lang: str = "") -> None:
        self.packs = tuple(packs)
        self._lang = lang
        self._mutes = {mute.rule: mute for mute in mutes}
        self._packs = {pack.id: pack for pack in packs}
        self._rules = {rule.id: rule for pack in packs for rule in pack.rules}
        compiler = Compiler()
        compiled = [self._compile(rule, compiler) for pack in packs for rule in pack.rules]
        self._adjustments: list[tuple[Adjustment, _Shift]] = [
            (adjustment, _shift(adjustment.change, compiler))
            for pack in packs
            for adjustment in pack.adjustments
        ]
        self._by_sentence = [one for one in compiled if not one.last and _by_sentence(one.node)]
        self._first = [one for one in compiled if not one.last and not _by_sentence(one.node)]
        self._last = [one for one in compiled if one.last]
        self._own = compiler.own
        self._warmers = compiler.warmers
        self._reader = compiler.reader()
        self._profile: Profile | None = None
        self._windows: dict[str, tuple[Window, ...]] = {}
        for pack in packs:
            for name, windows in pack.windows.items():
                self._windows[name] = (*self._windows.get(name, ()), *windows)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule, pack by pack."""
        return tuple(self._rules.values())

    def review(self, draft: Draft, context: Context, lang: str | None = None) -> tuple[Finding, ...]:
        """Every finding about a draft, ordered block, warn, note, then by position.

        ``lang`` is the language the findings are told in; without it the reviewer's, then the draft's.
        Never raises, whatever the text.
        """
        if context.profile != self._profile:
            self._use(context.profile)
        told_in = lang or self._lang or draft.language.split("-")[0]
        env = Env(draft, context, self._read, (), self._all_windows(context))
        texts = _fields(draft)
        self._reader.expect(sum(len(text) for _, text in texts))
        fields = [self._reader.field(name, text) for name, text in texts]
        found: list[_Found] = []
        for where in fields:
            found.extend(self._apply_by_sentence(where, env, told_in))
            found.extend(self._apply(self._first, where, env, told_in))
        if self._last:
            env = replace(env, found=tuple(finding for finding, _, _ in found))
            for where in fields:
                found.extend(self._apply(self._last, where, env, told_in))
        findings = self._adjust(found, env) if self._adjustments and found else [one for one, _, _ in found]
        order = {where.name: number for number, where in enumerate(fields)}
        return tuple(
            sorted(findings, key=lambda one: (-one.severity.rank, order[one.field], one.span, one.rule))
        )

    def warm(self) -> None:
        """Do beforehand what the first reviews would do once; for the thread that builds the reviewer."""
        for warmer in self._warmers:
            warmer()

    def explain(self, rule_id: str) -> Explanation:
        """The page of a rule. Raises UnknownRuleError with the nearest name."""
        rule = self._rules.get(rule_id)
        if rule is None:
            close = nearest(rule_id, self._rules)
            raise UnknownRuleError(
                f"There is no rule “{rule_id}”.",
                f"Did you mean “{close}”?" if close else "See `outtray rules list` for all of them.",
            )
        changes = [_told_change("raised", change) for change in rule.raises]
        changes += [_told_change("lowered", change) for change in rule.lowers]
        return Explanation(
            rule,
            self._packs[rule.pack],
            rule.match.told(),
            rule.unless.spec.told() if rule.unless is not None else "",
            rule.when.spec.told() if rule.when is not None else "",
            tuple(changes),
        )

    def _compile(self, rule: Rule, compiler: Compiler) -> _Compiled:
        node = compiler.node(rule.match)
        conditions = [rule.unless, rule.when, *(change.when for change in (*rule.raises, *rule.lowers))]
        last = uses_found(rule.match) or any(one is not None and uses_found(one.spec) for one in conditions)
        return _Compiled(
            rule,
            node,
            node.needs,
            _when(rule.unless, compiler),
            _when(rule.when, compiler),
            [_shift(change, compiler) for change in rule.raises],
            [_shift(change, compiler) for change in rule.lowers],
            not _points(rule.match),
            last,
            _judges(rule.match) and not rule.sensitive,
            frozenset(rule.fields),
        )

    def _use(self, profile: Profile) -> None:
        self._profile = profile
        if self._own:
            for node in self._own:
                node.use(profile)
            self._reader.forget()

    def _read(self, text: str) -> Field:
        return self._reader.field("", text)

    def _all_windows(self, context: Context) -> Mapping[str, tuple[Window, ...]]:
        if not context.calendar:
            return self._windows
        names = {*self._windows, *context.calendar}
        return {name: (*self._windows.get(name, ()), *context.calendar.get(name, ())) for name in names}

    def _apply_by_sentence(self, where: Field, env: Env, lang: str) -> list[_Found]:
        """The rules that need no more than a sentence: what they found in it is kept with it."""
        gathered: dict[int, list[Hit]] = {}
        for line, line_offset in where.lines:
            for sentence, offset in line.parts:
                answers = sentence.answers
                if answers is None:
                    answers = sentence.answers = self._ask(sentence)
                shift = line_offset + offset
                for number, hits in answers:
                    gathered.setdefault(number, []).extend(
                        Hit(hit.start + shift, hit.end + shift, -1, -1, hit.confidence) for hit in hits
                    )
        found: list[_Found] = []
        for number, placed in gathered.items():
            one = self._by_sentence[number]
            if one.looks_at(where):
                found.extend(self._conclude(one, placed, where, env, lang))
        return found

    def _ask(self, sentence: Sentence) -> list[tuple[int, Hits]]:
        mask = sentence.mask
        answers: list[tuple[int, Hits]] = []
        for number, one in enumerate(self._by_sentence):
            for need in one.needs:
                if not mask & need:
                    break
            else:
                hits = one.line_node.in_line(sentence.alone) if one.line_node is not None else ()
                if hits:
                    answers.append((number, hits))
        return answers

    def _apply(self, rules: Sequence[_Compiled], where: Field, env: Env, lang: str) -> list[_Found]:
        found: list[_Found] = []
        mask = where.mask
        for one in rules:
            for need in one.needs:
                if not mask & need:
                    break
            else:
                if one.looks_at(where):
                    hits = one.node.hits(where, env)
                    if hits:
                        found.extend(self._conclude(one, hits, where, env, lang))
        return found

    def _conclude(
        self, one: _Compiled, hits: Sequence[Hit], where: Field, env: Env, lang: str
    ) -> list[_Found]:
        mute = self._mutes.get(one.rule.id)
        if mute is not None and mute.active(env.context.at):
            return []
        if one.when is not None and not one.when.in_sentence and not one.when.holds(where, None, env):
            return []
        found: list[_Found] = []
        reach = -1
        for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
            if hit.end <= reach or (one.once_a_sentence and hit.start < reach):
                continue
            if one.when is not None and one.when.in_sentence and not one.when.holds(where, hit, env):
                continue
            if one.unless is not None and one.unless.holds(where, hit, env):
                continue
            sentence = _sentence(where, hit) if one.once_a_sentence else None
            reach = max(hit.end, sentence[1]) if sentence is not None else hit.end
            severity = _shifted(one, where, hit, env)
            told = (env.context.profile, lang)
            found.append((_finding(one.rule, severity, where, hit, told), where, hit))
            if len(found) == _MOST_FINDINGS:
                break
        return found

    def _adjust(self, found: Sequence[_Found], env: Env) -> list[Finding]:
        told: list[Finding] = []
        for finding, where, hit in found:
            severity = finding.severity
            for adjustment, shift in self._adjustments:
                concerned = finding.category in adjustment.categories or finding.rule in adjustment.rules
                if concerned and shift.when.holds(where, hit, env):
                    severity = _change(severity, shift.change)
            told.append(finding if severity is finding.severity else replace(finding, severity=severity))
        return told


def _by_sentence(node: Node) -> bool:
    return isinstance(node, LineNode) and node.by_sentence


def _fields(draft: Draft) -> list[tuple[str, str]]:
    fields = [("text", draft.text)]
    if draft.content_warning:
        fields.append(("content_warning", draft.content_warning))
    fields.extend((f"poll.{number}", option) for number, option in enumerate(draft.poll_options) if option)
    fields.extend(
        (f"media.{number}.description", media.description)
        for number, media in enumerate(draft.media)
        if media.description
    )
    fields.extend((f"profile.{name}", text) for name, text in draft.profile_fields.items() if text)
    return fields


def _sentence(where: Field, hit: Hit) -> tuple[int, int] | None:
    if not where.lines or hit.end <= hit.start:
        return None
    line, offset = where.place(hit.start)
    start, _ = line.region(line.sentence_of(hit.start - offset))
    _, end = line.region(line.sentence_of(min(hit.end - offset, len(line.text)) - 1))
    return start + offset, end + offset


def _judges(spec: Spec) -> bool:
    """Whether a match is about what a sentence says as a whole: that is told once, however much of it fits.

    Words, numbers and secrets are each told.
    """
    if isinstance(spec, AnySpec):
        return any(_judges(part) for part in spec.parts)
    return isinstance(spec, NearSpec | AllSpec)


def _when(condition: Condition | None, compiler: Compiler) -> _When | None:
    return _When(compiler.part(condition.spec), condition.in_sentence) if condition is not None else None


def _shift(change: Change, compiler: Compiler) -> _Shift:
    return _Shift(_When(compiler.part(change.when.spec), change.when.in_sentence), change)


def _points(spec: Spec) -> bool:
    """Whether a matcher points at words, so that it is worth asking about every field."""
    if isinstance(spec, AllSpec | AnySpec):
        return any(_points(part) for part in spec.parts)
    return not isinstance(spec, NotSpec | ContextSpec | MeasureSpec)


def _change(severity: Severity, change: Change) -> Severity:
    if change.to is not None:
        return max(severity, change.to, key=lambda one: one.rank)
    return _BY_RANK[max(0, min(len(_BY_RANK) - 1, severity.rank + change.by))]


def _shifted(one: _Compiled, where: Field, hit: Hit, env: Env) -> Severity:
    """The severity after the strongest lowering and then the strongest raising that apply."""
    severity = one.rule.severity
    lowered = [_lowered(severity, shift.change) for shift in one.lowers if shift.when.holds(where, hit, env)]
    if lowered:
        severity = min(lowered, key=lambda step: step.rank)
    raised = [_change(severity, shift.change) for shift in one.raises if shift.when.holds(where, hit, env)]
    return max(raised, key=lambda step: step.rank) if raised else severity


def _lowered(severity: Severity, change: Change) -> Severity:
    if change.to is not None:
        return min(severity, change.to, key=lambda step: step.rank)
    return _BY_RANK[max(0, severity.rank - change.by)]


def _finding(rule: Rule, severity: Severity, where: Field, hit: Hit, told: tuple[Profile, str]) -> Finding:
    profile, lang = told
    match = where.text[hit.start : hit.end]
    wording = rule.wording_in(lang)
    return Finding(
        rule=rule.id,
        category=rule.category,
        severity=severity,
        span=Span(hit.start, hit.end),
        match=match,
        title=wording.title,
        message=fill(wording.message, match, profile, lang, rule.sensitive),
        advice=fill(wording.advice, match, profile, lang, rule.sensitive),
        source=rule.source,
        confidence=round(min(1.0, hit.confidence * rule.confidence), 3),
        field=where.name,
        pack=rule.pack,
        sensitive=rule.sensitive,
        replacement=rule.replacement,
    )


def _told_change(how: str, change: Change) -> str:
    step = f"to {change.to}" if change.to is not None else f"by {change.by}"
    return f"{how} {step} when {change.when.spec.told()}"
