"""Choosing the words to lift among all that could be cut from a draft."""

from __future__ import annotations

from collections.abc import Sequence

from outtray_rules.finding import Finding, Span
from outtray_rules.headline import tables
from outtray_rules.headline.act import Story
from outtray_rules.headline.cutting import Cutter
from outtray_rules.headline.fragment import LONGEST, Fragment
from outtray_rules.headline.reading import Reading
from outtray_rules.headline.target import Target
from outtray_rules.headline.words import Sentence, Token, liftable

_ALTERNATIVE = 3.2
"""How much lighter than the best a fragment may be and still be worth quoting."""
_LIGHTEST = -0.2
"""Below this, words are not worth quoting at all."""
_WORTH_NAMING = 0.1
"""What words must weigh to be quoted beside a target that the best words would repeat."""
_OUTSIDE = 1.6
"""What a sentence that no rule points at takes off its words."""
_STRONG = 2.4
"""What words a rule points at must weigh for the sentences around them to be left alone."""
_OUTSIDE_TOLD = 0.7
"""The same where a fact is told: the secret often stands beside the words that say it is one."""


def choose(
    reading: Reading, findings: Sequence[Finding], story: Story, targets: Sequence[Target], most: int = 4
) -> tuple[Fragment, ...]:
    """The best fragments, best first, and the best that leave each target free to be named beside them."""
    spans = [finding for finding in findings if finding.span.end > finding.span.start]
    told = story.act in tables.load("acts")["told"]["acts"]
    if not reading.lang:
        return _pulled(reading, spans)
    found: list[Fragment] = []
    hit = [s for s in reading.near if not spans or any(_in(finding, s) for finding in spans)]
    for sentence in hit:
        found.extend(Cutter(reading, sentence, story, spans, targets).runs())
    weak = told or not found or max(fragment.score for fragment in found) < _STRONG
    discount = _OUTSIDE_TOLD if told else _OUTSIDE
    for sentence in reading.near:
        # Around the words pointed at it is worth looking where those are weak, or where something is judged.
        if sentence not in hit and (weak or _judges(reading, story, sentence)):
            found.extend(Cutter(reading, sentence, story, spans, targets, discount=discount).runs())
    found.sort(key=lambda fragment: (-fragment.score, fragment.span))
    if not found:
        return ()
    bar = max(_LIGHTEST, found[0].score - _ALTERNATIVE)
    worth = [fragment for fragment in found if fragment.score >= bar or fragment.exact]
    kept = list(_distinct(worth, most))
    for target in targets:
        free = next((f for f in found if f.score >= _WORTH_NAMING and not (f.keys & target.words)), None)
        if free is not None and free not in kept:
            kept.append(free)
    return tuple(kept)


def _judges(reading: Reading, story: Story, sentence: Sentence) -> bool:
    if any(f" {cue} " in sentence.folded for cue in story.cues):
        return True
    words = (reading.word(token) for token in sentence.tokens)
    return any(word is not None and word.leaning and word.weight >= _STRONG for word in words)


def _in(finding: Finding, sentence: Sentence) -> bool:
    return finding.span.start < sentence.end and sentence.start < finding.span.end


def _pulled(reading: Reading, findings: Sequence[Finding]) -> tuple[Fragment, ...]:
    """The pull-quote of a language the lexicons do not know: the first words a rule points at."""
    for finding in sorted(findings, key=lambda finding: -finding.severity.rank):
        for sentence in reading.near:
            run: list[Token] = []
            for token in sentence.tokens:
                inside = finding.span.start <= token.start and token.end <= finding.span.end
                if (
                    not inside
                    or not liftable(token)
                    or not reading.may_say(token)
                    or (run and not token.joined)
                ):
                    if run:
                        break
                    continue
                run.append(token)
            part = run[:LONGEST]
            if part:
                span = Span(part[0].start, part[-1].end)
                keys = frozenset(token.core for token in part)
                extent = Span(sentence.start, sentence.end)
                return (Fragment(reading.text[span.start : span.end], span, "other", 1.0, extent, keys),)
    return ()


def _distinct(found: Sequence[Fragment], most: int) -> tuple[Fragment, ...]:
    """The best, then only ones that overlap none of those kept, or that have another shape."""
    kept: list[Fragment] = []
    for fragment in found:
        rivals = [k for k in kept if k.span.start < fragment.span.end and fragment.span.start < k.span.end]
        spoken = fragment.exact and not any(rival.exact for rival in rivals)
        if spoken or all(rival.shape != fragment.shape for rival in rivals):
            kept.append(fragment)
        if len(kept) == most:
            break
    return tuple(kept)
