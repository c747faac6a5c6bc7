"""The regular forms of English and French words: enough to recognise them and to make them agree."""

from __future__ import annotations

_VOWELS = frozenset("aeiouyàâäéèêëîïôöùûüœæ")
_ASPIRATED = frozenset(
    {"hausse", "haut", "haute", "hauts", "honte", "huis", "handicap", "hachoir", "harcelement", "harcèlement"}
)
# Adjectives and consonants English doubles before -ed are few enough in the lists to be guessed wrong
# harmlessly: a form that does not exist is simply never met.
_SHORT_DOUBLES = frozenset({"gut", "cut", "ban", "slap", "axe", "stop", "quit", "chip", "win"})


def plural(noun: str) -> str:
    """The English plural of a noun or of the last word of a compound."""
    if noun.endswith(("s", "x", "sh", "ch")):
        return noun + "es" if not noun.endswith("ies") else noun
    if noun.endswith("y") and noun[-2:-1] not in _VOWELS:
        return noun[:-1] + "ies"
    if noun.endswith("man") and noun != "human":
        return noun[:-3] + "men"
    return noun + "s"


def english_forms(word: str, shape: str) -> tuple[str, ...]:
    """The forms under which a listed word may stand in a post; ``shape`` is adjectives, nouns or verbs."""
    if shape == "nouns":
        return (word, plural(word))
    if shape == "adjectives":
        return (word, word + "ly")
    stem = word[:-1] if word.endswith("e") else word
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return (word, word[:-1] + "ies", word[:-1] + "ied", word + "ing")
    doubled = (word + word[-1] + "ed", word + word[-1] + "ing") if word in _SHORT_DOUBLES else ()
    return (word, plural(word) if not word.endswith("e") else word + "s", stem + "ed", stem + "ing", *doubled)


def french_plural(noun: str) -> str:
    """The French plural of a noun or of the first word of a noun phrase such as ``appel d'offres``."""
    head, space, rest = noun.partition(" ")
    if head == "premier":
        return f"premiers {rest}s"
    if head.endswith(("s", "x", "z")):
        return noun
    if head.endswith(("eau", "eu")):
        return f"{head}x{space}{rest}"
    if head.endswith("al"):
        return f"{head[:-2]}aux{space}{rest}"
    return f"{head}s{space}{rest}"


def french_adjective_forms(word: str) -> tuple[str, ...]:
    """Masculine and feminine, singular and plural, of a French adjective given in the masculine singular."""
    if word.endswith("eux"):
        feminine = word[:-1] + "se"
    elif word.endswith("if"):
        feminine = word[:-1] + "ve"
    elif word.endswith(("el", "en", "on", "eil", "ul")):
        feminine = word + word[-1] + "e"
    elif word.endswith("teur"):
        feminine = word[:-4] + "trice"
    elif word.endswith("er"):
        feminine = word[:-2] + "ère"
    elif word.endswith("e"):
        feminine = word
    else:
        feminine = word + "e"
    extra = (word[:-3] + "se",) if word.endswith("eur") else ()
    if word == "faux":
        feminine = "fausse"
    return (word, feminine, french_plural(word), feminine + "s", *extra)


def elides(word: str) -> bool:
    """Whether French drops the vowel of an article or of ``de`` before this word."""
    first = word[:1].lower()
    if word.isupper() and len(word) > 1:
        # Initialisms read as letters: l'ARC, but le NPD, la CAQ, le RCMP by its letter's sound.
        return first in "aeiouàâéèêîôû"
    if first == "h":
        return word.split(" ", maxsplit=1)[0].lower() not in _ASPIRATED
    return first in _VOWELS and first != "y"


def with_article(noun: str, gender: str, many: bool) -> str:
    """A French noun with its definite article: ``le plan``, ``l'annonce``, ``les coupes``."""
    if many:
        return f"les {noun}"
    if elides(noun):
        return f"l'{noun}"
    return f"{'la' if gender == 'f' else 'le'} {noun}"


def contracted(preposition: str, phrase: str) -> str:
    """``de`` or ``à`` before a French noun phrase, contracted: du plan, aux coupes, d'Ottawa."""
    if phrase.startswith("le "):
        return f"{'du' if preposition == 'de' else 'au'} {phrase[3:]}"
    if phrase.startswith("les "):
        return f"{'des' if preposition == 'de' else 'aux'} {phrase[4:]}"
    if preposition == "de" and elides(phrase) and not phrase.startswith("l'"):
        return f"d'{phrase}"
    return f"{preposition} {phrase}"


def a_or_an(word: str) -> str:
    """The English indefinite article before a word, by its first letter."""
    return "an" if word[:1].lower() in "aeiou" else "a"
