"""One draft read for its story: sentences, language, what may not be repeated and who may not be named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from outtray_rules.draft import Draft
from outtray_rules.finding import Finding, Span
from outtray_rules.headline import tables
from outtray_rules.headline.words import Kind, Sentence, Token, key, split

LONGEST_READ = 6_000
"""Characters of a draft that are read; what lies beyond makes no headline."""
_MOST_HIT = 8
"""So many sentences with findings are read closely; the first ones make the story."""
_AROUND = 2
_INITIALISM = 6
_LONG_NUMBER = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """What the other steps ask about a draft.

    ``lang`` is ``en``, ``fr`` or ``""`` for anything else. ``hidden`` holds the spans of personal data,
    secrets and markings, ``unsaid`` the folded words in them and every name of a person: neither may be
    lifted or named. ``names`` holds the places of words taken for names.
    """

    text: str
    sentences: tuple[Sentence, ...]
    lang: str
    hidden: tuple[Span, ...]
    unsaid: frozenset[str]
    names: frozenset[int]
    folded: str
    emoji: frozenset[str]
    lexicon: tables.Lexicon
    near: tuple[Sentence, ...]
    """The sentences that a rule points at and those around them."""

    def sentence_at(self, position: int) -> int:
        """Index of the sentence that holds a position of the text (the last one before it otherwise)."""
        for index, sentence in enumerate(self.sentences):
            if position < sentence.end:
                return index
        return max(0, len(self.sentences) - 1)

    def may_say(self, token: Token) -> bool:
        """Whether a headline may repeat this word: no name, personal data, secret or marking."""
        if token.start in self.names or token.core in self.unsaid or token.key in self.unsaid:
            return False
        if sum(character.isdigit() for character in token.text) >= _LONG_NUMBER:
            return False
        return not any(span.start < token.end and token.start < span.end for span in self.hidden)

    def word(self, token: Token) -> tables.Word | None:
        """What the lexicon says of a token."""
        words = self.lexicon.words
        return words.get(token.key) or words.get(token.core)

    def is_function(self, token: Token) -> bool:
        """Whether a token is grammar rather than content."""
        return token.core in self.lexicon.function or token.key in self.lexicon.function


def read(draft: Draft, text: str, findings: Sequence[Finding], field_name: str) -> Reading:
    """Read ``text`` (the draft's own, or one of its other fields) with the findings made in that field."""
    text = text[:LONGEST_READ]
    sentences = split(text)
    tokens = [token for sentence in sentences for token in sentence.tokens]
    lang = language(tokens, draft.language)
    lexicon = tables.lexicon(lang or "en")
    described = frozenset(tables.load("acts")["described"]["categories"])
    closed = [finding for finding in findings if finding.sensitive or finding.category in described]
    hidden = tuple(finding.span for finding in closed if finding.field == field_name)
    oaths = frozenset(
        finding.span.start
        for finding in findings
        if finding.category == "profanity" and finding.field == field_name
    )
    names = _names(sentences, lexicon) - oaths
    unsaid = {token.core for token in tokens if token.start in names}
    for finding in closed:
        unsaid.update(key(part) for part in finding.match.split())
        unsaid.update(token.core for token in tokens if _touches(token, finding, field_name))
        unsaid.update(token.key for token in tokens if _touches(token, finding, field_name))
    return Reading(
        text=text,
        sentences=sentences,
        lang=lang,
        hidden=hidden,
        unsaid=frozenset(unsaid - lexicon.function),
        names=names,
        folded=" ".join(sentence.folded for sentence in sentences),
        emoji=frozenset(token.text for token in tokens if token.kind is Kind.EMOJI),
        lexicon=lexicon,
        near=_near(sentences, findings, field_name),
    )


def _near(
    sentences: Sequence[Sentence], findings: Sequence[Finding], field_name: str
) -> tuple[Sentence, ...]:
    pointed = [f.span for f in findings if f.field == field_name and f.span.end > f.span.start]
    hit = [
        place
        for place, sentence in enumerate(sentences)
        if any(span.start < sentence.end and sentence.start < span.end for span in pointed)
    ][:_MOST_HIT]
    if not hit:
        return tuple(sentences[:_MOST_HIT])
    kept = sorted({place + step for place in hit for step in range(-_AROUND, _AROUND + 1)})
    return tuple(sentences[place] for place in kept if 0 <= place < len(sentences))


def _touches(token: Token, finding: Finding, field_name: str) -> bool:
    return finding.field == field_name and finding.span.start < token.end and token.start < finding.span.end


def language(tokens: Sequence[Token], declared: str) -> str:
    """``en``, ``fr`` or ``""``: by the function words it is written with, the declared language in doubt."""
    words = [token for token in tokens if token.kind is Kind.WORD]
    english, french = tables.lexicon("en"), tables.lexicon("fr")
    in_english = sum(token.key in english.function or token.core in english.function for token in words)
    in_french = sum(token.key in french.function or token.core in french.function for token in words)
    accented = sum(not token.text.isascii() for token in words)
    declared = declared[:2].lower()
    if declared in ("en", "fr"):
        other = in_french if declared == "en" else in_english
        own = in_english if declared == "en" else in_french
        return declared if own * 2 >= other or len(words) < 4 else ("fr" if declared == "en" else "en")
    if declared:
        return ""
    known_english = sum(token.core in english.words for token in words)
    known_french = sum(token.core in french.words for token in words)
    english_score = in_english + 0.8 * known_english
    french_score = in_french + 0.8 * known_french + 0.2 * accented
    if words and max(english_score, french_score) < 0.18 * len(words):
        return ""
    return "fr" if french_score > english_score else "en"


def _names(sentences: Sequence[Sentence], lexicon: tables.Lexicon) -> frozenset[int]:
    """Places of words that look like somebody's name; when in doubt a word is a name."""
    tokens = [token for sentence in sentences for token in sentence.tokens if token.kind is Kind.WORD]
    lower = {token.core for token in tokens if not token.capital}
    capitals = sum(token.text.isupper() and len(token.text) > 3 for token in tokens)
    shouting = capitals * 2 > len(tokens)
    found: set[int] = set()
    for sentence in sentences:
        previous: Token | None = None
        for index, token in enumerate(sentence.tokens):
            if token.kind is Kind.WORD and token.capital:
                opens = index == 0
                doubtful = not _ordinary(token, lexicon, shouting=shouting)
                after_title = (
                    previous is not None
                    and token.joined
                    and previous.core in tables.grammar("titles")
                    and previous.capital
                )
                after_name = previous is not None and token.joined and previous.start in found
                if after_title or after_name:
                    suspect = token.core not in tables.no_names() and not _grammar(token, lexicon)
                elif opens:
                    suspect = doubtful and token.core not in lower
                else:
                    suspect = doubtful
                if suspect:
                    found.add(token.start)
            previous = token
    return frozenset(found)


def _grammar(token: Token, lexicon: tables.Lexicon) -> bool:
    return token.key in lexicon.function or token.core in lexicon.function


def _ordinary(token: Token, lexicon: tables.Lexicon, *, shouting: bool) -> bool:
    if _grammar(token, lexicon) or token.core in tables.no_names() or token.core in lexicon.words:
        return True
    lang = "fr" if lexicon is tables.lexicon("fr") else "en"
    if token.core in tables.common(lang) or token.key in tables.common(lang):
        return True
    if (token.core,) in tables.nouns(lang) or token.core in tables.adjectives(lang):
        return True
    return token.text.isupper() and 1 < len(token.text) <= _INITIALISM and not shouting
