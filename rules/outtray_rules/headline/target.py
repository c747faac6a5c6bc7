"""What the post is about: the nearest policy, office, party or organisation, as a role and never a name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from outtray_rules.finding import Span
from outtray_rules.headline import tables
from outtray_rules.headline.inflect import contracted, with_article
from outtray_rules.headline.reading import Reading
from outtray_rules.headline.words import Kind, Sentence, Token, key, split

_LONGEST_NOUN = 5
_LINKS = {"en": frozenset({"of", "on", "for", "to", "in", "against"}), "fr": frozenset({"de", "d", "du", "des", "sur"})}
_OWNERSHIP = {"en": frozenset({"of", "from", "by"}), "fr": frozenset({"de", "du", "des"})}
_LONG_NAME = 12
_FARTHEST = 60
"""Characters between a verdict and what it is about."""
_COPULAS = frozenset("is are was were be remains est sont etait etaient reste sera 's".split())
_OWNERS = ("person", "institution")


@dataclass(frozen=True, slots=True)
class Target:
    """A thing a headline can name, in both languages.

    ``en`` has no article; ``owner`` is a possessor such as ``minister``. ``fr`` is empty when no French
    for it can be made from the draft and the tables (and ``en`` likewise); it carries its article.
    ``span`` is where the words stand in the text, ``(0, 0)`` when they come from the profile.
    """

    en: str
    fr: str
    kind: str
    span: Span
    plural: bool = False
    owner: str = ""
    definite: bool = True
    """Whether English puts “the” before it in a full sentence."""
    own: bool = False
    head: Span = Span(0, 0)
    words: frozenset[str] = frozenset()
    predicate: bool = False
    """Whether it only says what something else is: “decision” of “it is a decision”."""
    rivals: tuple[Span, ...] = ()
    """The other targets of the draft, for telling which one a verdict is about."""
    parts: tuple[Target, ...] = ()
    """What it was joined from, when it was: “plan” and “housing”."""

    def said_of(self, verdict: Span) -> bool:
        """Whether a verdict at that place is about this target: nothing else nameable stands between them."""
        low, high = (self.span.end, verdict.start) if self.span.end <= verdict.start else (verdict.end, self.span.start)
        if high - low > _FARTHEST:
            return False
        return not any(low <= rival.start and rival.end <= high for rival in self.rivals)

    @property
    def english(self) -> str:
        """The English form with its owner: ``minister’s plan``."""
        return f"{possessive(self.owner)} {self.en}" if self.owner else self.en


def possessive(noun: str) -> str:
    """``minister’s``, ``Liberals’``."""
    return f"{noun}’" if noun.endswith("s") else f"{noun}’s"


def find(reading: Reading) -> tuple[Target, ...]:
    """Every target of a reading, in the order of the text; longest forms win over their parts."""
    targets: list[Target] = []
    if not reading.lang:
        # In another language the same letters may mean something else; only parties and bodies are sure.
        return tuple(t for s in reading.sentences for t in _targets(reading, s) if t.kind == "party")
    for sentence in reading.sentences:
        in_sentence = list(_targets(reading, sentence))
        joined = _linked(reading, sentence, in_sentence)
        targets.extend(replace(target, predicate=_predicate(reading, sentence, target)) for target in joined)
    return tuple(targets)


def _predicate(reading: Reading, sentence: Sentence, target: Target) -> bool:
    """Whether a form of *be* and an article lead up to it, so that it describes its sentence's subject."""
    before = [token for token in sentence.tokens if token.end <= target.span.start][-4:]
    cores = [token.core for token in before]
    for place, core in enumerate(cores):
        if core in _COPULAS and all(
            word in reading.lexicon.function or (word in reading.lexicon.words) or word in tables.weak() for word in cores[place + 1 :]
        ):
            return any(word in ("a", "an", "un", "une", "another", "such") for word in cores[place + 1 :])
    return False


def _targets(reading: Reading, sentence: Sentence) -> Iterator[Target]:
    tokens = sentence.tokens
    index = 0
    while index < len(tokens):
        match = _party(reading, tokens, index) or _organisation(reading, tokens, index) or _noun(reading, tokens, index)
        if match is None:
            index += 1
            continue
        target, length = match
        if target is not None:
            yield target
        index += length


def _run(tokens: Sequence[Token], index: int, length: int) -> Sequence[Token] | None:
    """``length`` tokens from ``index`` when each is parted from the one before by a single space."""
    part = tokens[index : index + length]
    if len(part) < length or not all(token.joined for token in part[1:]):
        return None
    return part


def _party(reading: Reading, tokens: Sequence[Token], index: int) -> tuple[Target | None, int] | None:
    folded, exact = tables.parties()
    for length in range(_LONGEST_NOUN, 0, -1):
        part = _run(tokens, index, length)
        if part is None:
            continue
        party = exact.get(tuple(token.text for token in part)) or folded.get(tuple(token.core for token in part))
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
        several = party.en.endswith("s") and party.en not in ("Lib Dems",) or party.en == "Lib Dems"
        plain_name = party.en in _BARE
        return Target(party.en, french, "party", span, several, definite=not plain_name, words=words, head=span), length
    return None


_BARE = frozenset({"Labour", "Labor", "Reform UK", "Plaid Cymru", "Sinn Féin", "Québec solidaire", "One Nation", "ACT",
                   "NZ First", "Te Pāti Māori", "Renew", "Fianna Fáil", "Fine Gael", "People Before Profit", "UKIP"})  # fmt: skip


def _not_a_party(following: Token) -> bool:
    return following.joined and following.core in ("market", "force", "code", "estimate", "arts", "energy", "laws", "law")


def _organisation(reading: Reading, tokens: Sequence[Token], index: int) -> tuple[Target | None, int] | None:
    table = tables.organisations()
    for length in range(4, 0, -1):
        part = _run(tokens, index, length)
        if part is None:
            continue
        exact = tuple(token.text for token in part)
        pair = table.get(exact)
        if pair is None and part[-1].possessive:
            pair = table.get((*exact[:-1], part[-1].text[:-2]))
        if pair is None:
            continue
        after = _run(tokens, index + length - 1, 2)
        if part[-1].possessive and after is not None:
            return None
        if not all(reading.may_say(token) for token in part):
            return None, length
        span = Span(part[0].start, part[-1].end)
        definite = pair[0].isupper() and pair[0] in _WITH_THE
        words = frozenset(token.core for token in part)
        return Target(pair[0], _french_organisation(pair[1]), "institution", span, definite=definite, words=words, head=span), length
    return None


_WITH_THE = frozenset({"CRA", "RCMP", "CBSA", "DWP", "NHS", "IRS", "EPA", "FBI", "ATO", "NDIS", "HSE", "UN", "EU", "PMO"})
_FRENCH_ARTICLES = {"ARC": "l'", "GRC": "la ", "ASFC": "l'", "MDN": "le ", "SCT": "le ", "CPM": "le ", "BCP": "le ",
                    "OTAN": "l'", "ONU": "l'", "UE": "l'", "Agence du revenu du Canada": "l'", "Conseil du Trésor": "le ",
                    "NHS": "le ", "FBI": "le ", "Pentagone": "le ", "DWP": "le ", "Home Office": "le ",
                    "Cabinet Office": "le ", "Foreign Office": "le "}  # fmt: skip


def _french_organisation(name: str) -> str:
    return f"{_FRENCH_ARTICLES.get(name, '')}{name}"


def _noun(reading: Reading, tokens: Sequence[Token], index: int) -> tuple[Target | None, int] | None:
    lang = reading.lang or "en"
    table = tables.nouns(lang)
    for length in range(_LONGEST_NOUN, 0, -1):
        part = _run(tokens, index, length)
        if part is None or part[0].kind is not Kind.WORD:
            continue
        spoken = tuple(" ".join(_plain(token, lang, first=place == 0) for place, token in enumerate(part)).split())
        noun = table.get(spoken)
        if noun is None or not all(reading.may_say(token) for token in part):
            continue
        if part[-1].possessive and length == 1 and noun.kind in _OWNERS and _run(tokens, index, 2) is not None:
            return None, 1
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
    if before == "to":
        return noun.kind in ("policy", "topic", "work") and not noun.plural
    return before in ("i", "we", "you", "they", "will", "would", "should", "must", "can", "could", "don't", "not", "who", "i'll")


def _modifies(reading: Reading, tokens: Sequence[Token], following: int, noun: tables.Noun) -> bool:
    """Whether a noun merely opens a longer one: “office” of “office closures”, not “department” of “department cuts”."""
    if following >= len(tokens) or not tokens[following].joined or tokens[following - 1].possessive:
        return False
    head = tables.nouns("en").get((tokens[following].core,))
    if head is None or head.kind in _OWNERS or noun.plural or not reading.may_say(tokens[following]):
        return False
    return not (noun.kind in _OWNERS and head.plural)


def _english(reading: Reading, tokens: Sequence[Token], index: int, length: int, noun: tables.Noun) -> Target:
    modifiers, first = _modifiers(reading, tokens, index, noun)
    owner, own = _owner(reading, tokens, first)
    if not owner and noun.kind not in _OWNERS:
        owner = _owner_after(reading, tokens, index + length)
    head_words = noun.en
    words = " ".join([*(token.text if token.text.isupper() else token.text.lower() for token in modifiers), head_words])
    french = _translate(reading, modifiers, noun)
    if french and owner:
        french = _owned_french(french, owner)
    used = frozenset(token.core for token in (*modifiers, *tokens[index : index + length]))
    span = Span(modifiers[0].start if modifiers else tokens[index].start, tokens[index + length - 1].end)
    head = Span(tokens[index].start, tokens[index + length - 1].end)
    definite = noun.kind != "topic" or noun.en in ("border",)
    return Target(words, french, noun.kind, span, noun.plural, owner, definite, own, head, used)


def _modifiers(reading: Reading, tokens: Sequence[Token], index: int, noun: tables.Noun) -> tuple[list[Token], int]:
    """The words before a head noun that a headline keeps, and the place where the noun phrase begins."""
    run: list[Token] = []
    place = index
    while place > 0 and tokens[place].joined and len(run) < 4:
        token = tokens[place - 1]
        if token.kind is not Kind.WORD or reading.is_function(token) or token.possessive:
            break
        run.insert(0, token)
        place -= 1
    bounded = place > 0 and tokens[place].joined and (
        tokens[place - 1].core in reading.lexicon.determiners or tokens[place - 1].possessive
    )
    kept: list[Token] = []
    start = index
    for offset in range(len(run) - 1, -1, -1):
        token = run[offset]
        known = (token.core,) in tables.nouns("en") or token.core in tables.adjectives("en")
        word = reading.word(token)
        if token.core in tables.weak() or (word is not None and word.leaning != 0):
            start = place + offset
            continue
        plain_word = bounded and token.text.islower() and word is None and not token.core.endswith(("ly", "ed", "ing"))
        if not reading.may_say(token) or not (known or plain_word or (bounded and token.text.isupper())):
            break
        kept.insert(0, token)
        start = place + offset
    return kept[-2:], start


def _owner(reading: Reading, tokens: Sequence[Token], first: int) -> tuple[str, bool]:
    """Whose it is, from the word before the phrase: ``minister`` of “the minister's”, own of “our”."""
    if first == 0 or not tokens[first].joined:
        return "", False
    before = tokens[first - 1]
    if before.core in reading.lexicon.own:
        return "", True
    if before.possessive:
        noun = tables.nouns("en").get((before.core,))
        if noun is not None and noun.kind in _OWNERS and reading.may_say(before):
            return noun.en, first > 1 and tokens[first - 2].core in reading.lexicon.own
        pair = tables.organisations().get((before.text[:-2],))
        if pair is not None and reading.may_say(before):
            return pair[0], False
    return "", False


def _owner_after(reading: Reading, tokens: Sequence[Token], place: int) -> str:
    """Whose it is, from “… of the Minister” after the phrase."""
    if place >= len(tokens) or tokens[place].core not in _OWNERSHIP["en"] or not tokens[place].joined:
        return ""
    place += 1
    if place < len(tokens) and tokens[place].joined and tokens[place].core in ("the", "our", "this"):
        place += 1
    for length in (3, 2, 1):
        part = _run(tokens, place, length)
        if part is None or not part[0].joined:
            continue
        noun = tables.nouns("en").get(tuple(token.core for token in part))
        if noun is not None and noun.kind in _OWNERS and not noun.plural and all(map(reading.may_say, part)):
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
            phrase = f"{phrase} {contracted('de', other.fr)}"
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
    return f"{phrase} {contracted('de', _french_organisation(pair[1]))}" if pair is not None else phrase


def _french(reading: Reading, tokens: Sequence[Token], index: int, length: int, noun: tables.Noun) -> Target:
    words = noun.fr
    english = noun.en
    last = index + length
    adjective = _run(tokens, last - 1, 2)
    if adjective is not None:
        known = tables.adjectives("fr").get(adjective[1].core)
        if known is not None and reading.may_say(adjective[1]):
            words = f"{words} {adjective[1].text.lower()}"
            english = f"{known[0]} {english}"
            last += 1
    own = index > 0 and tokens[index].joined and tokens[index - 1].core in reading.lexicon.own
    used = frozenset(token.core for token in tokens[index:last])
    span = Span(tokens[index].start, tokens[last - 1].end)
    phrase = with_article(words, noun.gender, noun.plural)
    return Target(english, phrase, noun.kind, span, noun.plural, "", noun.kind != "topic", own, span, used)


_GENERIC = frozenset(
    "option options list lists file files number numbers figure figures idea ideas approach response lines case cases note notes".split()
) | {"lines to take", "talking point", "talking points", "briefing", "briefing note", "draft lines to take"}


def _linked(reading: Reading, sentence: Sentence, targets: list[Target]) -> Iterator[Target]:
    """Join “plan” and “housing” of “plan for housing” into one target; pass the others through."""
    lang = reading.lang or "en"
    links = _LINKS[lang]
    tokens = sentence.tokens
    place = 0
    while place < len(targets):
        first = targets[place]
        second = targets[place + 1] if place + 1 < len(targets) else None
        link = _between(tokens, first, second, links, reading) if second is not None else None
        if second is None or link is None or first.kind in ("party", "person") or second.kind == "party":
            yield first
            place += 1
            continue
        if lang == "fr" and not second.fr.startswith(("le ", "la ", "les ", "l'")):
            yield first
            place += 1
            continue
        if key(first.en) in _GENERIC and not first.owner:
            yield second
        else:
            yield _joined(first, second, link, lang)
        place += 2


def _between(tokens: Sequence[Token], first: Target, second: Target, links: frozenset[str], reading: Reading) -> str | None:
    middle = [token for token in tokens if first.span.end <= token.start and token.end <= second.span.start]
    following = next((token for token in tokens if token.start == second.span.start), None)
    if following is None or not following.joined or not all(token.joined for token in middle):
        return None
    determiners = reading.lexicon.determiners
    if not middle:
        # d'immigration: the preposition is elided into the second word.
        return "de" if following.key.startswith("d'") else None
    if middle[0].core not in links:
        return None
    rest = middle[1:]
    if any(token.core not in determiners and token.core not in tables.weak() for token in rest):
        return None
    return middle[0].text.lower()


def _joined(first: Target, second: Target, link: str, lang: str) -> Target:
    span = Span(first.span.start, second.span.end)
    words = first.words | second.words
    if lang == "en":
        if link in ("of", "from", "by") and second.kind in _OWNERS and not second.plural:
            return replace(first, owner=second.en, span=span, words=words)
        if link == "of" and not second.owner:
            english = f"{second.en} {first.en}" if " " not in second.en else first.en
        else:
            english = f"{first.en} {link} {second.english}"
        french = ""
        if first.fr and second.fr:
            french = f"{first.fr} sur {second.fr}" if link == "on" else f"{first.fr} {contracted('de', second.fr)}"
        return replace(first, en=english, fr=french, span=span, words=words, parts=(first, second))
    bare = second.fr.split("'", 1)[1] if second.fr.startswith("l'") else second.fr.split(" ", 1)[1]
    if link == "sur":
        french = f"{first.fr} sur {second.fr}"
        english = f"{first.en} on {second.en}"
    elif link in ("du", "des"):
        french = f"{first.fr} {contracted('de', second.fr)}"
        english = _compound(first, second)
    else:
        french = f"{first.fr} {contracted('de', bare)}"
        english = _compound(first, second)
    return replace(first, en=english, fr=french, span=span, words=words, parts=(first, second))


def _compound(first: Target, second: Target) -> str:
    if second.kind in _OWNERS and not second.plural:
        return f"{possessive(second.en)} {first.en}"
    return f"{second.en} {first.en}" if " " not in second.en else first.en


def choose(
    reading: Reading, targets: Sequence[Target], kinds: Sequence[str], verdict: Span, sentence: Span
) -> Target | None:
    """The best target for an act: a preferred kind, near the risky words, in the same sentence if it can be."""
    candidates = [target for target in targets if target.kind in kinds]
    if kinds and kinds[0] == "party" and any(target.kind == "party" for target in candidates):
        candidates = [target for target in candidates if target.kind == "party"]
    if any(not target.predicate for target in candidates):
        candidates = [target for target in candidates if not target.predicate]
    best: Target | None = None
    best_score = -1e9
    spans = tuple(target.span for target in targets if not target.predicate)
    for target in candidates:
        score = 6.0 - 1.2 * kinds.index(target.kind)
        score += 2.0 * min(2, target.english.count(" ") if target.en else 0)
        if target.kind in ("policy", "topic") and " " not in target.english:
            score -= 0.8
        elif target.kind == "institution" and not target.span.end - target.span.start > _LONG_NAME:
            score -= 1.0
        if not sentence.start <= target.span.start < sentence.end:
            score -= 2.4
        distance = min(abs(target.span.start - verdict.end), abs(target.span.end - verdict.start))
        score -= min(3.0, distance / 18)
        if _subject(reading, target, verdict):
            score += 4.0
        if score > best_score:
            best, best_score = target, score
    return replace(best, rivals=tuple(span for span in spans if span != best.span)) if best is not None else None


def _subject(reading: Reading, target: Target, verdict: Span) -> bool:
    """Whether the verdict is grammatically about the target: “the plan is reckless”, “reckless plan”."""
    if target.span.start <= verdict.start and verdict.end <= target.span.end:
        return True
    if verdict.end <= target.span.start:
        return reading.text[verdict.end : target.span.start] == " "
    between = [token.core for part in split(reading.text[target.span.end : verdict.start]) for token in part.tokens]
    return len(between) <= 4 and (not between or any(word in _COPULAS for word in between[:2]))


def ways_to_name(target: Target) -> tuple[Target, ...]:
    """The target in full, without its owner, by its last two words, and its owner alone."""
    ways = [target]
    if target.owner:
        ways.append(replace(target, owner=""))
        noun = tables.nouns("en").get(tuple(key(target.owner).split()))
        if noun is not None:
            french = with_article(noun.fr, noun.gender, noun.plural)
            ways.append(replace(target, en=target.owner, fr=french, owner="", kind="person", plural=False, head=Span(0, 0),
                                span=Span(target.span.end, target.span.end), words=frozenset({target.owner})))  # fmt: skip
    ways.extend(target.parts)
    words = target.en.split(" ")
    if not target.parts and len(words) > 2 and not set(words) & _LINKS["en"]:
        ways.append(replace(target, en=" ".join(words[-2:]), owner=""))
    return tuple(ways)
