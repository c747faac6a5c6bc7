"""A post as a sub-editor reads it: sentences of words, with the places where a quotation has to stop."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from outtray_rules.text.fold import plain
from outtray_rules.text.sentences import lines, sentences

LONGEST_WORD = 24
"""A longer run of characters is noise (a key, a mash of letters), never a word to lift."""

_TOKEN = re.compile(
    r"(?P<link>(?:https?://|www\.)\S+)"
    r"|(?P<markup></?[A-Za-z][^<>]{0,300}>|&(?:\#\d{1,7}|[A-Za-z]{2,8});)"
    r"|(?P<mention>@[\w.\-]+(?:@[\w.\-]+)?)"
    r"|(?P<tag>\#\w+)"
    r"|(?P<number>[$£€]?\d+(?:[.,:]\d+)*(?:\s?%|[kKmMbB](?!\w))?(?!\w))"
    r"|(?P<word>(?:[A-Za-z]\.){2,}(?!\w)|\w[\w*]*(?:[’'\-‑&@$!*][\w*]+|\.\d+)*\*{0,8})"
    r"|(?P<emoji>[\U0001F000-\U0001FAFF\u2600-\u27BF\u2B00-\u2BFF])"
)
_ELIDED = re.compile(r"^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quelqu)'(?=\w)")
_GAP = frozenset({" ", "\u00a0"})


class Kind(Enum):
    """What a token is; only words and numbers may be lifted."""

    WORD = "word"
    NUMBER = "number"
    LINK = "link"
    MARKUP = "markup"
    MENTION = "mention"
    TAG = "tag"
    EMOJI = "emoji"


_KINDS = {kind.value: kind for kind in Kind}


@dataclass(frozen=True, slots=True)
class Token:
    """One word of the draft: its exact characters, its place, and two folded forms.

    ``key`` is folded without accents; ``core`` is ``key`` without a French elision (``d'``) or an English
    ``'s``. ``joined`` says that exactly one space parts it from the token before, so that both may stand
    in one quotation.
    """

    text: str
    start: int
    end: int
    kind: Kind
    key: str
    core: str
    joined: bool
    possessive: bool = False

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter (after an elision)."""
        letters = self.text[len(self.key) - len(self.core) :] if not self.possessive else self.text
        return letters[:1].isupper() or self.text[:1].isupper()

    @property
    def unowned(self) -> str:
        """The word as written, without an English ``'s``."""
        return self.text[:-2] if self.possessive else self.text


@dataclass(frozen=True, slots=True)
class Sentence:
    """The tokens of one sentence and where it begins and ends in the text."""

    tokens: tuple[Token, ...]
    start: int
    end: int
    question: bool

    @property
    def folded(self) -> str:
        """The folded words with single spaces, padded with one space at each end for phrase look-up."""
        return f" {' '.join(token.key for token in self.tokens if token.kind is not Kind.MARKUP)} "


@lru_cache(maxsize=4096)
def key(word: str) -> str:
    """A word folded for look-up: case, accents, look-alikes and typographic apostrophes gone."""
    return plain(word)


@lru_cache(maxsize=4096)
def _forms(word: str) -> tuple[str, str, bool]:
    folded = key(word)
    elided = _ELIDED.match(folded)
    if elided:
        return folded, folded[elided.end() :], False
    if folded.endswith("'s") and len(folded) > 2:
        return folded, folded[:-2], True
    return folded, folded, False


@lru_cache(maxsize=8)
def split(text: str) -> tuple[Sentence, ...]:
    """The sentences of ``text``; costs time linear in its length, and never raises."""
    result: list[Sentence] = []
    for line_start, line_end in lines(text):
        line = text[line_start:line_end]
        for start, end in sentences(line):
            tokens = _tokens(text, line_start + start, line_start + end)
            if tokens:
                tail = text[tokens[-1].end : line_start + end]
                result.append(Sentence(tokens, line_start + start, line_start + end, "?" in tail))
    return tuple(result)


def _tokens(text: str, start: int, end: int) -> tuple[Token, ...]:
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text, start, end):
        kind = _KINDS[match.lastgroup or "word"]
        word = match.group()
        folded, core, possessive = _forms(word) if kind is not Kind.LINK else (word, word, False)
        previous = tokens[-1].end if tokens else -1
        joined = text[previous : match.start()] in _GAP if previous >= 0 else False
        tokens.append(Token(word, match.start(), match.end(), kind, folded, core, joined, possessive))
    return tuple(tokens)


def liftable(token: Token) -> bool:
    """Whether a quotation may hold the token at all: a word or number drawn only with visible characters."""
    return (
        token.kind in (Kind.WORD, Kind.NUMBER)
        and len(token.text) <= LONGEST_WORD
        and token.text.isprintable()
        and "_" not in token.text
    )
