"""What a headline can be about, and which of several things a verdict is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from outtray_rules.finding import Span
from outtray_rules.headline import tables
from outtray_rules.headline.inflect import with_article
from outtray_rules.headline.reading import Reading
from outtray_rules.headline.words import key, split

_LONG_NAME = 12
_FARTHEST = 60
"""Characters between a verdict and what it is about."""
_NOWHERE = Span(0, 0)
_EVERYWHERE = Span(0, 1 << 30)
_OURSELVES = frozenset({"servant", "servants", "fonctionnaire", "fonctionnaires", "colleague", "colleagues"})


@dataclass(frozen=True, slots=True)
class Target:
    """A thing a headline can name, in both languages.

    ``en`` has no article; ``owner`` is a possessor such as ``minister``. ``fr`` is empty when no French
    for it can be made from the draft and the tables (and ``en`` likewise); it carries its article.
    ``span`` is where the words stand in the text, ``(0, 0)`` when they come from the profile.
    """

    en: str
    fr: str
    kind: str
    span: Span
    plural: bool = False
    owner: str = ""
    definite: bool = True
    """Whether English puts “the” before it in a full sentence."""
    own: bool = False
    proper: bool = False
    """Whether it is the name of a body rather than a kind of thing."""
    head: Span = _NOWHERE
    words: frozenset[str] = frozenset()
    predicate: bool = False
    """Whether it only says what something else is: “decision” of “it is a decision”."""
    rivals: tuple[Span, ...] = ()
    """The other targets of the draft, for telling which one a verdict is about."""
    parts: tuple[Target, ...] = ()
    """What it was joined from, when it was: “plan” and “housing”."""

    blocked: tuple[Span, ...] = ()
    """Clauses of the draft in which something else is the subject of a form of *be*."""

    def said_of(self, verdict: Span) -> bool:
        """Whether a verdict at that place is about this target: nothing else nameable stands between them."""
        if any(clause.start <= verdict.start < clause.end for clause in self.blocked):
            return False
        low, high = (
            (self.span.end, verdict.start)
            if self.span.end <= verdict.start
            else (verdict.end, self.span.start)
        )
        if high - low > _FARTHEST:
            return False
        return not any(low <= rival.start and rival.end <= high for rival in self.rivals)

    @property
    def english(self) -> str:
        """The English form with its owner: ``minister’s plan``."""
        return f"{possessive(self.owner)} {self.en}" if self.owner else self.en


def possessive(noun: str) -> str:
    """``minister’s``, ``Liberals’``."""
    return f"{noun}’" if noun.endswith("s") else f"{noun}’s"


def choose(
    reading: Reading,
    targets: Sequence[Target],
    kinds: Sequence[str],
    verdict: Span,
    sentence: Span,
    *,
    claim: bool = False,
) -> Target | None:
    """The target for an act: of a preferred kind, near the risky words, in their sentence if possible.

    ``claim`` says that the words are a verb phrase (“will fail”), whose subject stands right before it.
    """
    candidates = [target for target in targets if target.kind in kinds]
    if kinds and kinds[0] == "party" and any(target.kind == "party" for target in candidates):
        candidates = [target for target in candidates if target.kind == "party"]
    if any(not target.predicate for target in candidates):
        candidates = [target for target in candidates if not target.predicate]
    best: Target | None = None
    best_score = -1e9
    spans = tuple(target.span for target in targets if not target.predicate)
    said = _predications(reading)
    for target in candidates:
        score = 6.0 - 1.2 * kinds.index(target.kind)
        score += 2.0 * min(2, target.english.count(" ") if target.en else 0)
        if target.kind in ("policy", "topic") and " " not in target.english:
            score -= 0.8
        elif target.kind == "institution" and not target.span.end - target.span.start > _LONG_NAME:
            score -= 1.0
        if not sentence.start <= target.span.start < sentence.end:
            score -= 2.4
        distance = min(abs(target.span.start - verdict.end), abs(target.span.end - verdict.start))
        score -= min(3.0, distance / 18)
        hangs = _hangs(reading, target, targets)
        score -= 2.0 if hangs else 0.0
        subject = not hangs and _subject(reading, target, verdict)
        vague = key(target.en) in tables.vague() and not target.owner
        if target.kind == "people" and kinds[0] != "people":
            # “How this government treats asylum seekers is shameful” blames the government.
            second = any(sentence.start <= other.span.start < target.span.start for other in candidates)
            if not subject or second or target.words & _OURSELVES:
                continue
        if any(
            clause.start <= verdict.start < clause.end for clause in _others(reading, target, targets, said)
        ):
            score -= 3.0
        if vague and not subject:
            continue
        if claim and target.span.end == verdict.start - 1:
            # “The government will lose the vote”: what is claimed is claimed of its subject.
            score += 5.0
        if subject:
            score += -4.0 if vague else 4.0
        if score > best_score:
            best, best_score = target, score
    if best is None:
        return None
    rivals = tuple(span for span in spans if span != best.span)
    return replace(best, rivals=rivals, blocked=_others(reading, best, targets, said))


@dataclass(frozen=True, slots=True)
class _Predication:
    """A form of *be* with what stands before it and all that it says."""

    subject: Span
    clause: Span
    pronoun: bool


def _predications(reading: Reading) -> tuple[_Predication, ...]:
    found: list[_Predication] = []
    conjunctions = tables.grammar("conjunctions")
    for sentence in reading.near:
        tokens = sentence.tokens
        for place, token in enumerate(tokens):
            if place == 0 or token.core not in tables.grammar("copulas"):
                continue
            begin = place - 1
            while begin > 0 and tokens[begin].joined and tokens[begin].core not in conjunctions:
                begin -= 1
            end = place + 1
            while end < len(tokens) and tokens[end].joined and tokens[end].core not in conjunctions:
                end += 1
            before = tokens[begin:place]
            found.append(
                _Predication(
                    Span(tokens[begin].start, token.start),
                    Span(token.start, tokens[end - 1].end),
                    all(
                        each.core in reading.lexicon.pronouns or reading.is_function(each) for each in before
                    ),
                )
            )
    return tuple(found)


def _others(
    reading: Reading, target: Target, targets: Sequence[Target], said: Sequence[_Predication]
) -> tuple[Span, ...]:
    """What is said of something other than the target: “Question Time was a shambles, …”."""
    clauses: list[Span] = []
    for each in said:
        if each.subject.start <= target.span.start < each.subject.end:
            before = [t for t in targets if each.subject.start <= t.span.start < target.span.start]
            if not _hangs(reading, target, before):
                continue
        elif each.pronoun:
            continue
        clauses.append(each.clause)
    return tuple(clauses)


def _hangs(reading: Reading, target: Target, targets: Sequence[Target]) -> bool:
    """Whether it hangs by a preposition on the target before it: “agency” of “the cuts at the agency”."""
    for other in targets:
        gap = reading.text[other.span.end : target.span.start]
        words = gap.split() if 0 < len(gap) <= _LONG_NAME else []
        if words and len(words) <= 2 and key(words[0]) in tables.grammar("prepositions"):
            return True
    return False


def _subject(reading: Reading, target: Target, verdict: Span) -> bool:
    """Whether the verdict is grammatically about the target: “the plan is reckless”, “reckless plan”."""
    if target.span.start <= verdict.start and verdict.end <= target.span.end:
        return True
    if target.own and target.kind == "institution" and verdict.start <= target.span.start < verdict.end:
        # “My department has delivered”: the department speaks, the thing delivered is the news.
        return False
    if verdict.end <= target.span.start:
        return reading.text[verdict.end : target.span.start] == " "
    if verdict.start - target.span.end > _FARTHEST:
        return False
    between = [
        token.core for part in split(reading.text[target.span.end : verdict.start]) for token in part.tokens
    ]
    return len(between) <= 4 and (
        not between or any(word in tables.grammar("copulas") for word in between[:2])
    )


def ways_to_name(target: Target) -> tuple[Target, ...]:
    """The target in full, without its owner, by its last two words, and its owner alone."""
    ways = [target]
    if target.owner:
        ways.append(replace(target, owner=""))
        noun = tables.nouns("en").get(tuple(key(target.owner).split()))
        if noun is not None:
            french = with_article(noun.fr, noun.gender, noun.plural)
            owner = replace(
                target,
                en=target.owner,
                fr=french,
                owner="",
                kind="person",
                plural=False,
                head=_NOWHERE,
                span=Span(target.span.end, target.span.end),
                words=frozenset({target.owner}),
                # What is said of the minister's plan is not said of the minister.
                blocked=(_EVERYWHERE,),
            )
            ways.append(owner)
    ways.extend(target.parts)
    words = target.en.split(" ")
    torn = tuple(key(word) for word in words[-3:-1]) in tables.nouns("en")
    if not target.parts and len(words) > 2 and not torn and not set(words) & tables.grammar("links_en"):
        ways.append(replace(target, en=" ".join(words[-2:]), owner=""))
    return tuple(ways)
