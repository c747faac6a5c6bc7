"""Who a headline says has spoken: from the profile alone, never a name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from outtray_rules.draft import ActKind, Context, Correspondent
from outtray_rules.headline import tables
from outtray_rules.headline.inflect import contracted, elides, with_article
from outtray_rules.headline.words import key, split

_LONGEST_ORGANISATION = 26
_PLAIN = re.compile(r"[\w&.\-' ’]+")
_SENIOR = ("executive", "deputy-head")


@dataclass(frozen=True, slots=True)
class Actor:
    """One way of naming the writer: English without an article, French with one."""

    en: str
    fr: str


def actors(context: Context) -> tuple[Actor, ...]:
    """Ways to name the writer, the most telling first; the last one always fits."""
    profile = context.profile
    english, french = tables.load("actors")["en"], tables.load("actors")["fr"]
    feminine = profile.gender == "f"
    code = profile.jurisdiction.split("-")[0].lower()
    plain = Actor(
        english.get(code, english["default"]), _gendered(french.get(code, french["default"]), feminine)
    )
    if context.account and context.account in profile.official_accounts:
        return (Actor("official account", "un compte officiel"),)
    result: list[Actor] = []
    name = _organisation(context)
    if name:
        senior = f"{english['senior']} " if profile.grade in _SENIOR else ""
        pair = tables.organisations().get(tuple(name.split()), (name, name))
        base = french["senior"] if senior else french["default"]
        result.append(
            Actor(f"{senior}{pair[0]} {english['official']}", f"{_gendered(base, feminine)} {_of(pair[1])}")
        )
        result.append(Actor(f"{pair[0]} {english['official']}", plain.fr))
    elif profile.grade in _SENIOR:
        result.append(Actor(f"{english['senior']} {plain.en}", _gendered(french["senior"], feminine)))
    result.append(plain)
    return tuple(result)


def _gendered(pair: list[str], feminine: bool) -> str:
    return pair[1] if feminine else pair[0]


def _organisation(context: Context) -> str:
    """The organisation as printed: the profile's own name or a short one; empty when unfit to print."""
    name = " ".join(context.profile.organisation.split())
    if len(name) > _LONGEST_ORGANISATION:
        short = [
            other for other in context.profile.organisation_names if 2 <= len(other) <= _LONGEST_ORGANISATION
        ]
        name = max(short, key=len) if short else ""
    return name if name and _PLAIN.fullmatch(name) and name[0].isupper() else ""


def _of(name: str) -> str:
    first = name.split(" ", maxsplit=1)[0].lower()
    genders = tables.load("actors")["bodies"]
    if first in genders["masculine"]:
        return f"du {name}"
    if first in genders["feminine"]:
        return f"de l'{name}" if elides(name) else f"de la {name}"
    return contracted("de", name)


@dataclass(frozen=True, slots=True)
class Role:
    """The person answered, by role; French with its article."""

    en: str
    fr: str


def role(context: Context, act: str) -> Role | None:
    """The role of whoever is answered or quoted, read from their bio; a plain word for it otherwise."""
    words = tables.load("actors")["words"]
    other = context.reply_to or context.quoted
    if other is not None:
        known = read_role(other)
        if known is not None:
            return known
    if act in ("offers", "answers"):
        return Role(words["reporter"], words["reporter_fr"])
    if act in ("insults", "threatens") and (context.act is ActKind.REPLY or context.reply_to is not None):
        return Role(words["user"], words["user_fr"])
    return None


def read_role(other: Correspondent) -> Role | None:
    """The first role whose words stand in a bio; None when it tells none."""
    if not other.profile:
        return None
    folded = " ".join(sentence.folded for sentence in split(other.profile[:1000]))
    for entry in tables.load("cues")["roles"].values():
        if any(f" {key(word)} " in folded for word in entry["words"]):
            return Role(entry["en"], entry["fr"])
    return None


@dataclass(frozen=True, slots=True)
class House:
    """Who is asked in the house: English, French with its article, and the French pronoun."""

    en: str
    fr: str
    pronoun: str


def house(context: Context, target: str) -> House:
    """Who would be asked about it; somebody else when the target is that very office."""
    table = tables.load("actors")["house"]
    code = context.profile.jurisdiction.split("-")[0].lower()
    english = table["en"].get(code, table["en"]["default"])
    french, pronoun = table["fr"].get(code, table["fr"]["default"])
    if set(key(english).split()) & {"minister", "secretary", "commission"} & set(_bare_words(target)):
        other = table["en_other"].get(code, table["en_other"]["default"])
        return House(other, "le gouvernement", "il")
    return House(english, french, pronoun)


def _bare_words(target: str) -> tuple[str, ...]:
    return tuple(word.replace("’s", "").replace("’", "") for word in key(target).replace("'s", "").split())


def department_french() -> str:
    """“the department” in French."""
    noun, gender = tables.load("actors")["words"]["department_fr"]
    return with_article(noun, gender, False)
