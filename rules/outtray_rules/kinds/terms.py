"""Words and phrases of a vocabulary.

An ambiguous word counts only as a name in company, all of these at once:

- it is written as a name: with a capital letter (an acronym: all in capitals), or inside a hashtag;
- a cue stands within ``cue_within`` words in the same sentence: a word such as “party”, “candidate”,
  “MP” or “vote”, one of the vocabulary's own ``cues``, or another of its words; where every word
  has a capital anyway (the start of a sentence, a headline) the cue must stand within two words;
  inside a hashtag the cue must stand in the same hashtag or within ``cue_within`` words;
- it is not part of an ``allow`` phrase. That holds for the other words of the vocabulary, too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from outtray_rules.errors import PathKey
from outtray_rules.kinds.base import Kind, LineNode, Scope, Spec, told_list
from outtray_rules.spec import STRINGS, Flag, Key, ListOf, Number, OneOf, Table, Text, strings
from outtray_rules.view import Hit, Hits, Line, Sentence
from outtray_rules.vocabulary import Vocabulary

if TYPE_CHECKING:
    from outtray_rules.compiler import Compiler, VocabularyLeaves

GENERAL_CUES = (
    "party", "parties", "partys", "parti", "partis", "candidate", "candidates", "candidacy",
    "candidat", "candidate",
    "candidats", "candidates", "candidature", "MP", "MPs", "MLA", "MLAs", "MPP", "MNA", "MEP", "MEPs",
    "TD", "TDs",
    "député", "députée", "députés", "députées", "councillor", "councillors", "vote", "votes", "voted",
    "voting", "voter",
    "voters", "votez", "voté", "votons", "caucus", "ballot", "bulletin de vote", "whip",
)  # fmt: skip
"""Words whose company turns an ambiguous word into the name of a party, in every pack."""

_CLOSE = 2
_TITLE_SHARE = 0.6
_BREAKS = frozenset(':.!?“"«(—–•*>\n[')


@dataclass(frozen=True, slots=True)
class TermsSpec:
    """Any word of the vocabularies."""

    vocabularies: tuple[Vocabulary, ...]
    local = True

    def compile(self, compiler: Compiler) -> TermsNode:
        """Make the node."""
        leaves = [compiler.vocabulary(vocabulary, GENERAL_CUES) for vocabulary in self.vocabularies]
        return TermsNode(compiler.number(), leaves)

    def told(self) -> str:
        """How it matches."""
        names = " or ".join(vocabulary.name for vocabulary in self.vocabularies)
        words = [
            word for vocabulary in self.vocabularies for word in (*vocabulary.words, *vocabulary.ambiguous)
        ]
        return f"a word of {names} ({told_list(words)})"


class TermsNode(LineNode):
    """Finds the words of vocabularies; drops allowed phrases and ambiguous words without company."""

    def __init__(self, number: int, vocabularies: Sequence[VocabularyLeaves]) -> None:
        mask = 0
        for leaves in vocabularies:
            mask |= 1 << leaves.words
            if leaves.ambiguous >= 0:
                mask |= 1 << leaves.ambiguous
        super().__init__(number, (mask,))
        self._vocabularies = vocabularies

    def search(self, line: Line) -> Hits:
        """Every counted word of a line, in order, longest first where two begin together."""
        found: list[Hit] = []
        for leaves in self._vocabularies:
            words = line.hits(leaves.words)
            ambiguous = line.hits(leaves.ambiguous) if leaves.ambiguous >= 0 else []
            if not words and not ambiguous:
                continue
            if leaves.allow >= 0:
                allowed = line.hits(leaves.allow)
                if allowed:
                    words = [hit for hit in words if not _inside(hit, allowed)]
                    ambiguous = [hit for hit in ambiguous if not _inside(hit, allowed)]
            found.extend(words)
            if ambiguous:
                cues = [*line.hits(leaves.cues), *words]
                sentence = line.parts[0][0]
                found.extend(hit for hit in ambiguous if _in_company(sentence, hit, cues, leaves.cue_within))
        return _tidy(found)


def _inside(hit: Hit, allowed: Sequence[Hit]) -> bool:
    return any(a.first <= hit.first and hit.stop <= a.stop for a in allowed)


def _tidy(hits: list[Hit]) -> Hits:
    """In order, without a hit that lies inside another."""
    hits.sort(key=lambda hit: (hit.start, -hit.end, -hit.confidence))
    kept: list[Hit] = []
    for hit in hits:
        if not kept or hit.end > kept[-1].end:
            kept.append(hit)
    return tuple(kept)


def _in_company(sentence: Sentence, hit: Hit, cues: Sequence[Hit], within: int) -> bool:
    tag = next((tag for tag in sentence.tags if tag[0] <= hit.first < tag[1]), None)
    if tag is None:
        if not sentence.text[hit.start : hit.start + 1].isupper():
            return False
        if _capitals_mean_nothing(sentence, hit.first):
            within = min(within, _CLOSE)
    for cue in cues:
        if cue.first >= hit.first and cue.stop <= hit.stop:
            continue
        gap = max(cue.first - hit.stop, hit.first - cue.stop) + 1
        if gap <= within:
            return True
    return False


def _capitals_mean_nothing(sentence: Sentence, index: int) -> bool:
    if all(kind != "word" for kind in sentence.kinds[:index]):
        return True
    before = sentence.text[: sentence.spans[index][0]].rstrip()
    if before[-1:] in _BREAKS:
        return True
    words = [
        sentence.text[start : start + 1].isupper()
        for kind, (start, end) in zip(sentence.kinds, sentence.spans, strict=True)
        if kind == "word" and end - start >= 4
    ]
    return len(words) >= 4 and sum(words) / len(words) >= _TITLE_SHARE


INLINE_KEYS = (
    Key("any", ListOf(Text(), least=1), "the words and phrases"),
    Key("file", STRINGS, "a text file of words, one a line, beside the pack; “# ” begins a comment"),
    Key("also", STRINGS, "other vocabularies whose words belong to this one, too"),
    Key("ambiguous", ListOf(Text()), "words that count only with a capital letter and a cue near by"),
    Key("ambiguous_file", STRINGS, "a file of ambiguous words"),
    Key("allow", ListOf(Text()), "phrases inside which nothing of this vocabulary counts"),
    Key("allow_file", STRINGS, "a file of allowed phrases"),
    Key("cues", STRINGS, "vocabularies, or words, whose company makes an ambiguous word count"),
    Key("cue_within", Number(1, 50, whole=True), "how many words away a cue may stand (6)"),
    Key(
        "fuzzy",
        Number(60, 100, whole=True),
        "accept misspellings of words of five letters or more, from this score up",
    ),
    Key("except", ListOf(Text(), least=1), "words that are no misspelling, though they look like one"),
    Key("case", Flag(), "capitals must be as written here"),
    Key("accents", Flag(), "accents must be as written here"),
    Key("exact", Flag(), "do not look through l33t, repeated letters, masked vowels or spaced letters"),
)
"""The keys of a vocabulary."""

VOCABULARY = Table("a vocabulary", INLINE_KEYS)


def read(table: Mapping[str, Any], path: PathKey, scope: Scope) -> Spec | None:
    """Read ``terms = "name"``, a list of names, or a vocabulary in place."""
    value = table["terms"]
    here = (*path, "terms")
    if isinstance(value, dict):
        made = scope.inline("these words", value, here)
        return TermsSpec((made,)) if made else None
    found: list[Vocabulary] = []
    for index, name in enumerate(strings(value)):
        vocabulary = scope.vocabulary(name, here if isinstance(value, str) else (*here, index))
        if vocabulary is not None:
            found.append(vocabulary)
    return TermsSpec(tuple(found)) if found else None


KIND = Kind(
    "terms",
    (
        Key(
            "terms",
            OneOf((Text(), ListOf(Text(), least=1), VOCABULARY)),
            "a vocabulary by name, several, or one in place",
        ),
    ),
    read,
)
