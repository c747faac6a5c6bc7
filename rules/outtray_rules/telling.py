"""How a matcher finds, as a clause for the page of a rule, in French; in English each kind says so itself.

A kind that has no French words yet is told in English: a page with one foreign clause is better than none.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time, timedelta
from functools import singledispatch

from outtray_rules.durations import format_duration
from outtray_rules.kinds.base import Spec
from outtray_rules.kinds.combine import AllSpec, AnySpec, NotSpec
from outtray_rules.kinds.context import ContextSpec, Fact
from outtray_rules.kinds.measure import MeasureSpec
from outtray_rules.kinds.named import NamedSpec
from outtray_rules.kinds.near import NearSpec
from outtray_rules.kinds.own import OwnSpec
from outtray_rules.kinds.pattern import PatternSpec
from outtray_rules.kinds.phrase import PhraseSpec
from outtray_rules.kinds.signs import SignsSpec
from outtray_rules.kinds.similar import SimilarSpec
from outtray_rules.kinds.some import SomeSpec
from outtray_rules.kinds.terms import TermsSpec
from outtray_rules.kinds.token import TokenSpec

_UNLIMITED = float("inf")
_FAR = 10_000
"""Words apart that no sentence has."""
_MOST_WORDS = 5
_MOST_LETTERS = 100
_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_TOKENS = {
    "mention": "une mention",
    "hashtag": "un mot-clic",
    "link": "un lien",
    "number": "un nombre",
    "email": "une adresse de courriel",
    "emoji": "un émoji",
    "word": "un mot",
}
_SLOTS = {
    "organisation": "le nom de votre organisation",
    "topics": "vos propres dossiers",
    "minister": "le nom de votre ministre",
    "role": "votre propre fonction",
}
_MEASURES = {
    "capitals": "part de mots en majuscules",
    "capital-words": "mots en majuscules",
    "long-words": "mots longs",
    "exclamations": "points d’exclamation",
    "mentions": "mentions",
    "hashtags": "mots-clics",
    "links": "liens",
    "emoji": "émojis",
    "words": "mots",
    "sentences": "phrases",
    "characters": "caractères",
    "reading-grade": "niveau de lecture",
    "text-left": "mots qui restent sans les liens",
    "tone": "ton",
}
_PROFILE = {
    "jurisdiction": "votre administration",
    "organisation": "votre organisation",
    "grade": "votre niveau",
    "role": "votre fonction",
    "minister": "votre ministre",
    "bio": "votre présentation",
    "topics": "vos dossiers",
}
_FACTS = {
    "visibility": "visibilité",
    "reply_to": "réponse à",
    "boosted": "partage de",
    "quoted": "citation de",
    "target": "à propos de",
    "hour": "heure",
    "holiday": "jour férié",
    "work_time": "heures de travail",
    "calendar": "période",
    "language": "langue",
    "account": "compte",
    "media": "médias",
    "since_parent": "depuis le message auquel on répond",
    "writing_time": "temps de rédaction",
}


_LEAST = {"warn": "avertissement ou blocage", "block": "blocage"}
_ACTS = {
    "post": "message",
    "reply": "réponse",
    "thread": "fil",
    "poll": "sondage",
    "quote": "citation",
    "direct": "message direct",
    "edit": "modification",
    "boost": "partage",
    "favourite": "favori",
    "profile": "profil",
    "pin": "épinglage",
    "follow": "abonnement",
    "report": "signalement",
    "vote": "vote",
}


def told(spec: Spec, language: str) -> str:
    """How a matcher finds, in this language or else in English."""
    return _french(spec) if language == "fr" else spec.told()


@singledispatch
def _french(spec: Spec) -> str:
    return spec.told()


@_french.register
def _any(spec: AnySpec) -> str:
    return " ou ".join(map(_french, spec.parts))


@_french.register
def _all(spec: AllSpec) -> str:
    where = " (dans une même phrase)" if spec.in_sentence else ""
    return " et ".join(map(_french, spec.parts)) + where


@_french.register
def _not(spec: NotSpec) -> str:
    return f"sans {_french(spec.part)}"


@_french.register
def _named(spec: NamedSpec) -> str:
    return _french(spec.spec)


@_french.register
def _several(spec: SomeSpec) -> str:
    where = ", dans une même phrase" if spec.in_sentence else ""
    return f"au moins {spec.least} de ceux-ci{where} : {' ; '.join(map(_french, spec.parts))}"


@_french.register
def _near(spec: NearSpec) -> str:
    limit = f"à {spec.within} mots au plus" if spec.within < _FAR else "dans une même phrase"
    order = ", dans cet ordre" if spec.ordered else ""
    members = ", près de ".join(map(_french, spec.members)).replace(" de un ", " d’un ")
    return f"{members} ({limit}{order})"


@_french.register
def _phrase(spec: PhraseSpec) -> str:
    return f"l’expression {_some(spec.phrases)}"


@_french.register
def _pattern(spec: PatternSpec) -> str:
    shown = " | ".join(spec.patterns)
    shown = shown if len(shown) <= _MOST_LETTERS else f"{shown[:_MOST_LETTERS]}…"
    return f"le motif `{shown}`" + (f", vérifié par {' et '.join(spec.checks)}" if spec.checks else "")


@_french.register
def _terms(spec: TermsSpec) -> str:
    words = [word for one in spec.vocabularies for word in (*one.words, *one.ambiguous)]
    return f"un mot de la liste {' ou '.join(one.name for one in spec.vocabularies)} ({_some(words)})"


@_french.register
def _token(spec: TokenSpec) -> str:
    return " ou ".join(_TOKENS.get(kind, kind) for kind in spec.kinds)


@_french.register
def _own(spec: OwnSpec) -> str:
    return " ou ".join(_SLOTS.get(slot, slot) for slot in spec.slots)


@_french.register
def _signs(spec: SignsSpec) -> str:
    return f"des mots qui, ensemble, se trouvent surtout dans les messages de la catégorie {spec.category}"


@_french.register
def _similar(spec: SimilarSpec) -> str:
    return f"un texte semblable à {spec.score} % au moins à l’un des {len(spec.texts)} textes surveillés"


@_french.register
def _measure(spec: MeasureSpec) -> str:
    bounds = [f"au moins {spec.low:g}"] if spec.low != -_UNLIMITED else []
    bounds += [f"au plus {spec.high:g}"] if spec.high != _UNLIMITED else []
    over = f", sur au moins {spec.least_words} mots" if spec.least_words else ""
    return f"{_MEASURES.get(spec.name, spec.name)} : {' et '.join(bounds)}{over}"


@_french.register
def _context(spec: ContextSpec) -> str:
    return " et ".join(map(_fact, spec.facts))


def _fact(fact: Fact) -> str:
    words = f" avec {_french(fact.words)}" if fact.words is not None else ""
    match fact.key:
        case "profile":
            name, wanted = fact.values
            what = _PROFILE.get(name, name.replace("_", " "))
            if isinstance(wanted, bool):
                return f"{what} : {'connu' if wanted else 'inconnu'}"
            return f"{what} : {' ou '.join(wanted)}" if wanted else f"{what}{words}"
        case "audience":
            low, high = fact.values
            return f"{low:g} abonnés ou plus" if high == _UNLIMITED else f"de {low:g} à {high:g} abonnés"
        case "recent":
            category, days, least = fact.values
            return f"au moins {least} messages de la catégorie {category} en {days} jours"
        case "found":
            least, categories, packs = fact.values
            of = f" de la catégorie {' ou '.join(categories)}" if categories else ""
            by = f", dans {' ou '.join(packs)}" if packs else ""
            return f"un autre constat{of}{by}" + (f" ({_LEAST[least]})" if least in _LEAST else "")
        case "acts":
            return "acte : " + " ou ".join(_ACTS.get(act, act) for act in fact.values)
        case "weekday":
            return "le " + ", le ".join(_DAYS[day] for day in fact.values)
        case key:
            values = " ou ".join(_value(value) for value in fact.values if value not in ("", None, ()))
            return f"{_FACTS.get(key, key.replace('_', ' '))} : {values}{words}".rstrip(" :")


def _value(value: object) -> str:
    if isinstance(value, timedelta):
        return format_duration(value) if value < timedelta.max else "à tout moment"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, tuple | frozenset):
        return " ou ".join(sorted(map(str, value)))
    return str(value)


def _some(words: Sequence[str]) -> str:
    shown = ", ".join(f"« {word} »" for word in words[:_MOST_WORDS])
    return f"{shown} et {len(words) - _MOST_WORDS} de plus" if len(words) > _MOST_WORDS else shown
