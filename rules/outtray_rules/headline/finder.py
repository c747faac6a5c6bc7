"""Finding targets: parties, bodies and noun phrases in a draft, and what belongs together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from outtray_rules.finding import Span
from outtray_rules.headline import tables
from outtray_rules.headline.inflect import contracted, with_article
from outtray_rules.headline.nounphrase import OWNERS, french_organisation, noun_at, run
from outtray_rules.headline.reading import Reading
from outtray_rules.headline.target import Target, possessive
from outtray_rules.headline.words import Kind, Sentence, Token, key

_KEPT = {"sur": "on", "dans": "in", "pour": "for"}
"""French prepositions a joined target keeps, and their English."""


def find(reading: Reading) -> tuple[Target, ...]:
    """Every target of a reading, in the order of the text; longest forms win over their parts."""
    targets: list[Target] = []
    if not reading.lang:
        # In another language the same letters may mean something else; only parties and bodies are sure.
        return tuple(t for s in reading.near for t in _targets(reading, s) if t.kind == "party")
    for sentence in reading.near:
        in_sentence = list(_targets(reading, sentence))
        in_sentence = _with_owners(reading, sentence, in_sentence)
        joined = _linked(reading, sentence, in_sentence)
        targets.extend(replace(target, predicate=_predicate(reading, sentence, target)) for target in joined)
    return tuple(targets)


def _with_owners(reading: Reading, sentence: Sentence, targets: list[Target]) -> list[Target]:
    """Add owners whose thing is not a listed noun: “minister” of “the minister's new jet”."""
    found = list(targets)
    for token in sentence.tokens:
        noun = tables.nouns("en").get((token.core,)) if token.possessive and reading.lang == "en" else None
        if noun is None or noun.kind not in OWNERS or not reading.may_say(token):
            continue
        if not any(target.owner == noun.en for target in targets):
            span = Span(token.start, token.end)
            french = with_article(noun.fr, noun.gender, noun.plural)
            words = frozenset({token.core})
            found.append(Target(noun.en, french, noun.kind, span, noun.plural, head=span, words=words))
    return sorted(found, key=lambda target: target.span)


def _predicate(reading: Reading, sentence: Sentence, target: Target) -> bool:
    """Whether a form of *be* and an article lead up to it, so that it describes its sentence's subject."""
    before = [token for token in sentence.tokens if token.end <= target.span.start][-4:]
    cores = [token.core for token in before]
    for place, core in enumerate(cores):
        if core in tables.grammar("copulas") and all(
            word in reading.lexicon.function or (word in reading.lexicon.words) or word in tables.weak()
            for word in cores[place + 1 :]
        ):
            return any(word in tables.grammar("articles") for word in cores[place + 1 :])
    return False


def _targets(reading: Reading, sentence: Sentence) -> Iterator[Target]:
    tokens = sentence.tokens
    index = 0
    while index < len(tokens):
        if tokens[index].core not in tables.starts() and tokens[index].kind is not Kind.TAG:
            index += 1
            continue
        match = (
            _party(reading, tokens, index)
            or _organisation(reading, tokens, index)
            or noun_at(reading, tokens, index)
        )
        if match is None:
            index += 1
            continue
        target, length = match
        if target is not None:
            yield target
        index += length


def _party(reading: Reading, tokens: Sequence[Token], index: int) -> tuple[Target | None, int] | None:
    folded, exact = tables.parties()
    for length in tables.starts().get(tokens[index].core, (1,)):
        part = run(tokens, index, length)
        if part is None:
            continue
        party = exact.get(tuple(token.unowned for token in part)) or folded.get(
            tuple(token.core for token in part)
        )
        if length == 1 and party is None and part[0].kind is Kind.TAG:
            tag = part[0].key.lstrip("#").removeprefix("vote")
            party = folded.get((tag,))
        if party is None or not any(token.capital or token.kind is Kind.TAG or length > 1 for token in part):
            continue
        if len(tokens) > index + length and _not_a_party(tokens[index + length]):
            continue
        span = Span(part[0].start, part[-1].end)
        french = f"{party.article} {party.fr}".strip()
        if party.article in ("le", "la") and french.split(" ")[1][:1] in "AEIO":
            french = f"l'{party.fr}"
        words = frozenset(token.core for token in part)
        several = party.en.endswith("s")
        plain_name = party.en in tables.load("parties")["bare"]
        return Target(
            party.en, french, "party", span, several, definite=not plain_name, words=words, head=span
        ), length
    return None


def _not_a_party(following: Token) -> bool:
    return following.joined and following.core in tables.grammar("not_a_party")


def _organisation(reading: Reading, tokens: Sequence[Token], index: int) -> tuple[Target | None, int] | None:
    table = tables.organisations()
    for length in tables.starts().get(tokens[index].core, ()):
        part = run(tokens, index, length)
        if part is None:
            continue
        exact = tuple(token.text for token in part)
        pair = table.get(exact)
        if pair is None and part[-1].possessive:
            pair = table.get((*exact[:-1], part[-1].unowned))
        if pair is None:
            continue
        after = run(tokens, index + length - 1, 2)
        if part[-1].possessive and after is not None:
            return None
        if not all(reading.may_say(token) for token in part):
            return None, length
        span = Span(part[0].start, part[-1].end)
        definite = pair[0].isupper() and pair[0] in tables.load("nouns")["organisation_articles"]["the"]
        words = frozenset(token.core for token in part)
        return Target(
            pair[0],
            french_organisation(pair[1]),
            "institution",
            span,
            definite=definite,
            proper=True,
            words=words,
            head=span,
        ), length
    return None


def _linked(reading: Reading, sentence: Sentence, targets: list[Target]) -> Iterator[Target]:
    """Join “plan” and “housing” of “plan for housing” into one target; pass the others through."""
    lang = reading.lang or "en"
    links = tables.grammar(f"links_{lang}")
    tokens = sentence.tokens
    place = 0
    while place < len(targets):
        first = targets[place]
        place += 1
        while place < len(targets):
            second = targets[place]
            link = _between(tokens, first, second, links, reading)
            if link is None or not _may_join(first, second, lang):
                break
            introduces = key(first.en) in tables.grammar("generic") and not first.owner
            first = second if introduces else _joined(first, second, link, lang)
            place += 1
        yield first


def _may_join(first: Target, second: Target, lang: str) -> bool:
    if first.kind in ("party", "person") or second.kind == "party":
        return False
    return lang == "en" or second.fr.startswith(("le ", "la ", "les ", "l'"))


def _between(
    tokens: Sequence[Token], first: Target, second: Target, links: frozenset[str], reading: Reading
) -> str | None:
    middle = [token for token in tokens if first.span.end <= token.start and token.end <= second.span.start]
    following = next((token for token in tokens if token.start == second.span.start), None)
    if following is None or not following.joined or not all(token.joined for token in middle):
        return None
    determiners = reading.lexicon.determiners
    if not middle:
        # d'immigration: the preposition is elided into the second word.
        if following.key.startswith("d'"):
            return "de"
        # plan climat: French sets a topic straight after its noun.
        return "" if reading.lang == "fr" and second.kind == "topic" else None
    if middle[0].core not in links:
        return None
    rest = middle[1:]
    if any(token.core not in determiners and token.core not in tables.weak() for token in rest):
        return None
    # “de ce gouvernement” keeps an article in French: du gouvernement.
    return "du" if middle[0].core in ("de", "d") and rest else middle[0].text.lower()


def _joined(first: Target, second: Target, link: str, lang: str) -> Target:
    span = Span(first.span.start, second.span.end)
    words = first.words | second.words
    if lang == "en":
        if link in ("of", "from", "by") and second.kind in OWNERS and not second.plural:
            return replace(first, owner=second.en, span=span, words=words)
        if link == "of" and not second.owner:
            english = f"{second.en} {first.en}" if " " not in second.en else first.en
        else:
            english = f"{first.en} {link} {second.english}"
        french = ""
        if first.fr and second.fr:
            what = second.fr if second.kind != "topic" or second.owner else _bare(second.fr)
            french = f"{first.fr} sur {second.fr}" if link == "on" else f"{first.fr} {contracted('de', what)}"
        return replace(first, en=english, fr=french, span=span, words=words, parts=(first, second))
    bare = _bare(second.fr)
    if not link:
        french = f"{first.fr} {bare}"
        english = _compound(first, second)
    elif link in _KEPT:
        french = f"{first.fr} {link} {second.fr}"
        english = f"{first.en} {_KEPT[link]} {second.en}"
    elif link in ("du", "des"):
        french = f"{first.fr} {contracted('de', second.fr)}"
        english = _compound(first, second)
    else:
        french = f"{first.fr} {contracted('de', bare)}"
        english = _compound(first, second)
    return replace(first, en=english, fr=french, span=span, words=words, parts=(first, second))


def _bare(phrase: str) -> str:
    """A French noun phrase without its article."""
    return phrase[2:] if phrase.startswith("l'") else phrase.split(" ", 1)[1]


def _compound(first: Target, second: Target) -> str:
    if second.kind in OWNERS and not second.plural:
        return f"{possessive(second.en)} {first.en}"
    return f"{second.en} {first.en}" if " " not in second.en else first.en
