"""Which of the draft's words a reporter would lift: one to five, consecutive, from one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from outtray_rules.finding import Finding, Span
from outtray_rules.headline import tables
from outtray_rules.headline.act import Story
from outtray_rules.headline.reading import Reading
from outtray_rules.headline.target import Target
from outtray_rules.headline.words import Kind, Sentence, Token, liftable

LONGEST = 5
_ALTERNATIVE = 3.2
"""How much lighter than the best a fragment may be and still be worth quoting."""
_LIGHTEST = 0.3
"""Below this, words are not worth quoting at all."""
_SINGLE = 2.6
"""What a lone word must weigh: a verdict, an insult or an oath, never a mere noun."""
_SEVERITY = {"note": 0.4, "warn": 1.0, "block": 1.4}


@dataclass(frozen=True, slots=True)
class Fragment:
    """Words to quote: ``text`` is exactly ``draft.text[span.start:span.end]``.

    ``shape`` is ``adjective``, ``noun``, ``verb`` (begins with a modal) or ``other``; ``sentence`` the
    extent of its sentence; ``keys`` its folded content words; ``predicate`` says that a form of *be*
    stands before it.
    """

    text: str
    span: Span
    shape: str
    score: float
    sentence: Span
    keys: frozenset[str]
    predicate: bool = False
    exact: bool = False


def choose(
    reading: Reading, findings: Sequence[Finding], story: Story, targets: Sequence[Target], most: int = 4
) -> tuple[Fragment, ...]:
    """The best fragments, best first, and the best that leave each target free to be named beside them."""
    spans = [finding for finding in findings if finding.span.end > finding.span.start]
    if not reading.lang:
        return _pulled(reading, spans)
    touched = {reading.sentence_at(finding.span.start) for finding in spans}
    touched |= {reading.sentence_at(max(finding.span.start, finding.span.end - 1)) for finding in spans}
    found: list[Fragment] = []
    for index, sentence in enumerate(reading.sentences):
        if touched and index not in touched and abs(index - min(touched)) > 3:
            continue
        outside = bool(touched) and index not in touched
        found.extend(_in_sentence(reading, sentence, spans, story, targets, outside=outside))
    found.sort(key=lambda fragment: (-fragment.score, fragment.span))
    if not found:
        return ()
    bar = max(_LIGHTEST, found[0].score - _ALTERNATIVE)
    worth = [fragment for fragment in found if fragment.score >= bar or fragment.exact]
    kept = list(_distinct(worth, most))
    for target in targets:
        free = next((fragment for fragment in worth if not (fragment.keys & target.words)), None)
        if free is not None and free not in kept:
            kept.append(free)
    return tuple(kept)


def _pulled(reading: Reading, findings: Sequence[Finding]) -> tuple[Fragment, ...]:
    """The pull-quote of a language the lexicons do not know: the first words a rule points at."""
    for finding in sorted(findings, key=lambda finding: -finding.severity.rank):
        for sentence in reading.sentences:
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
        if all(rival.shape != fragment.shape for rival in rivals):
            kept.append(fragment)
        if len(kept) == most:
            break
    return tuple(kept)


def _in_sentence(
    reading: Reading,
    sentence: Sentence,
    findings: Sequence[Finding],
    story: Story,
    targets: Sequence[Target],
    *,
    outside: bool,
) -> list[Fragment]:
    tokens = sentence.tokens
    here = [
        finding
        for finding in findings
        if finding.span.start < sentence.end and sentence.start < finding.span.end
    ]
    cued = [run for cue in story.cues if (run := _cued(tokens, cue)) is not None]
    weights = [_weight(reading, token, story) + _emphasis(reading, token, tokens, here) for token in tokens]
    usable = [liftable(token) and reading.may_say(token) for token in tokens]
    exact = {finding.span for finding in here}
    heads = [target for target in targets if sentence.start <= target.span.start < sentence.end]
    found: list[Fragment] = []
    for first in range(len(tokens)):
        for last in range(first, min(first + LONGEST, len(tokens))):
            if not usable[last] or (last > first and not tokens[last].joined):
                break
            span = Span(tokens[first].start, tokens[last].end)
            cue = any(first <= run[0] and run[1] <= last for run in cued)
            whole = ((first, last) in cued and story.act != "mocks") or (
                span in exact and not any(_holds(span, head) for head in heads)
            )
            whole = (
                whole
                and tokens[last].key not in tables.grammar("loose")
                and not _beheaded(reading, tokens, first, last)
            )
            if not whole and not _well_cut(reading, tokens, first, last):
                continue
            score = _score(weights[first : last + 1])
            content = [token for token in tokens[first : last + 1] if not reading.is_function(token)]
            wordy = any(token.kind is Kind.WORD and len(token.core) > 2 for token in content)
            if not (wordy or whole) or tokens[first].key.startswith(("d'", "qu'")):
                continue
            if whole and last > first:
                score = max(score, 1.0) + 2.0 + 0.8 * (last - first)
            if cue:
                score += 1.5
            if (
                story.act in ("insults", "threatens")
                and last > first
                and tokens[first].key in tables.grammar("second_person")
            ):
                score += 1.8
            if outside:
                score -= 1.6
            leans = any((word := reading.word(token)) is not None and word.leaning for token in content)
            if (
                not cue
                and not leans
                and any({token.core for token in content} <= head.words for head in heads)
            ):
                score -= 3.0
            if first == last and not cue and (weights[first] < _SINGLE or _is_verb(reading, tokens[first])):
                score -= 3.0
            if tokens[first].key in tables.grammar("negations") and leans and not whole:
                score -= 6.0
            if any(
                head.kind in ("party", "institution")
                and head.span.start <= span.start
                and span.end <= head.span.end
                for head in heads
            ):
                score -= 3.0
            cut_off = (
                first > 0 and tokens[first].joined and tokens[first - 1].core in reading.lexicon.determiners
            )
            made = _fragment(reading, sentence, first, last, score=score, whole=whole)
            found.append(replace(made, score=score - 3.0) if cut_off and made.shape == "other" else made)
    return found


def _cued(tokens: Sequence[Token], cue: str) -> tuple[int, int] | None:
    """First and last place of a cue phrase that stands in one piece, or None."""
    words = cue.split()
    keys = [token.key for token in tokens]
    for first in range(len(keys) - len(words) + 1):
        if keys[first : first + len(words)] == words:
            last = first + len(words) - 1
            return (first, last) if all(token.joined for token in tokens[first + 1 : last + 1]) else None
    return None


def _is_verb(reading: Reading, token: Token) -> bool:
    word = reading.word(token)
    return word is not None and word.shape == "verb"


def _holds(span: Span, target: Target) -> bool:
    inside = span.start <= target.head.start and target.head.end <= span.end
    return inside and target.kind != "party" and span != target.span


def _weight(reading: Reading, token: Token, story: Story) -> float:
    word = reading.word(token)
    if word is not None:
        verdict = word.shape in ("insult", "swear") or word.weight >= 2
        if verdict and word.leaning * story.leaning < 0:
            # Praise inside criticism, or a reproach inside praise, is not what the headline reports.
            return 0.6
        return word.weight * (story.tone if verdict else 1.0)
    if token.kind is Kind.NUMBER:
        return 0.5
    if reading.is_function(token):
        return -0.5
    lang = reading.lang or "en"
    if token.core in tables.weak():
        return 0.1
    return 0.8 if (token.core,) in tables.nouns(lang) else 0.6


def _emphasis(reading: Reading, token: Token, tokens: Sequence[Token], findings: Sequence[Finding]) -> float:
    """What the rules add: more for a short hit than for a stretch that merely joins two hits."""
    if reading.is_function(token):
        return 0.0
    best = 0.0
    for finding in findings:
        if finding.span.start < token.end and token.start < finding.span.end:
            words = sum(finding.span.start <= other.start < finding.span.end for other in tokens)
            best = max(best, _SEVERITY[finding.severity] * min(1.0, 3.0 / max(1, words)) * 1.5)
    return best


def _score(weights: Sequence[float]) -> float:
    """The heaviest word counts in full, the others in part, and every further word costs something."""
    heaviest = max(weights)
    return heaviest + 0.35 * (sum(weights) - heaviest) - 0.45 * (len(weights) - 1)


def _well_cut(reading: Reading, tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether the words can stand alone: no loose article or preposition at an end, no negation cut off."""
    opening, closing = tokens[first], tokens[last]
    lexicon = reading.lexicon
    if reading.is_function(opening) and opening.key not in lexicon.openers:
        return False
    if opening.key.startswith(tuple(tables.load("grammar")["opening_elisions"])) and reading.lang == "fr":
        return False
    if closing.key in lexicon.never_last or (
        reading.is_function(closing) and closing.key not in ("it", "them", "us", "me", "out", "up", "off")
    ):
        return False
    if closing.possessive:
        return False
    if opening.core in tables.grammar("conjunctions") or closing.core in tables.grammar("conjunctions"):
        return False
    if first == last and reading.is_function(opening):
        return False
    if _beheaded(reading, tokens, first, last):
        return False
    before = first - 1
    for _ in range(3):
        if before < 0 or not tokens[before + 1].joined:
            break
        if tokens[before].key in tables.grammar("negations") or tokens[before].key.startswith("n'"):
            return False
        before -= 1
    return True


def _beheaded(reading: Reading, tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether the cut parts an adjective from the noun its article announced: “this useless | database”."""
    if last + 1 >= len(tokens) or not tokens[last + 1].joined:
        return False
    word = reading.word(tokens[last])
    if word is None or word.shape != "adjective" or reading.is_function(tokens[last + 1]):
        return False
    return any(token.core in reading.lexicon.determiners for token in tokens[first:last])


def _fragment(
    reading: Reading,
    sentence: Sentence,
    first: int,
    last: int,
    *,
    score: float,
    whole: bool,
) -> Fragment:
    tokens = sentence.tokens
    part = tokens[first : last + 1]
    span = Span(part[0].start, part[-1].end)
    keys = frozenset(token.core for token in part if not reading.is_function(token))
    before = tokens[first - 1].key if first > 0 and part[0].joined else ""
    return Fragment(
        text=reading.text[span.start : span.end],
        span=span,
        shape=_shape(reading, part),
        score=score,
        sentence=Span(sentence.start, sentence.end),
        keys=keys,
        predicate=before in tables.grammar("copulas") or before in tables.grammar("intensifiers"),
        exact=whole,
    )


def _shape(reading: Reading, part: Sequence[Token]) -> str:
    kinds = [reading.word(token) for token in part]
    lang = reading.lang or "en"
    adjectival = [
        (word is not None and word.shape == "adjective")
        or token.core in tables.grammar("conjunctions")
        or token.core in ("so", "very", "not", "pas", "tres")
        for word, token in zip(kinds, part, strict=True)
    ]
    if all(adjectival):
        return "adjective"
    if part[0].key in reading.lexicon.modals:
        return "verb"
    grammar = any(
        reading.is_function(token) and token.core not in tables.grammar("conjunctions") for token in part
    )
    verbal = any(word is not None and word.shape == "verb" for word in kinds)
    nominal = any(
        (word is not None and word.shape in ("noun", "insult")) or (token.core,) in tables.nouns(lang)
        for word, token in ((kinds[-1], part[-1]), (kinds[0], part[0]))
    )
    if nominal and not grammar and not verbal:
        return "noun"
    return "other"
