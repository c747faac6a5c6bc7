"""Where a quotation may begin and end: what a cut in the middle of a phrase would do to it."""

from __future__ import annotations

from collections.abc import Sequence

from outtray_rules.headline import tables
from outtray_rules.headline.reading import Reading
from outtray_rules.headline.words import Kind, Token


class Edges:
    """Judges the cuts of one sentence, told by the places of the first and last word that are kept."""

    def __init__(self, reading: Reading, tokens: Sequence[Token], act: str) -> None:
        self._reading = reading
        self._tokens = tokens
        self._act = act

    def well_cut(self, first: int, last: int) -> bool:
        """Whether the words can stand alone: no loose article or preposition, no negation cut off."""
        tokens, reading = self._tokens, self._reading
        opening, closing = tokens[first], tokens[last]
        lexicon = reading.lexicon
        if reading.is_function(opening) and (opening.key not in lexicon.openers or first == last):
            return False
        if reading.lang == "fr" and opening.key.startswith(tuple(tables.load("grammar")["opening_elisions"])):
            return False
        if closing.key in lexicon.never_last or closing.possessive:
            return False
        if reading.lang == "fr" and self._torn_negation(first, last):
            return False
        asks = opening.key in tables.grammar("question_words") and opening.key not in lexicon.modals
        if asks and first < last < first + 3 and last + 1 < len(tokens):
            return False
        if reading.is_function(closing) and closing.key not in tables.grammar("closers"):
            return False
        conjunctions = tables.grammar("conjunctions")
        if opening.core in conjunctions or closing.core in conjunctions or self.beheaded(first, last):
            return False
        if first > 0 and opening.joined and tokens[first - 1].key in lexicon.modals:
            return False
        if self._splits_compound(last):
            return False
        before = first - 1
        while before >= max(0, first - 4) and tokens[before + 1].joined:
            if tokens[before].key in tables.grammar("negations") or tokens[before].key.startswith("n'"):
                return False
            before -= 1
        return True

    def _torn_negation(self, first: int, last: int) -> bool:
        """Whether French “ne … pas” is cut apart, or cut from the pronoun before it."""
        keys = [token.key for token in self._tokens]
        for place in range(first, last + 1):
            if keys[place] != "ne" and not keys[place].startswith("n'"):
                continue
            around = keys[first:place] + keys[place + 1 : last + 1]
            if not any(word in tables.grammar("closing_negations") for word in around):
                return True
            if place == first and first > 0 and keys[first - 1] in self._reading.lexicon.pronouns:
                return True
        return False

    def _splits_compound(self, last: int) -> bool:
        """Whether the cut falls between two nouns that belong together: “pay | system”."""
        tokens = self._tokens
        if last + 1 >= len(tokens) or not tokens[last + 1].joined:
            return False
        table = tables.nouns(self._reading.lang or "en")
        return (tokens[last].core,) in table and (tokens[last + 1].core,) in table

    def loses_its_subject(self, first: int, last: int) -> bool:
        """Whether a clause is cut from what it is about: “our ministry are disgraceful” of “cuts to our …”.

        French “en train de” is no noun to begin with.
        """
        if first == 0 or not self._tokens[first].joined:
            return False
        before = self._tokens[first - 1].key
        if self._tokens[first].key == "train" and before == "en":
            return True
        says = any(token.core in tables.grammar("copulas") for token in self._tokens[first + 1 : last + 1])
        return says and before in tables.grammar("prepositions")

    def beheaded(self, first: int, last: int) -> bool:
        """Whether the cut parts an adjective from the noun announced before it: “this useless | database”."""
        tokens, reading = self._tokens, self._reading
        if last + 1 >= len(tokens) or not tokens[last + 1].joined:
            return False
        word = reading.word(tokens[last])
        if word is None or word.shape != "adjective" or reading.is_function(tokens[last + 1]):
            return False
        announced = reading.lexicon.determiners | tables.grammar("articles")
        return any(token.core in announced for token in tokens[first:last])

    def ragged(self, first: int, last: int, shape: str) -> float:
        """What a cut in the middle of a phrase takes off: “MYEFO will cut | 400 jobs”."""
        tokens, reading = self._tokens, self._reading
        off = 0.0
        following = tokens[last + 1] if last + 1 < len(tokens) and tokens[last + 1].joined else None
        if (
            following is not None
            and shape != "adjective"
            and following.kind in (Kind.WORD, Kind.NUMBER, Kind.TAG)
        ):
            verbal = self._verbal(tokens[last])
            if tokens[last].key.endswith(("-il", "-elle", "-ils", "-elles", "-on")):
                off += 1.0
            if following.core in reading.lexicon.determiners or following.core in reading.lexicon.pronouns:
                off += 0.7 if verbal else 0.0
            elif not reading.is_function(following):
                off += 0.5 if following.core.endswith("ly") else 1.1
            elif following.core in tables.grammar("tight") or tokens[last].kind is Kind.NUMBER:
                off += 0.7
        if last > first and tokens[first].key in reading.lexicon.modals:
            # What a modal claims is weighed with the modal.
            return 0.0
        before = tokens[first - 1] if first > 0 and tokens[first].joined else None
        starts_a_claim = self._verbal(tokens[first]) or tokens[first].core.endswith(("ly", "-il", "-elle"))
        if before is not None and last > first and not starts_a_claim:
            if not reading.is_function(before) and before.kind in (Kind.WORD, Kind.NUMBER):
                word = reading.word(before)
                off += 0.2 if word is not None and word.shape == "adjective" else 0.7
            elif before.key in tables.grammar("negations"):
                off += 1.0
        if first == 0 and first == last and following is None and len(tokens) > 1:
            # “Great, another …”, “Wow, the …”: a lone interjection says little.
            off += 2.5 if self._act in ("mocks", "praises", "endorses") else 0.0
        return off

    def _verbal(self, token: Token) -> bool:
        word = self._reading.word(token)
        if word is not None:
            return word.shape == "verb"
        return token.core.endswith(("ed", "ing", "ise", "ize", "er", "ir")) and not token.capital
