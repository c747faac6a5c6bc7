"""Cutting one sentence: every run of words that could stand in quotation marks, and what it is worth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from outtray_rules.finding import Finding, Span
from outtray_rules.headline import tables
from outtray_rules.headline.act import Story
from outtray_rules.headline.edges import Edges
from outtray_rules.headline.fragment import LONGEST, Fragment
from outtray_rules.headline.reading import Reading
from outtray_rules.headline.target import Target
from outtray_rules.headline.words import Kind, Sentence, Token, liftable

_SINGLE = 2.0
"""What a lone word must weigh by itself: a verdict, an insult or an oath, never a mere noun."""
_SEVERITY = {"note": 0.4, "warn": 1.0, "block": 1.4}


class Cutter:
    """Scores the runs of one sentence for one story."""

    def __init__(
        self,
        reading: Reading,
        sentence: Sentence,
        story: Story,
        findings: Sequence[Finding],
        targets: Sequence[Target],
        *,
        discount: float = 0.0,
    ) -> None:
        self._discount = discount
        self._reading = reading
        self._sentence = sentence
        self._story = story
        self._tokens = sentence.tokens
        self._edges = Edges(reading, sentence.tokens, story.act)
        self._findings = [
            f
            for f in findings
            if f.span.start < sentence.end and sentence.start < f.span.end and f.span.end > f.span.start
        ]
        self._targets = [t for t in targets if sentence.start <= t.span.start < sentence.end]
        self._exact = {finding.span for finding in self._findings}
        self._cues = [run for cue in story.cues if (run := _cued(self._tokens, cue)) is not None]
        self._bare = [self._weight(token) for token in self._tokens]
        self._weights = [
            weight + self._emphasis(token) for weight, token in zip(self._bare, self._tokens, strict=True)
        ]

    def runs(self) -> Iterator[Fragment]:
        """Every run of one to five words that is well cut, with its score."""
        tokens = self._tokens
        usable = [liftable(token) and self._reading.may_say(token) for token in tokens]
        for first in range(len(tokens)):
            for last in range(first, min(first + LONGEST, len(tokens))):
                if not usable[last] or (last > first and not tokens[last].joined):
                    break
                if self._edges.loses_its_subject(first, last):
                    continue
                whole = self._whole(first, last)
                if whole or self._entire(first, last) or self._edges.well_cut(first, last):
                    fragment = self._run(first, last, whole=whole)
                    if fragment is not None:
                        yield fragment

    def _run(self, first: int, last: int, *, whole: bool) -> Fragment | None:
        part = self._tokens[first : last + 1]
        content = [token for token in part if not self._reading.is_function(token)]
        if not whole and not any(token.kind is Kind.WORD and len(token.core) > 2 for token in content):
            return None
        if part[0].key.startswith(("d'", "qu'")):
            return None
        shape = self._shape(part)
        span = Span(part[0].start, part[-1].end)
        score = self._score(first, last, content, whole=whole) - self._discount
        entire = self._entire(first, last)
        if shape == "other" and self._after_determiner(first) and not whole:
            # “triple lock is going” stands alone; a torn phrase does not.
            clause = any(token.key in tables.grammar("events") for token in part)
            score -= 0.6 if clause and self._story.act in tables.load("acts")["told"]["acts"] else 3.0
        if entire and not any(target.kind != "topic" for target in self._targets):
            score += 1.0
        score -= self._edges.ragged(first, last, shape)
        before = self._tokens[first - 1].key if first > 0 and part[0].joined else ""
        return Fragment(
            text=self._reading.text[span.start : span.end],
            span=span,
            shape=shape,
            score=score,
            sentence=Span(self._sentence.start, self._sentence.end),
            keys=frozenset(token.core for token in content),
            predicate=before in tables.grammar("copulas") or before in tables.grammar("intensifiers"),
            exact=(first, last) in self._cues and self._story.act not in tables.load("acts")["told"]["facts"],
            ours=before in tables.grammar("ourselves") or self._after_a_body(part[0]),
        )

    def _score(self, first: int, last: int, content: Sequence[Token], *, whole: bool) -> float:
        tokens, story = self._tokens, self._story
        span = Span(tokens[first].start, tokens[last].end)
        cue = any(first <= run[0] and run[1] <= last for run in self._cues)
        leans = self._leans(first, last)
        score = _summed(self._weights[first : last + 1])
        if whole and last > first:
            # “Shut up” says what was done; the name somebody was called says it better.
            name_calling = story.act == "insults" and not leans
            formula = (first, last) in self._cues and story.act not in tables.load("acts")["told"]["facts"]
            told = story.act in tables.load("acts")["told"]["acts"] and not formula
            bonus = 0.6 if told else 2.0 + 0.8 * (last - first)
            score = max(score, 1.0) + (0.0 if name_calling else bonus)
        if last > first and tokens[first].key in self._reading.lexicon.modals:
            # A modal is grammar that carries the claim: “will fail”, “should be banned”.
            following = tokens[last + 1] if last + 1 < len(tokens) else None
            runs_on = following is not None and following.joined and following.kind is Kind.WORD
            lexicon = self._reading.lexicon
            objects = lexicon.determiners | tables.grammar("articles")
            whole_claim = (
                following is None
                or not runs_on
                or (self._reading.is_function(following) and following.core not in objects)
            )
            score += 1.6 if whole_claim else -0.5
            if story.act in tables.load("acts")["told"]["facts"] and self._subject_fits(first, last):
                # What is told needs its subject: “40 stations will close”.
                score -= 1.8
        if cue:
            faint = story.act == "insults" or story.act in tables.load("acts")["told"]["facts"]
            score += 0.2 if faint else 1.5
        if story.act in tables.load("acts")["told"]["acts"]:
            score += self._factual(first, last)
            spoken = f" {' '.join(token.key for token in tokens[first : last + 1])} "
            score -= 2.0 * any(f" {formula} " in spoken for formula in tables.grammar("formulas"))
        if story.act in ("insults", "threatens"):
            if last > first and leans and tokens[first].key in tables.grammar("second_person"):
                score += 1.8
            elif not (whole or cue or leans):
                addressed = any(
                    token.key in tables.grammar("addressed") for token in tokens[first : last + 1]
                )
                score -= 0.4 if addressed and last > first + 1 else 2.0
        if first == last and not cue and not self._stands_alone(first):
            score -= 3.0
        if leans and not whole and tokens[first].key in tables.grammar("negations"):
            score -= 6.0
        if story.leaning > 0 or story.act in ("backs", "campaigns", "urges"):
            # What is denied is no support.
            score -= 2.0 * any(token.key in tables.grammar("negations") for token in tokens[first : last + 1])
        if self._in_quotes(first, last):
            score += 1.4
        keys = {token.core for token in content}
        named = any(keys <= target.words for target in self._targets)
        inside = any(
            target.kind in ("party", "institution")
            and not (whole and target.kind == "party" and last > first)
            and target.span.start <= span.start
            and span.end <= target.span.end
            for target in self._targets
        )
        fact = story.act in tables.load("acts")["told"]["facts"]
        if (named and not (cue and not fact) and not leans) or inside:
            score -= 3.0
        return score

    def _factual(self, first: int, last: int) -> float:
        """What makes words news by themselves: a figure, or what will happen, is happening, was decided."""
        part = self._tokens[first : last + 1]
        figure = any(
            token.kind is Kind.NUMBER
            and (token is not part[-1] or not token.text[-1:].isdigit() or not token.text[0].isdigit())
            for token in part
        )
        event = any(
            token.key in tables.grammar("events")
            or token.key.endswith(("erons", "irons", "drons", "eront", "iront"))
            for token in part
        )
        return 0.9 * figure + 1.2 * (event and last > first)

    def _weight(self, token: Token) -> float:
        """What a word is worth by itself."""
        word = self._reading.word(token)
        if word is not None:
            verdict = word.shape in ("insult", "swear") or word.weight >= 2
            if verdict and word.leaning * self._story.leaning < 0:
                # Praise inside criticism, or a reproach inside praise, is not what the headline reports.
                return 0.6
            return word.weight * (self._story.tone if verdict else 1.0)
        if self._is_oath(token):
            return 4.5
        if token.kind is Kind.NUMBER:
            return 0.5
        if self._reading.is_function(token):
            return -0.5
        if token.core in tables.weak():
            return 0.1
        return 0.8 if (token.core,) in tables.nouns(self._reading.lang or "en") else 0.6

    def _emphasis(self, token: Token) -> float:
        """What the rules add: more for a short hit than for a stretch that merely joins two hits."""
        if self._reading.is_function(token):
            return 0.0
        best = 0.0
        # Words that call something secret weigh less than what is told.
        faint = 0.4 if self._story.act in tables.load("acts")["told"]["facts"] else 1.0
        for finding in self._findings:
            if finding.span.start < token.end and token.start < finding.span.end:
                words = sum(finding.span.start <= other.start < finding.span.end for other in self._tokens)
                best = max(best, faint * _SEVERITY[finding.severity] * min(1.0, 3.0 / max(1, words)) * 1.5)
        return best

    def _is_oath(self, token: Token) -> bool:
        """Whether a rule about profanity points at exactly this word, masked or not."""
        return any(
            finding.category == "profanity"
            and " " not in finding.match
            and finding.span.start <= token.start
            and token.end <= finding.span.end
            for finding in self._findings
        )

    def _stands_alone(self, place: int) -> bool:
        word = self._reading.word(self._tokens[place])
        return self._bare[place] >= _SINGLE and (word is None or word.shape != "verb")

    def _entire(self, first: int, last: int) -> bool:
        """Whether a run is a whole sentence of three words or more: it needs no cutting."""
        return first == 0 and last == len(self._tokens) - 1 and last > 1

    def _subject_fits(self, first: int, last: int) -> bool:
        """Whether the subject right before a modal could be lifted with it in five words."""
        tokens = self._tokens
        begin = first
        while begin > 0 and tokens[begin].joined and not self._reading.is_function(tokens[begin - 1]):
            if not self._reading.may_say(tokens[begin - 1]) or tokens[begin - 1].capital:
                return False
            begin -= 1
        return begin < first and last - begin < LONGEST

    def _after_a_body(self, token: Token) -> bool:
        """Whether the name of a body stands right before, so that a verb here is its verb."""
        return token.joined and any(
            target.kind == "institution" and target.proper and target.span.end == token.start - 1
            for target in self._targets
        )

    def _after_determiner(self, first: int) -> bool:
        tokens = self._tokens
        return (
            first > 0 and tokens[first].joined and tokens[first - 1].core in self._reading.lexicon.determiners
        )

    def _whole(self, first: int, last: int) -> bool:
        """Whether a run is exactly what a rule points at, or a known turn of phrase, and may end there."""
        tokens = self._tokens
        cue = (first, last) in self._cues and self._story.act != "mocks"
        if first == last and self._reading.is_function(tokens[first]):
            return False
        if last > first and tokens[last].key in tables.grammar("never_whole"):
            # A rule may point at “shame on”; nobody prints that alone.
            return False
        if not cue:
            span = Span(tokens[first].start, tokens[last].end)
            if span not in self._exact:
                return False
            verdict = self._story.tone >= 1 and self._story.act not in ("insults", "threatens", "swears")
            heard = any(first <= run[0] and run[1] <= last for run in self._cues)
            if verdict and not heard and not self._leans(first, last):
                return False
            # A verdict is quoted without the thing it is about: the thing is named beside it.
            whole_complaint = self._story.act == "complains" and heard
            saying = self._story.act == "opposes"
            holds = any(_holds(span, target, saying=saying) for target in self._targets)
            if self._story.tone >= 1 and holds and not whole_complaint:
                return False
        opening = tokens[first].core
        lexicon = self._reading.lexicon
        pointing = opening in lexicon.determiners - lexicon.own and opening not in tables.grammar("negations")
        if pointing and not cue:
            return False
        closing = tokens[last].key
        loose = (
            closing in tables.grammar("loose")
            or closing in tables.grammar("copulas")
            or closing in self._reading.lexicon.modals
        )
        return not loose and not self._edges.beheaded(first, last)

    def _in_quotes(self, first: int, last: int) -> bool:
        """Whether the writer set exactly these words in quotation marks: the label they scorn."""
        if self._story.act not in tables.load("acts")["scorn"]["acts"]:
            return False
        text = self._reading.text
        before = text[self._tokens[first].start - 1 : self._tokens[first].start]
        after = text[self._tokens[last].end : self._tokens[last].end + 1]
        return bool(before) and bool(after) and before in '"“‘«' and after in '"”’»'

    def _leans(self, first: int, last: int) -> bool:
        return any(
            (word := self._reading.word(token)) is not None and word.leaning
            for token in self._tokens[first : last + 1]
        )

    def _shape(self, part: Sequence[Token]) -> str:
        reading = self._reading
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
        if reading.lang == "fr" and nominal:
            nominal = all(
                word is not None or token.kind is Kind.NUMBER or _may_be_nominal(token)
                for word, token in zip(kinds, part, strict=True)
            )
        if nominal and not grammar and not verbal:
            return "noun"
        return "other"


def _may_be_nominal(token: Token) -> bool:
    """Whether a French word the lexicon does not know can belong to a noun: “brisée”, not “passe”."""
    if (token.core,) in tables.nouns("fr") or token.core in tables.adjectives("fr"):
        return True
    return token.text.endswith(tuple(tables.load("grammar")["french_participles"]))


def _cued(tokens: Sequence[Token], cue: str) -> tuple[int, int] | None:
    """First and last place of a cue phrase that stands in one piece, or None."""
    words = cue.split()
    keys = [token.key for token in tokens]
    for first in range(len(keys) - len(words) + 1):
        if keys[first : first + len(words)] == words:
            last = first + len(words) - 1
            return (first, last) if all(token.joined for token in tokens[first + 1 : last + 1]) else None
    return None


def _holds(span: Span, target: Target, *, saying: bool) -> bool:
    if saying and target.kind == "party" and span.start < target.span.start:
        # “Never kissed a Tory” is a saying of its own.
        return False
    inside = span.start <= target.head.start and target.head.end <= span.end
    return inside and span != target.span


def _summed(weights: Sequence[float]) -> float:
    """The heaviest word counts in full, the others in part, and every further word costs something."""
    heaviest = max(weights)
    return heaviest + 0.35 * (sum(weights) - heaviest) - 0.45 * (len(weights) - 1)
