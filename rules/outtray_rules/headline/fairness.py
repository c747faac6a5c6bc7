"""The fairness check: a headline may hold no content word that is not the writer's, the profile's or ours.

“Ours” are the words of the frames, and the tables' translations of words that stand in the draft.
Nothing that a post alone cannot support (a rank, pay, an inquiry, a dismissal, illegality) is among them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from outtray_rules.draft import Context, Draft
from outtray_rules.headline import tables
from outtray_rules.headline.inflect import french_plural
from outtray_rules.headline.words import Kind, Sentence, key

_WORD = re.compile(r"[^\W_][\w*]*(?:[’'\-‑][\w*]+)*")
_SLOT = re.compile(r"\{\w+\}")
_PARTS = re.compile(r"['\-‑]")
_LONGEST_NOUN = 5


@lru_cache(maxsize=1024)
def parts(text: str) -> tuple[str, ...]:
    """The folded words of a text, cut at apostrophes and hyphens so that ``servant’s`` gives ``servant``."""
    found: list[str] = []
    for word in _WORD.findall(text):
        found.extend(piece for piece in _PARTS.split(key(word)) if piece)
    return tuple(found)


@cache
def grammar() -> frozenset[str]:
    """Function words of both languages, cut as :func:`parts` cuts."""
    words: set[str] = {"s", "d", "l", "n", "t", "c", "j", "m", "qu", "re", "ve", "ll"}
    for lang in ("en", "fr"):
        for word in tables.lexicon(lang).function:
            words.update(parts(word))
    return frozenset(words)


@cache
def frame_words() -> frozenset[str]:
    """Every word that the frames, the actors and the roles can add, in every spelling."""
    words: set[str] = set()
    for name in ("frames_en", "frames_fr"):
        for act in tables.load(name).values():
            for value in act.values():
                for text in value if isinstance(value, list) else (value,):
                    words.update(parts(_SLOT.sub(" ", text)))
    for section in tables.load("spelling").values():
        for british, other in section.items():
            if isinstance(other, str):
                words.update((key(british), key(other)))
    words.update(_strings(tables.load("actors")))
    for role in tables.load("cues")["roles"].values():
        words.update(parts(role["en"]))
        words.update(parts(role["fr"]))
    return frozenset(words)


def _strings(value: object) -> set[str]:
    if isinstance(value, str):
        return set(parts(value))
    if isinstance(value, dict):
        value = list(value.values())
    return {word for item in value for word in _strings(item)} if isinstance(value, list) else set()


def allowed(draft: Draft, context: Context, sentences: Sequence[Sentence]) -> frozenset[str]:
    """The content words a headline about this draft may hold.

    ``sentences`` are those whose words may be named in the other language.
    """
    profile = context.profile
    texts = [draft.text, draft.content_warning, *draft.poll_options, *draft.profile_fields.values()]
    words: set[str] = set(_ours())
    for text in texts:
        words.update(parts(text))
    words.update(_translations(sentences))
    for text in (profile.organisation, *profile.organisation_names):
        words.update(parts(text))
        for english, french in tables.organisations().values():
            if text == english:
                words.update(parts(french))
    return frozenset(words)


def _translations(sentences: Sequence[Sentence]) -> set[str]:
    """What the tables say in the other language, or in full, for words of these sentences."""
    words: set[str] = set()
    folded_parties, exact_parties = tables.parties()
    for sentence in sentences:
        tokens = [token for token in sentence.tokens if token.kind in (Kind.WORD, Kind.TAG, Kind.NUMBER)]
        cores = [token.core for token in tokens]
        keys = [token.key for token in tokens]
        for first in range(len(tokens)):
            if cores[first] not in tables.starts() and tokens[first].kind is not Kind.TAG:
                continue
            for length in tables.starts().get(cores[first], (1,)):
                part = slice(first, first + length)
                spoken = tuple(" ".join([cores[first], *keys[first + 1 : first + length]]).split())
                for lang in ("en", "fr"):
                    noun = tables.nouns(lang).get(tuple(cores[part])) or tables.nouns(lang).get(spoken)
                    if noun is not None:
                        words.update((*parts(noun.en), *parts(noun.fr)))
                exact = tuple(token.text.removesuffix("'s").removesuffix("’s") for token in tokens[part])
                party = folded_parties.get(tuple(cores[part])) or exact_parties.get(exact)
                if party is None and length == 1:
                    party = folded_parties.get((cores[first].lstrip("#").removeprefix("vote"),))
                if party is not None:
                    words.update((*parts(party.en), *parts(party.fr)))
                pair = tables.organisations().get(exact)
                if pair is not None:
                    words.update((*parts(pair[0]), *parts(pair[1])))
        for core in cores:
            for lang in ("en", "fr"):
                adjective = tables.adjectives(lang).get(core)
                for form in adjective or ():
                    words.update((key(form), key(french_plural(form))))
    return words


def invented(headline: str, permitted: frozenset[str]) -> tuple[str, ...]:
    """The words of a headline that come from nowhere: empty for a fair one."""
    return tuple(word for word in parts(headline) if word not in permitted)


@cache
def _ours() -> frozenset[str]:
    return frame_words() | grammar()


def repeats_unsaid(headline: str, unsaid: frozenset[str]) -> bool:
    """Whether a headline repeats a word of personal data, of a secret, of a marking, or a person's name."""
    ours = _ours()
    return any(word in unsaid and word not in ours for word in parts(headline))
