"""The reviewer: a draft and its context in, findings out.

The names most callers need beside it are here, too, so that they need one module.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from outtray_rules import common_words
from outtray_rules.draft import Context, Draft, Profile, Window
from outtray_rules.explain import Explanation, UnknownRuleError, explain
from outtray_rules.finding import Finding, Severity, Span
from outtray_rules.kinds.base import Env, Node
from outtray_rules.library import JURISDICTIONS, Loaded, load_files, load_packs, packs_for, shipped_packs
from outtray_rules.mutes import Mute
from outtray_rules.pack import Change, Pack, Rule
from outtray_rules.program import CompiledRule, Program, compile_packs, sentence_of
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
_FINDINGS_KEPT = 1_000
_BY_RANK = tuple(sorted(Severity, key=lambda severity: severity.rank))
_Found = tuple[Finding, Field, Hit]


class Reviewer:
    """All rules of some packs, compiled; keeps what it read so that a keystroke costs one sentence.

    Build it on any thread; use one reviewer on one thread at a time. ``locked`` are rules a policy forbids
    to silence: mutes of them have no effect.
    """

    def __init__(
        self,
        packs: Sequence[Pack] | Program,
        mutes: Sequence[Mute] = (),
        lang: str = "",
        locked: Collection[str] = (),
    ) -> None:
        """Compiles the packs; a program compiled before costs nothing, and belongs to this reviewer alone."""
        self._program = packs if isinstance(packs, Program) else compile_packs(packs)
        self.packs = self._program.packs
        self.locked = frozenset(locked)
        self._lang = lang
        self._mutes = {mute.rule: mute for mute in mutes if mute.rule not in self.locked}
        self._profile: Profile | None = None
        self._kept: dict[tuple[object, ...], Finding] = {}
        rules = self._program.rules
        self._last = frozenset(number for number, one in enumerate(rules) if one.last)
        self._others = _others(rules, last=False)
        self._last_others = _others(rules, last=True)
        self._looking: dict[str, frozenset[int]] = {}

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule, pack by pack."""
        return tuple(one.rule for one in self._program.rules)

    def review(self, draft: Draft, context: Context, lang: str | None = None) -> tuple[Finding, ...]:
        """Every finding about a draft, ordered block, warn, note, then by position.

        ``lang`` is the language the findings are told in; without it the reviewer's, then the draft's.
        Never raises, whatever the text.
        """
        if context.profile != self._profile:
            self._use(context.profile)
        told_in = lang or self._lang or draft.language.split("-")[0]
        reader = self._program.reader
        env = Env(draft, context, self.read, self._all_windows(context))
        texts = _fields(draft)
        reader.expect(sum(len(text) for _, text in texts))
        fields = [reader.field(name, text) for name, text in texts]
        found: list[_Found] = []
        last: list[tuple[Field, int, list[Hit]]] = []
        for where in fields:
            for number, hits in self._hits(where, env).items():
                if number in self._last:
                    last.append((where, number, hits))
                else:
                    found.extend(self._conclude(number, hits, where, env, told_in))
        if self._last:
            for finding, _, _ in found:
                env.heard.add(finding)
            for where in fields:
                for number, hits in self._add_others(self._last_others, {}, where, env).items():
                    last.append((where, number, hits))
            rules = self._program.rules
            for where, number, hits in sorted(last, key=lambda one: (rules[one[1]].weak, one[1])):
                found.extend(self._conclude(number, hits, where, env, told_in))
        findings = (
            self._adjust(found, env) if self._program.adjustments and found else [one for one, _, _ in found]
        )
        order = {where.name: number for number, where in enumerate(fields)}
        return tuple(
            sorted(findings, key=lambda one: (-one.severity.rank, order[one.field], one.span, one.rule))
        )

    def warm(self) -> None:
        """Do beforehand what the first reviews would do once; for the thread that builds the reviewer."""
        for warmer in self._program.warmers:
            warmer.warm()
        self._program.reader.warm()
        if self._program.reader.corrects:
            common_words.warm()

    def explain(self, rule_id: str) -> Explanation:
        """The page of a rule. Raises UnknownRuleError with the nearest name."""
        return explain(self.packs, rule_id)

    def _use(self, profile: Profile) -> None:
        self._profile = profile
        self._kept.clear()
        if self._program.own:
            for node in self._program.own:
                node.use(profile)
            self._program.reader.forget()

    def read(self, text: str) -> Field:
        """A text as matchers see it: lines, sentences, tokens."""
        return self._program.reader.field("", text)

    def _all_windows(self, context: Context) -> Mapping[str, tuple[Window, ...]]:
        windows = self._program.windows
        if not context.calendar:
            return windows
        names = {*windows, *context.calendar}
        return {name: (*windows.get(name, ()), *context.calendar.get(name, ())) for name in names}

    def _hits(self, where: Field, env: Env) -> dict[int, list[Hit]]:
        """What every rule finds in a field, by the number of the rule; rules asked last only in part."""
        by_branch: dict[int, list[tuple[Hits, int]]] = {}
        for line, line_offset in where.lines:
            for sentence, offset in line.parts:
                answers = sentence.answers
                if answers is None:
                    answers = sentence.answers = self._ask(sentence)
                shift = line_offset + offset
                for number, hits in answers:
                    if number in by_branch:
                        by_branch[number].append((hits, shift))
                    else:
                        by_branch[number] = [(hits, shift)]
        found: dict[int, list[Hit]] = {}
        branches, seen = self._program.branches, self._seen(where)
        for number, placed in by_branch.items():
            branch = branches[number]
            if branch.rule in seen and _all_hold(branch.also, where, env):
                gathered = found.setdefault(branch.rule, [])
                for hits, shift in placed:
                    gathered.extend(hits if not shift else [_moved(hit, shift) for hit in hits])
        return self._add_others(self._others, found, where, env)

    def _seen(self, where: Field) -> frozenset[int]:
        """The rules that look at this kind of field."""
        kind = where.name.partition(".")[0]
        if kind not in self._looking:
            self._looking[kind] = frozenset(
                number for number, one in enumerate(self._program.rules) if one.looks_at(kind)
            )
        return self._looking[kind]

    def _ask(self, sentence: Sentence) -> list[tuple[int, Hits]]:
        """What the branches find in a sentence, as far as they watch something it has."""
        program = self._program
        watchers = program.watchers
        numbers = set(program.always)
        for leaf in sentence.hits:
            if leaf in watchers:
                numbers.update(watchers[leaf])
        for leaf in sentence.gates:
            if leaf in watchers:
                numbers.update(watchers[leaf])
        alone, mask, branches = sentence.alone, sentence.mask, program.branches
        answers: list[tuple[int, Hits]] = []
        for number in numbers:
            node = branches[number].node
            for need in node.needs:
                if not mask & need:
                    break
            else:
                hits = node.in_line(alone)
                if hits:
                    answers.append((number, hits))
        return answers

    def _add_others(
        self, others: Sequence[tuple[int, Node]], found: dict[int, list[Hit]], where: Field, env: Env
    ) -> dict[int, list[Hit]]:
        """Add what needs more than a sentence."""
        mask, seen = where.mask, self._seen(where)
        for number, node in others:
            for need in node.needs:
                if not mask & need:
                    break
            else:
                hits = node.hits(where, env) if number in seen else ()
                if hits:
                    found.setdefault(number, []).extend(hits)
        return found

    def _conclude(self, number: int, hits: Sequence[Hit], where: Field, env: Env, lang: str) -> list[_Found]:
        one = self._program.rules[number]
        mute = self._mutes.get(one.rule.id)
        if mute is not None and mute.active(env.context.at):
            return []
        if one.when is not None and not one.when.in_sentence and not one.when.holds(where, None, env):
            return []
        if len(hits) > 1:
            # A fact without a place counts when nothing has one.
            placed = [hit for hit in hits if hit.end > hit.start]
            hits = sorted(placed or hits, key=lambda hit: (hit.start, -hit.end, -hit.confidence))
        found: list[_Found] = []
        reach = -1
        for hit in hits:
            if hit.end <= reach or (one.once_a_sentence and hit.start < reach):
                continue
            if one.when is not None and one.when.in_sentence and not one.when.holds(where, hit, env):
                continue
            if one.unless is not None and one.unless.holds(where, hit, env):
                continue
            sentence = sentence_of(where, hit) if one.once_a_sentence else None
            reach = max(hit.end, sentence[1]) if sentence is not None else hit.end
            severity = _shifted(one, where, hit, env)
            found.append((self._finding(number, severity, where, hit, lang), where, hit))
            if one.last and not one.weak:
                # What comes later may be silent where this has spoken; weak signs silence nothing.
                env.heard.add(found[-1][0])
            if len(found) == _MOST_FINDINGS:
                break
        return found

    def _finding(self, number: int, severity: Severity, where: Field, hit: Hit, lang: str) -> Finding:
        """The finding for a hit, made once and kept while somebody types on."""
        match = where.text[hit.start : hit.end]
        key = (number, severity, where.name, hit.start, hit.confidence, match, lang)
        kept = self._kept.get(key)
        if kept is None:
            if len(self._kept) >= _FINDINGS_KEPT:
                self._kept.clear()
            rule = self._program.rules[number].rule
            profile = self._profile or Profile()
            kept = self._kept[key] = _told(rule, severity, (where.name, hit, match), (profile, lang))
        return kept

    def _adjust(self, found: Sequence[_Found], env: Env) -> list[Finding]:
        told: list[Finding] = []
        for finding, where, hit in found:
            severity = finding.severity
            for adjustment, shift in self._program.adjustments:
                concerned = finding.category in adjustment.categories or finding.rule in adjustment.rules
                if concerned and shift.when.holds(where, hit, env):
                    severity = _change(severity, shift.change)
            told.append(finding if severity is finding.severity else replace(finding, severity=severity))
        return told


def _others(rules: Sequence[CompiledRule], last: bool) -> list[tuple[int, Node]]:
    return [(number, node) for number, one in enumerate(rules) if one.last is last for node in one.others]


def _all_hold(nodes: Sequence[Node], where: Field, env: Env) -> bool:
    for node in nodes:  # noqa: SIM110 - asked hundreds of times a keystroke
        if not node.holds(where, None, env):
            return False
    return True


def _moved(hit: Hit, shift: int) -> Hit:
    return Hit(hit.start + shift, hit.end + shift, -1, -1, hit.confidence)


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


def _change(severity: Severity, change: Change) -> Severity:
    if change.to is not None:
        return max(severity, change.to, key=lambda one: one.rank)
    return _BY_RANK[max(0, min(len(_BY_RANK) - 1, severity.rank + change.by))]


def _shifted(one: CompiledRule, where: Field, hit: Hit, env: Env) -> Severity:
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


def _told(rule: Rule, severity: Severity, place: tuple[str, Hit, str], told: tuple[Profile, str]) -> Finding:
    name, hit, match = place
    profile, lang = told
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
        field=name,
        pack=rule.pack,
        sensitive=rule.sensitive,
        replacement=rule.replacement,
    )
