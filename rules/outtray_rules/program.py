"""Rules compiled: each cut into branches that need no more than a sentence, as far as that goes.

What a branch finds in a sentence is kept with the sentence, so a keystroke asks the branches about one
sentence only; and of those only the ones that watch a word the sentence has.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from outtray_rules.compiler import Compiler, Warmed
from outtray_rules.draft import Window
from outtray_rules.kinds.base import Env, LineNode, Node, Spec, bits
from outtray_rules.kinds.combine import AllSpec, AnySpec, NotSpec
from outtray_rules.kinds.context import ContextSpec, uses_found
from outtray_rules.kinds.measure import MeasureSpec
from outtray_rules.kinds.near import NearSpec
from outtray_rules.kinds.own import OwnNode
from outtray_rules.kinds.signs import SignsSpec
from outtray_rules.pack import Adjustment, Change, Condition, Pack, Rule
from outtray_rules.reader import Reader
from outtray_rules.view import Field, Hit


@dataclass(slots=True)
class When:
    """A condition compiled; ``in_sentence`` looks only at the sentence of the find."""

    node: Node
    in_sentence: bool

    def holds(self, where: Field, hit: Hit | None, env: Env) -> bool:
        """Whether it holds for a find, or for the whole field when none is given."""
        region = sentence_of(where, hit) if self.in_sentence and hit is not None else None
        return self.node.holds(where, region, env)


@dataclass(slots=True)
class Shift:
    """A change of severity, and when."""

    when: When
    change: Change


@dataclass(slots=True)
class Branch:
    """One way a rule can hit: what is found in a sentence, and what else must hold of the field."""

    rule: int
    node: LineNode
    also: tuple[Node, ...]


@dataclass(slots=True)
class CompiledRule:
    """One rule; ``others`` are the ways to hit that need more than a sentence."""

    rule: Rule
    others: tuple[Node, ...]
    unless: When | None
    when: When | None
    raises: list[Shift]
    lowers: list[Shift]
    whole_act: bool
    last: bool
    """Whether it asks what other rules found, as a condition or to be silent."""
    weak: bool
    """Whether it adds up weak signs: it is asked after all others, so that it silences none of them."""
    once_a_sentence: bool
    fields: frozenset[str]

    def looks_at(self, kind: str) -> bool:
        """Whether the rule is about this kind of field of a draft: ``text``, ``media`` …"""
        if self.fields:
            return kind in self.fields
        return not self.whole_act or kind == "text"


@dataclass(slots=True)
class Program:
    """Everything a reviewer runs. For one reviewer: it holds the words of the profile in use."""

    packs: tuple[Pack, ...]
    rules: list[CompiledRule]
    branches: list[Branch]
    watchers: dict[int, tuple[int, ...]]
    """For each leaf the branches worth asking about a sentence that has it."""
    always: tuple[int, ...]
    """The branches that must be asked about any sentence."""
    adjustments: list[tuple[Adjustment, Shift]]
    windows: Mapping[str, tuple[Window, ...]]
    own: list[OwnNode]
    reader: Reader
    warmers: list[Warmed]


def compile_packs(packs: Sequence[Pack]) -> Program:
    """Compile the rules of some packs, each after those it extends."""
    compiler = Compiler()
    rules: list[CompiledRule] = []
    branches: list[Branch] = []
    for pack in packs:
        for rule in pack.rules:
            placed, others = _branches(rule.match, compiler)
            branches.extend(Branch(len(rules), node, also) for node, also in placed)
            rules.append(_rule(rule, others, compiler))
    adjustments = [(one, _shift(one.change, compiler)) for pack in packs for one in pack.adjustments]
    windows: dict[str, tuple[Window, ...]] = {}
    for pack in packs:
        for name, dated in pack.windows.items():
            windows[name] = (*windows.get(name, ()), *dated)
    reader = compiler.reader()
    watchers, always = _watchers(branches, reader.weights())
    return Program(
        tuple(packs), rules, branches, watchers, always, adjustments, windows, compiler.own, reader,
        compiler.warmers,
    )  # fmt: skip


def sentence_of(where: Field, hit: Hit) -> tuple[int, int] | None:
    """The range of the sentence, or of the sentences, in which a find stands."""
    starts = where.starts
    if not starts or hit.end <= hit.start:
        return None
    first = bisect_right(starts, hit.start) - 1
    last = bisect_right(starts, hit.end - 1, first) - 1
    return starts[first], starts[last] + len(where.sentences[last].text)


def _rule(rule: Rule, others: Sequence[Node], compiler: Compiler) -> CompiledRule:
    conditions = [rule.unless, rule.when, *(change.when for change in (*rule.raises, *rule.lowers))]
    weak = isinstance(rule.match, SignsSpec)
    asks = uses_found(rule.match) or any(one is not None and uses_found(one.spec) for one in conditions)
    return CompiledRule(
        rule,
        tuple(others),
        _when(rule.unless, compiler),
        _when(rule.when, compiler),
        [_shift(change, compiler) for change in rule.raises],
        [_shift(change, compiler) for change in rule.lowers],
        not _points(rule.match),
        weak or asks,
        weak,
        _judges(rule.match) and not rule.sensitive,
        frozenset(rule.fields),
    )


_Placed = list[tuple[LineNode, tuple[Node, ...]]]


def _branches(spec: Spec, compiler: Compiler) -> tuple[_Placed, list[Node]]:
    """The branches of a matcher, and the parts of it that cannot be branches."""
    if isinstance(spec, AnySpec):
        placed: _Placed = []
        others: list[Node] = []
        for part in spec.parts:
            more, left = _branches(part, compiler)
            placed.extend(more)
            others.extend(left)
        return placed, others
    node = compiler.node(spec)
    if isinstance(node, LineNode) and node.by_sentence:
        return [(node, ())], []
    split = _split(spec, compiler) if isinstance(spec, AllSpec) else None
    return (split, []) if split is not None else ([], [node])


def _split(spec: AllSpec, compiler: Compiler) -> _Placed | None:
    """The branches of the part of an “all” that points at words, the other parts as conditions."""
    if spec.in_sentence:
        facts = [part for part in spec.parts if isinstance(part, ContextSpec | MeasureSpec)]
        words = tuple(part for part in spec.parts if part not in facts)
        node = compiler.node(AllSpec(words, True)) if words else None
        if not isinstance(node, LineNode):
            return None
        return [(node, tuple(compiler.node(fact) for fact in facts))]
    first = next((index for index, part in enumerate(spec.parts) if _points(part)), None)
    if first is None:
        return None
    placed, others = _branches(spec.parts[first], compiler)
    if others:
        return None
    rest = tuple(compiler.node(part) for index, part in enumerate(spec.parts) if index != first)
    return [(node, (*also, *rest)) for node, also in placed]


def _watchers(
    branches: Sequence[Branch], weights: Mapping[int, float]
) -> tuple[dict[int, tuple[int, ...]], tuple[int, ...]]:
    """For each leaf the branches to ask: a branch is listed under the need that is met most seldom."""
    watching: dict[int, list[int]] = {}
    always: list[int] = []
    for number, branch in enumerate(branches):
        if not branch.node.needs:
            always.append(number)
            continue
        needs = [bits(need) for need in branch.node.needs]
        for leaf in min(needs, key=lambda leaves: sum(weights.get(leaf, 0.0) for leaf in leaves)):
            watching.setdefault(leaf, []).append(number)
    return {leaf: tuple(numbers) for leaf, numbers in watching.items()}, tuple(always)


def _judges(spec: Spec) -> bool:
    """Whether a match is about what a sentence says as a whole: that is told once, however much of it fits.

    Words, numbers and secrets are each told.
    """
    if isinstance(spec, AnySpec):
        return any(_judges(part) for part in spec.parts)
    return isinstance(spec, NearSpec | AllSpec)


def _points(spec: Spec) -> bool:
    """Whether a matcher points at words, so that it is worth asking about every field."""
    if isinstance(spec, AllSpec | AnySpec):
        return any(_points(part) for part in spec.parts)
    return not isinstance(spec, NotSpec | ContextSpec | MeasureSpec)


def _when(condition: Condition | None, compiler: Compiler) -> When | None:
    return When(compiler.node(condition.spec), condition.in_sentence) if condition is not None else None


def _shift(change: Change, compiler: Compiler) -> Shift:
    return Shift(When(compiler.node(change.when.spec), change.when.in_sentence), change)
