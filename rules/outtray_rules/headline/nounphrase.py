"""Noun phrases: a listed noun with the words around it that a headline keeps, in both languages."""

from __future__ import annotations

from collections.abc import Sequence

from outtray_rules.finding import Span
from outtray_rules.headline import tables
from outtray_rules.headline.inflect import contracted, with_article
from outtray_rules.headline.reading import Reading
from outtray_rules.headline.target import Target
from outtray_rules.headline.words import Kind, Token, key

LONGEST_NOUN = 5
"""Words in the longest listed noun, such as “return to the office”."""
OWNERS = ("person", "institution")
"""Kinds of target that can own another."""


def run(tokens: Sequence[Token], index: int, length: int) -> Sequence[Token] | None:
    """``length`` tokens from ``index`` when each is parted from the one before by a single space."""
    part = tokens[index : index + length]
    if len(part) < length or not all(token.joined for token in part[1:]):
        return None
    return part


def noun_at(reading: Reading, tokens: Sequence[Token], index: int) -> tuple[Target | None, int] | None:
    """The target at ``index`` and its length in tokens; None without one, (None, n) to pass over n."""
    lang = reading.lang or "en"
    table = tables.nouns(lang)
    for length in tables.starts().get(tokens[index].core, ()):
        part = run(tokens, index, length)
        if part is None or part[0].kind is not Kind.WORD:
            continue
        spoken = tuple(
            " ".join(_plain(token, lang, first=place == 0) for place, token in enumerate(part)).split()
        )
        noun = table.get(spoken)
        if noun is None or not all(reading.may_say(token) for token in part):
            continue
        owns = part[-1].possessive and noun.kind in OWNERS
        if owns and run(tokens, index + length - 1, 2) is not None:
            return None, length
        if length == 1 and _spoiled(reading, tokens, index, noun):
            return None
        if lang == "en" and _modifies(reading, tokens, index + length, noun):
            return None
        if lang == "en":
            return _english(reading, tokens, index, length, noun), length
        return _french(reading, tokens, index, length, noun), length
    return None


def _plain(token: Token, lang: str, *, first: bool) -> str:
    # d'appel inside “appel d'offres” keeps its elision; the first word of a noun loses it.
    return token.core if first or lang == "en" else token.key


def _spoiled(reading: Reading, tokens: Sequence[Token], index: int, noun: tables.Noun) -> bool:
    """A listed noun that is plainly something else here: a verb after to/I/we, a number or a modal."""
    if reading.lang != "en" or index == 0 or not tokens[index].joined:
        return False
    before = tokens[index - 1].key
    if tokens[index].core in tables.grammar("verb_forms") and (tokens[index - 1].core,) in tables.nouns("en"):
        return _takes_an_object(reading, tokens, index)
    if before == "to":
        return noun.kind in ("policy", "topic", "work") and not noun.plural
    return before in tables.grammar("before_a_verb")


def _takes_an_object(reading: Reading, tokens: Sequence[Token], index: int) -> bool:
    """Whether a form such as “cuts” is a verb here: “the department cuts jobs”, but “health cuts are”."""
    if index + 1 >= len(tokens) or not tokens[index + 1].joined:
        return False
    following = tokens[index + 1]
    if following.core in tables.grammar("copulas") or following.core in reading.lexicon.modals:
        return False
    if following.kind is Kind.NUMBER or following.core in reading.lexicon.determiners:
        return True
    return not reading.is_function(following) or following.core in ("like", "well", "it", "them", "us")


def _modifies(reading: Reading, tokens: Sequence[Token], following: int, noun: tables.Noun) -> bool:
    """Whether a noun merely opens a longer one: “office” of “office closures”.

    Not “department” of “department cuts”, which is more likely a subject and its verb.
    """
    if following >= len(tokens) or not tokens[following].joined or tokens[following - 1].possessive:
        return False
    head = tables.nouns("en").get((tokens[following].core,))
    plural = noun.plural and tokens[following - 1].core not in tables.weak()
    if tokens[following].core in tables.grammar("verb_forms") and _takes_an_object(
        reading, tokens, following
    ):
        return False
    if head is None or head.kind in OWNERS or plural or not reading.may_say(tokens[following]):
        return False
    return not (noun.kind in OWNERS and head.plural)


def _english(reading: Reading, tokens: Sequence[Token], index: int, length: int, noun: tables.Noun) -> Target:
    modifiers, first = _modifiers(reading, tokens, index, noun)
    owner, own = _owner(reading, tokens, first)
    if not owner and noun.kind not in OWNERS:
        owner = _owner_after(reading, tokens, index + length)
    further = _further(reading, tokens, index + length)
    head_words = noun.en if further is None else f"{noun.en} {further.text}"
    words = " ".join([*(_cased(token) for token in modifiers), head_words])
    french = _translate(reading, modifiers, noun)
    if french and owner:
        french = _owned_french(french, owner)
    if further is not None:
        length += 1
    used = frozenset(token.core for token in (*modifiers, *tokens[index : index + length]))
    span = Span(modifiers[0].start if modifiers else tokens[index].start, tokens[index + length - 1].end)
    head = Span(tokens[index].start, tokens[index + length - 1].end)
    definite = noun.kind != "topic" or noun.en in ("border",)
    return Target(
        words,
        french,
        noun.kind,
        span,
        noun.plural,
        owner=owner,
        definite=definite,
        own=own,
        head=head,
        words=used,
    )


def _cased(token: Token) -> str:
    """A modifier as printed: initialisms and adjectives of countries keep their capitals."""
    if token.text.isupper():
        return token.text
    adjective = tables.adjectives("en").get(token.core)
    return adjective[0] if adjective is not None else token.text.lower()


def _further(reading: Reading, tokens: Sequence[Token], place: int) -> Token | None:
    """An unknown noun that a known one only describes: “accelerator” of “the housing accelerator is …”."""
    part = run(tokens, place - 1, 3)
    if part is None:
        return None
    _, token, after = part
    unknown = reading.word(token) is None and not reading.is_function(token) and token.text.isalpha()
    lower = token.text.islower() and not token.core.endswith(("ly", "ed", "ing", "s"))
    common = token.core in tables.common("en") or (token.core,) in tables.nouns("en")
    followed = after.core in tables.grammar("copulas")
    return token if unknown and lower and not common and followed and reading.may_say(token) else None


def _modifiers(
    reading: Reading, tokens: Sequence[Token], index: int, noun: tables.Noun
) -> tuple[list[Token], int]:
    """The words before a head noun that a headline keeps, and the place where the noun phrase begins."""
    words: list[Token] = []
    place = index
    while place > 0 and tokens[place].joined and len(words) < 4:
        token = tokens[place - 1]
        if token.kind is not Kind.WORD or reading.is_function(token) or token.possessive:
            break
        words.insert(0, token)
        place -= 1
    bounded = (
        place > 0
        and tokens[place].joined
        and (tokens[place - 1].core in reading.lexicon.determiners or tokens[place - 1].possessive)
    )
    kept: list[Token] = []
    start = index
    for offset in range(len(words) - 1, -1, -1):
        token = words[offset]
        if _a_verb(words, offset):
            break
        known = (token.core,) in tables.nouns("en") or token.core in tables.adjectives("en")
        word = reading.word(token)
        bound = kept and (token.core, kept[0].core) in tables.nouns("en")
        if not bound and (token.core in tables.weak() or (word is not None and word.leaning != 0)):
            start = place + offset
            continue
        plain_word = (
            bounded and token.text.islower() and word is None and not token.core.endswith(("ly", "ed", "ing"))
        )
        sayable = known or bound or plain_word or (bounded and token.text.isupper())
        if not reading.may_say(token) or not sayable:
            break
        kept.insert(0, token)
        start = place + offset
    return kept[-2:], start


def _a_verb(words: Sequence[Token], place: int) -> bool:
    """Whether a word is the verb of an office before it: “treats” of “government treats asylum”."""
    if place == 0 or not words[place].core.endswith("s"):
        return False
    before = tables.nouns("en").get((words[place - 1].core,))
    return before is not None and before.kind in OWNERS


def _owner(reading: Reading, tokens: Sequence[Token], first: int) -> tuple[str, bool]:
    """Whose it is, from the word before the phrase: ``minister`` of “the minister's”, own of “our”."""
    if first == 0 or not tokens[first].joined:
        return "", False
    before = tokens[first - 1]
    if before.core in reading.lexicon.own:
        return "", True
    if before.possessive:
        for length in (3, 2, 1):
            part = run(tokens, first - length, length) if first >= length else None
            noun = tables.nouns("en").get(tuple(token.core for token in part)) if part else None
            if part and noun is not None and noun.kind in OWNERS and all(map(reading.may_say, part)):
                return noun.en, first > length and tokens[first - length - 1].core in reading.lexicon.own
        pair = tables.organisations().get((before.unowned,))
        if pair is not None and reading.may_say(before):
            return pair[0], False
    return "", False


def _owner_after(reading: Reading, tokens: Sequence[Token], place: int) -> str:
    """Whose it is, from “… of the Minister” after the phrase."""
    if (
        place >= len(tokens)
        or tokens[place].core not in tables.grammar("ownership")
        or not tokens[place].joined
    ):
        return ""
    place += 1
    if place < len(tokens) and tokens[place].joined and tokens[place].core in ("the", "our", "this"):
        place += 1
    for length in (3, 2, 1):
        part = run(tokens, place, length)
        if part is None or not part[0].joined:
            continue
        noun = tables.nouns("en").get(tuple(token.core for token in part))
        if noun is not None and noun.kind in OWNERS and not noun.plural and all(map(reading.may_say, part)):
            return noun.en
    return ""


def _translate(reading: Reading, modifiers: Sequence[Token], noun: tables.Noun) -> str:
    """French for an English noun phrase out of the tables; modifiers that have none are left out."""
    phrase = noun.fr
    for token in reversed(modifiers):
        adjective = tables.adjectives("en").get(token.core)
        other = tables.nouns("en").get((token.core,))
        if adjective is not None:
            form = adjective[2] if noun.gender == "f" else adjective[1]
            phrase = f"{phrase} {_agree(form, many=noun.plural)}"
        elif other is not None and other.kind in ("topic", "policy"):
            what = with_article(other.fr, other.gender, other.plural) if other.kind == "policy" else other.fr
            phrase = f"{phrase} {contracted('de', what)}"
            break
    return with_article(phrase, noun.gender, noun.plural)


def _agree(form: str, *, many: bool) -> str:
    if not many or form.endswith(("s", "x")):
        return form
    return f"{form[:-2]}aux" if form.endswith("al") else f"{form}s"


def _owned_french(phrase: str, owner: str) -> str:
    noun = tables.nouns("en").get(tuple(key(owner).split()))
    if noun is not None:
        return f"{phrase} {contracted('de', with_article(noun.fr, noun.gender, noun.plural))}"
    pair = tables.organisations().get(tuple(owner.split()))
    return f"{phrase} {contracted('de', french_organisation(pair[1]))}" if pair is not None else phrase


def _french(reading: Reading, tokens: Sequence[Token], index: int, length: int, noun: tables.Noun) -> Target:
    words = noun.fr
    english = noun.en
    last = index + length
    adjective = run(tokens, last - 1, 2)
    if adjective is not None:
        known = tables.adjectives("fr").get(adjective[1].core)
        if known is not None and reading.may_say(adjective[1]):
            words = f"{words} {adjective[1].text.lower()}"
            english = f"{known[0]} {english}"
            last += 1
        elif known is None and _relational(reading, tokens, last, noun):
            words = f"{words} {adjective[1].text}"
            last += 1
    gender = _spoken_gender(tokens, index, noun)
    own = index > 0 and tokens[index].joined and tokens[index - 1].core in reading.lexicon.own
    used = frozenset(token.core for token in tokens[index:last])
    span = Span(tokens[index].start, tokens[last - 1].end)
    phrase = with_article(words, gender, noun.plural)
    return Target(
        english,
        phrase,
        noun.kind,
        span,
        noun.plural,
        definite=noun.kind != "topic",
        own=own,
        head=span,
        words=used,
    )


def _relational(reading: Reading, tokens: Sequence[Token], place: int, noun: tables.Noun) -> bool:
    """Whether an unknown word after a French noun is its adjective: “un système informatisé est …”."""
    token = tokens[place]
    if token.kind is not Kind.WORD or not token.text.islower() or not reading.may_say(token):
        return False
    if reading.is_function(token) or reading.word(token) is not None or token.core in tables.weak():
        return False
    if (token.core,) in tables.nouns("fr"):
        return False
    grammar = tables.load("grammar")
    if token.key.endswith(tuple(grammar["french_adjective_endings"])):
        return True
    # “Le rapport indique que”, “la ministre explique”: these endings are those of verbs too.
    following = tokens[place + 1] if place + 1 < len(tokens) and tokens[place + 1].joined else None
    closed = (
        following is None
        or following.core in tables.grammar("copulas")
        or following.key in tables.grammar("prepositions")
    )
    return noun.kind not in OWNERS and closed and token.key.endswith(tuple(grammar["french_open_endings"]))


def _spoken_gender(tokens: Sequence[Token], index: int, noun: tables.Noun) -> str:
    """The gender an office has in the draft: “la ministre” stays feminine."""
    if noun.kind != "person" or index == 0 or not tokens[index].joined:
        return noun.gender
    before = tokens[index - 1].key
    if before in ("la", "cette", "une", "ma", "sa", "ta"):
        return "f"
    return "m" if before in ("le", "ce", "un", "du", "au") else noun.gender


def french_organisation(name: str) -> str:
    """A body's French name with the article it takes, if any."""
    return f"{tables.load('nouns')['organisation_articles']['fr'].get(name, '')}{name}"
