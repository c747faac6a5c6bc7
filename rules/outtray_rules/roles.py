"""What somebody is, read from their own profile: journalist, politician, minister, party, institution."""

from __future__ import annotations

from functools import lru_cache

from outtray_rules.draft import Correspondent, Profile
from outtray_rules.termindex import term_words

_WORDS: dict[str, tuple[str, ...]] = {
    "journalist": (
        "journalist", "journalists", "journaliste", "journalistes", "reporter", "reporters",
        "correspondent", "correspondante",
        "correspondant", "editor", "columnist", "producer", "newsroom", "chroniqueur", "chroniqueuse",
        "rédaction",
        "rédacteur en chef", "rédactrice en chef", "press gallery", "tribune de la presse",
        "news anchor", "broadcaster",
        "newspaper", "investigative", "documentary maker", "podcast host", "freelance writer",
    ),
    "politician": (
        "MP", "MPP", "MLA", "MNA", "MSP", "MEP", "TD", "MHK", "member of parliament", "member of the",
        "député", "députée", "senator",
        "sénateur", "sénatrice", "congressman", "congresswoman", "congressmember",
        "representative for", "councillor",
        "councilor", "conseiller municipal", "conseillère municipale", "mayor", "maire", "mairesse",
        "minister of",
        "minister for", "ministre", "prime minister", "premier ministre", "première ministre",
        "premier", "candidate for",
        "candidat", "candidate", "candidat dans", "secretary of state", "leader of the opposition",
        "chef de l'opposition",
        "governor", "lawmaker", "parliamentarian", "parlementaire", "politician",
    ),
    "minister": (
        "minister of", "minister for", "prime minister", "ministre de", "ministre du", "ministre des",
        "premier ministre",
        "première ministre", "secretary of state", "cabinet minister", "taoiseach", "tánaiste",
        "commissioner for",
    ),
    "party": (
        "party", "parti", "party account", "political party", "campaign account",
        "official account of the party", "caucus",
        "riding association", "association de circonscription",
    ),
    "institution": (
        "government of", "gouvernement du", "gouvernement de", "official account of",
        "compte officiel", "department of",
        "ministry of", "ministère", "agency", "agence",
    ),
}  # fmt: skip
# A deputy minister and a minister's clerk are public servants.
_NOT_POLITICAL = tuple(
    term_words(text)
    for text in (
        "deputy minister",
        "sous-ministre",
        "sous ministre",
        "assistant deputy minister",
        "party planner",
        "party dj",
    )
)
NAMES = (*_WORDS, "own-minister", "anyone")
"""Every role a pack may ask for."""


def _holds(words: tuple[str, ...], sought: tuple[str, ...]) -> bool:
    if not sought or sought[0] not in words:
        return False
    size = len(sought)
    return any(words[index : index + size] == sought for index in range(len(words) - size + 1))


def handle_words(acct: str) -> str:
    """The words of a handle's local part."""
    return acct.partition("@")[0].replace("_", " ").replace(".", " ")


@lru_cache(maxsize=256)
def _roles(profile: str, acct: str) -> frozenset[str]:
    words = term_words(f"{profile} . {handle_words(acct)}")
    excused = any(_holds(words, phrase) for phrase in _NOT_POLITICAL)
    found: set[str] = set()
    for role, texts in _WORDS.items():
        if excused and role in {"politician", "minister", "party"}:
            continue
        if any(_holds(words, term_words(text)) for text in texts):
            found.add(role)
    return frozenset(found)


def roles_of(person: Correspondent, profile: Profile) -> frozenset[str]:
    """The roles a correspondent's profile and handle speak of; ``anyone`` always."""
    roles = set(_roles(person.profile, person.acct)) | {"anyone"}
    name = term_words(profile.minister)
    if name:
        theirs = term_words(f"{person.profile} {handle_words(person.acct)}")
        if _holds(theirs, name) or (len(name) > 1 and _holds(theirs, name[-1:]) and "minister" in roles):
            roles.add("own-minister")
    return frozenset(roles)
