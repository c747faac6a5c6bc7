"""Frames: the sentence shapes of each outlet, filled with actor, target and lifted words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from outtray_rules.headline import tables
from outtray_rules.headline.actor import Actor, House, Role
from outtray_rules.headline.fragment import Fragment
from outtray_rules.headline.inflect import a_or_an, contracted
from outtray_rules.headline.target import Target, possessive
from outtray_rules.headline.words import key

OUTLETS = {
    "en": ("wire", "broadsheet", "tabloid", "trade", "question"),
    "fr": ("french", "wire", "broadsheet", "tabloid", "trade", "question"),
}
"""The outlets that print in each language, in the order they are offered."""

_SLOT = re.compile(r"\{(\w+)\}")
_TAIL = re.compile(r"\[([^\]]*)\]")
_QUOTED = frozenset({"F", "A", "B", "N", "Q", "V", "W"})
_TARGETED = frozenset({"O", "T", "theT", "H", "duT", "auT", "D", "P", "L"})
NBSP = "\u00a0"


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame: its text with slots, the names of its slots, and how far down its list it stands."""

    text: str
    slots: frozenset[str]
    place: float

    @property
    def quotes(self) -> bool:
        """Whether it lifts words."""
        return bool(self.slots & _QUOTED)

    @property
    def targeted(self) -> bool:
        """Whether it names a target."""
        return bool(self.slots & _TARGETED)


@dataclass(frozen=True, slots=True)
class Filling:
    """Everything that may go into a frame's slots."""

    actor: Actor
    target: Target | None
    fragment: Fragment | None
    role: Role | None
    organisation: tuple[str, str]
    act: str
    jurisdiction: str
    house: House


@cache
def frames(lang: str, act: str, outlet: str, jurisdiction: str) -> tuple[Frame, ...]:
    """The frames of an act for an outlet, best first, in the spelling of a jurisdiction."""
    table = tables.load(f"frames_{lang}")
    result: list[Frame] = []
    for place, text in enumerate(table[act].get(outlet, ())):
        for offset, variant in enumerate(_variants(_spelled(text, jurisdiction) if lang == "en" else text)):
            result.append(Frame(variant, frozenset(_SLOT.findall(variant)), place + 0.1 * offset))
    return tuple(result)


def _variants(text: str) -> tuple[str, ...]:
    if "[" not in text:
        return (text,)
    return (_TAIL.sub(r"\1", text), _TAIL.sub("", text))


@cache
def _spellings(jurisdiction: str) -> Mapping[str, str]:
    table = tables.load("spelling")
    mapping: dict[str, str] = {}
    for column in table["jurisdictions"].get(jurisdiction, ()):
        mapping.update(table[column])
    return mapping


def _spelled(text: str, jurisdiction: str) -> str:
    mapping = _spellings(jurisdiction)
    return (
        re.sub(r"\b\w+\b", lambda match: mapping.get(match.group(), match.group()), text) if mapping else text
    )


def fill(lang: str, frame: Frame, filling: Filling) -> str | None:
    """The headline, or None when a slot has nothing fitting to hold."""
    values: dict[str, str] = {}
    for slot in frame.slots:
        value = _english(slot, filling) if lang == "en" else _french(slot, filling)
        if value is None:
            return None
        values[slot] = value
    text = _SLOT.sub(lambda match: values[match.group(1)], frame.text)
    if lang == "fr":
        text = text.replace(" : ", f"{NBSP}: ")
    return _capitalised(text)


def _capitalised(text: str) -> str:
    """Raise the first letter, inside an opening quotation mark too."""
    for index, character in enumerate(text):
        if character.isalnum():
            return text[:index] + character.upper() + text[index + 1 :] if character.islower() else text
        if character not in f"‘«{NBSP} ":
            return text
    return text


def quoted(lang: str, words: str) -> str:
    """Words in the quotation marks of a language's headlines."""
    return f"‘{words}’" if lang == "en" else f"«{NBSP}{words}{NBSP}»"


def _fits(slot: str, fragment: Fragment, target: Target | None) -> bool:
    match slot:
        case "A":
            return fragment.shape == "adjective" and (target is None or target.said_of(fragment.span))
        case "B":
            return (
                fragment.shape == "noun"
                and fragment.predicate
                and target is not None
                and target.said_of(fragment.span)
            )
        case "N":
            return fragment.shape == "noun"
        case "Q":
            return fragment.exact and key(fragment.text.split(" ")[0]) in tables.grammar("adverbial")
        case "V":
            follows = target is not None and fragment.span.start == target.span.end + 1
            return fragment.shape == "verb" and follows
        case "W":
            return fragment.shape == "verb" and fragment.ours
        case _:
            return True


def _english(slot: str, filling: Filling) -> str | None:
    actor, target, fragment = filling.actor.en, filling.target, filling.fragment
    if slot in _QUOTED:
        return quoted("en", fragment.text) if fragment is not None and _fits(slot, fragment, target) else None
    if slot in _TARGETED | {"is"} and (target is None or not target.en):
        return None
    match slot:
        case "Actor" | "actor":
            return actor
        case "anActor":
            return f"{a_or_an(actor)} {actor}"
        case "Actors" | "actors":
            return possessive(actor)
        case "a":
            return (
                a_or_an(fragment.text) if fragment is not None and not fragment.text.endswith("s") else None
            )
        case "M":
            return filling.house.en
        case "role":
            return filling.role.en if filling.role is not None else None
        case "org":
            return filling.organisation[0]
        case "doing" | "doing0":
            return _action("en", filling, slot)
        case "does":
            return _does(filling)
        case _ if target is not None:
            return _english_target(slot, target)
        case _:
            return None


def _english_target(slot: str, target: Target) -> str | None:
    match slot:
        case "T":
            return target.english
        case "theT":
            return f"the {target.english}" if target.definite else target.english
        case "is":
            return "are" if target.plural else "is"
        case "H":
            return target.en
        case "O":
            return possessive(target.owner) if target.owner else None
        case "D":
            return target.en if target.own and target.kind in ("policy", "work") else None
        case _:
            return None


def _action(lang: str, filling: Filling, slot: str) -> str | None:
    """What a shared post or a bio does, as a phrase of its own."""
    entry = tables.load(f"frames_{lang}")[filling.act]
    names = {"doing": "doing", "doing0": "doing0"} if lang == "en" else {"fait": "fait", "fait0": "fait0"}
    text = (
        _spelled(str(entry[names[slot]]), filling.jurisdiction) if lang == "en" else str(entry[names[slot]])
    )
    inner = Frame(text, frozenset(_SLOT.findall(text)), 0)
    values: dict[str, str] = {}
    for name in inner.slots:
        value = _english(name, filling) if lang == "en" else _french(name, filling)
        if value is None:
            return None
        values[name] = value
    return _SLOT.sub(lambda match: values[match.group(1)], text)


def _does(filling: Filling) -> str | None:
    text = tables.load("frames_en")["bio_does"].get(filling.act)
    if text is None:
        return None
    text = _spelled(text, filling.jurisdiction)
    values = {name: _english(name, filling) for name in _SLOT.findall(text)}
    if any(value is None for value in values.values()):
        return None
    return _SLOT.sub(lambda match: str(values[match.group(1)]), text)


def _french(slot: str, filling: Filling) -> str | None:
    actor, target, fragment = filling.actor.fr, filling.target, filling.fragment
    if slot in _QUOTED:
        return quoted("fr", fragment.text) if fragment is not None and _fits(slot, fragment, target) else None
    if slot in _TARGETED and (target is None or not target.fr):
        return None
    match slot:
        case "Un" | "un":
            return actor
        case "dun":
            return contracted("de", actor)
        case "M":
            return filling.house.fr[:1].upper() + filling.house.fr[1:]
        case "il":
            return filling.house.pronoun
        case "q":
            # Quebec sets the question mark close; France keeps a no-break space before it.
            return "?" if filling.jurisdiction in ("ca", "") else f"{NBSP}?"
        case "role":
            return filling.role.fr if filling.role is not None else None
        case "org":
            return filling.organisation[1]
        case "duorg":
            return contracted("de", filling.organisation[1])
        case "fait" | "fait0":
            return _action("fr", filling, slot)
        case "T":
            return target.fr if target is not None else None
        case "L":
            return target.fr if target is not None and target.kind in ("person", "institution") else None
        case "P":
            return target.fr if target is not None and target.kind != "topic" else None
        case "duT":
            return contracted("de", target.fr) if target is not None else None
        case "auT":
            return contracted("à", target.fr) if target is not None else None
        case _:
            return None


def fillings(
    frame: Frame,
    base: Filling,
    actors: Sequence[Actor],
    targets: Sequence[Target],
    fragments: Sequence[Fragment],
) -> Iterator[tuple[float, Filling]]:
    """Every sensible way to fill a frame, each with what it costs against the best words."""
    chosen_targets: Sequence[Target | None] = targets if frame.targeted or _indirect(frame) else (None,)
    if _indirect(frame) and not targets:
        chosen_targets = (None,)
    chosen_fragments: Sequence[Fragment | None] = fragments if frame.quotes else (None,)
    for fragment_place, fragment in enumerate(chosen_fragments):
        for target_place, target in enumerate(chosen_targets):
            if fragment is not None and target is not None and not _together(frame, fragment, target):
                continue
            for actor_place, actor in enumerate(actors):
                lost = min(2.8, fragments[0].score - fragment.score) if fragment is not None else 0.0
                cost = 0.35 * lost + 0.2 * fragment_place + 0.9 * target_place + 0.15 * actor_place
                yield (
                    cost,
                    Filling(
                        actor,
                        target,
                        fragment,
                        base.role,
                        base.organisation,
                        base.act,
                        base.jurisdiction,
                        base.house,
                    ),
                )


def _indirect(frame: Frame) -> bool:
    return bool(frame.slots & {"doing", "does", "fait"})


def _together(frame: Frame, fragment: Fragment, target: Target) -> bool:
    """Whether words and target can stand in one line without saying the same thing twice."""
    overlaps = fragment.span.start < target.span.end and target.span.start < fragment.span.end
    if "O" in frame.slots and "N" in frame.slots:
        return overlaps and fragment.span.start <= target.head.start and target.head.end <= fragment.span.end
    if target.kind == "party":
        if fragment.span.start == target.span.start and fragment.span.end < fragment.sentence.end - 1:
            # “PQ mérite” of “le PQ mérite notre vote” is a subject torn from its verb phrase.
            return False
        # “opposes Conservatives: ‘Never kissed a Tory’” names the party twice, in two ways.
        printed = {word.casefold() for word in (*target.en.split(), *target.fr.replace("’", "'").split())}
        return not any(word.casefold() in printed for word in fragment.text.split())
    return not (fragment.keys & target.words) and not overlaps
