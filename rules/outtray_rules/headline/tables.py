"""The words the generator knows, read from the data files beside it the first time they are needed."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from outtray_rules.headline.inflect import english_forms, french_adjective_forms, french_plural, plural
from outtray_rules.headline.words import key

_SECTIONS = ("policy", "product", "topic", "institution", "person", "people", "work")
"""The kinds of noun, each a section of nouns.toml."""

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Word:
    """What the lexicon says of one word form: its class, its leaning (−1, 0, 1) and its weight."""

    shape: str
    """``adjective``, ``noun``, ``verb``, ``insult`` or ``swear``."""
    leaning: int
    weight: float


@dataclass(frozen=True, slots=True)
class Noun:
    """Something a headline can be about, in both languages; ``gender`` is m or f."""

    en: str
    fr: str
    gender: str
    plural: bool
    kind: str


@dataclass(frozen=True, slots=True)
class Party:
    """How a party is printed; ``article`` is the French one, empty when the name takes none."""

    en: str
    article: str
    fr: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of one language, by folded form."""

    words: Mapping[str, Word]
    function: frozenset[str]
    modals: frozenset[str]
    determiners: frozenset[str]
    own: frozenset[str]
    pronouns: frozenset[str]
    openers: frozenset[str]
    never_last: frozenset[str]


@cache
def load(name: str) -> dict[str, Any]:
    """One data file as a dictionary, read once."""
    return tomllib.loads((_DATA / f"{name}.toml").read_text(encoding="utf-8"))


def _keys(text: str) -> frozenset[str]:
    return frozenset(key(word) for word in text.split())


@cache
def lexicon(lang: str) -> Lexicon:
    """The words of ``en`` or ``fr``."""
    data = load(f"words_{lang}")
    words: dict[str, Word] = {}
    for section, leaning in (("content", 0), ("positive", 1), ("negative", -1)):
        strength = 1.0 if leaning == 0 else 4.0
        for shape in ("adjectives", "nouns", "verbs"):
            weight = strength if shape != "verbs" else strength * 0.6
            for form in _inflected(lang, shape, data[section].get(shape, "")):
                words[form] = Word(shape[:-1], leaning, weight)
    for form in _inflected(lang, "adjectives", data["feelings"]["adjectives"]):
        words[form] = Word("adjective", 1, 1.6)
    for form in _inflected(lang, "nouns", data["insults"]["nouns"]):
        words[form] = Word("insult", -1, 5.0)
    for form in _keys(data["swears"]["words"]):
        words[form] = Word("swear", -1, 4.5)
    return Lexicon(
        words=words,
        function=_keys(data["function"]),
        modals=_keys(data["modals"]),
        determiners=_keys(data["determiners"]),
        own=_keys(data["own"]),
        pronouns=_keys(data["pronouns"]),
        openers=_keys(data["openers"]),
        never_last=_keys(data["stop_at_end"]),
    )


def _inflected(lang: str, shape: str, listed: str) -> Iterator[str]:
    for word in listed.split():
        if lang == "fr" and shape == "adjectives":
            yield from (key(form) for form in french_adjective_forms(word))
        elif lang == "fr" and shape == "nouns":
            yield from (key(word), key(french_plural(word)))
        elif lang == "en":
            yield from (key(form) for form in english_forms(word, shape))
        else:
            yield key(word)


@cache
def nouns(lang: str) -> Mapping[tuple[str, ...], Noun]:
    """Nouns by the folded words of their form in ``lang``, singular and plural."""
    table: dict[tuple[str, ...], Noun] = {}
    data = load("nouns")
    for kind in _SECTIONS:
        for english, entry in data[kind].items():
            french, gender = str(entry[0]), str(entry[1])
            singular = Noun(_proper(english), french, gender[0], gender.endswith("p"), kind)
            many = entry[2] if len(entry) > 2 else french_plural(french) if not singular.plural else french
            several = Noun(_proper(plural(english)), str(many), gender[0], True, kind)
            for noun in (several, singular):
                text = noun.en if lang == "en" else noun.fr
                spoken = tuple(key(text).split())
                if lang == "en" or spoken not in table:
                    table[spoken] = noun
    if lang == "fr":
        for french, entry in data["french_only"].items():
            english, gender = str(entry[0]), str(entry[1])
            kind = _kind_of(english)
            several = Noun(_proper(plural(english)), french_plural(french), gender[0], True, kind)
            table.setdefault(tuple(key(several.fr).split()), several)
            one = Noun(_proper(english), _french_proper(french), gender[0], gender.endswith("p"), kind)
            table[tuple(key(french).split())] = one
    return table


@cache
def _capitals() -> Mapping[str, str]:
    return {word.casefold(): word for word in load("nouns")["spoken_only"]["capitals"].split()}


def _proper(english: str) -> str:
    if " " in english and not english.startswith(("white", "house of", "treasury", "tb ")):
        return english.replace(" to cabinet", " to Cabinet").replace("cabinet ", "Cabinet ", 1)
    words = english.split(" ")
    result = " ".join(_capitals().get(word, word) for word in words)
    return result.replace("Treasury board", "Treasury Board")


def _french_proper(french: str) -> str:
    for lower, proper in (
        ("au cabinet", "au Cabinet"),
        ("conseil du trésor", "Conseil du Trésor"),
        ("conseil des ministres", "Conseil des ministres"),
        ("maison-blanche", "Maison-Blanche"),
        ("secrétaire d'état", "secrétaire d'État"),
    ):
        french = french.replace(lower, proper)
    return french


def _kind_of(english: str) -> str:
    data = load("nouns")
    for kind in _SECTIONS:
        if english.lower() in data[kind]:
            return kind
    return "policy"


@cache
def adjectives(lang: str) -> Mapping[str, tuple[str, str, str]]:
    """Neutral adjectives by folded form in ``lang``: (English, French masculine, French feminine)."""
    table: dict[str, tuple[str, str, str]] = {}
    for english, (masculine, feminine) in load("nouns")["adjectives"].items():
        entry = (english, masculine, feminine)
        if lang == "en":
            table[key(english)] = entry
        else:
            for form in (masculine, feminine, french_plural(masculine), french_plural(feminine)):
                table[key(form)] = entry
    return table


@cache
def weak() -> frozenset[str]:
    """Words a sub-editor drops first."""
    return _keys(load("nouns")["weak"]["words"])


@cache
def common(lang: str) -> frozenset[str]:
    """Folded ordinary words that open sentences and are nobody's name."""
    return _keys(load("common")[lang])


@cache
def grammar(name: str) -> frozenset[str]:
    """One closed class of words (or phrases), folded."""
    value = load("grammar")[name]
    return frozenset(value) if isinstance(value, list) else _keys(value)


@cache
def vague() -> frozenset[str]:
    """Nouns that say too little alone to be what a post is about."""
    return _keys(load("nouns")["weak"]["vague"])


@cache
def organisations() -> Mapping[tuple[str, ...], tuple[str, str]]:
    """Organisation names, by their exact words in either language, to (English, French)."""
    table: dict[tuple[str, ...], tuple[str, str]] = {}
    for english, french in load("nouns")["organisations"].items():
        pair = (english.replace("Services-Australia", "Services Australia"), french)
        table[tuple(pair[0].split())] = pair
        table.setdefault(tuple(french.split()), pair)
    return table


@cache
def no_names() -> frozenset[str]:
    """Folded capitalised words that are nobody's name: places, months, offices, parties, organisations."""
    words = set(_keys(load("nouns")["spoken_only"]["words"]))
    words.update(key(word) for word in load("nouns")["adjectives"])
    for names in organisations():
        words.update(key(word) for word in names)
    for party in load("parties")["party"]:
        for name in (*party["any"], *party.get("exact", ()), party["en"], party["fr"][1]):
            words.update(key(word) for word in name.split())
    return frozenset(words)


@cache
def parties() -> tuple[Mapping[tuple[str, ...], Party], Mapping[tuple[str, ...], Party]]:
    """Parties by folded words, and by exactly capitalised words."""
    folded: dict[tuple[str, ...], Party] = {}
    exact: dict[tuple[str, ...], Party] = {}
    for entry in load("parties")["party"]:
        party = Party(entry["en"], entry["fr"][0], entry["fr"][1])
        for name in entry["any"]:
            folded.setdefault(tuple(key(name).split()), party)
        for name in entry.get("exact", ()):
            exact.setdefault(tuple(name.split()), party)
    return folded, exact


@cache
def starts() -> Mapping[str, tuple[int, ...]]:
    """How many words the nouns, parties and bodies have that begin with a folded word, longest first.

    Most words of a post begin none.
    """
    folded, exact = parties()
    found: dict[str, set[int]] = {}
    for name in (*nouns("en"), *nouns("fr"), *folded, *exact, *organisations()):
        found.setdefault(key(name[0]), set()).add(len(name))
    return {word: tuple(sorted(lengths, reverse=True)) for word, lengths in found.items()}


@cache
def phrases(section: str, name: str) -> tuple[str, ...]:
    """Folded cue phrases, each padded with spaces so that only whole words match."""
    longest_first = sorted(load("cues")[section][name], key=len, reverse=True)
    return tuple(f" {key(phrase)} " for phrase in longest_first)


def heard(folded: str, section: str, name: str) -> str:
    """The first cue phrase of that name found in padded folded text, or an empty string."""
    return next((phrase.strip() for phrase in phrases(section, name) if phrase in folded), "")
