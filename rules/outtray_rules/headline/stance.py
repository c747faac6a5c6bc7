"""For or against: whether words about a party refuse it."""

from __future__ import annotations

from outtray_rules.finding import Finding
from outtray_rules.headline import tables
from outtray_rules.headline.reading import Reading
from outtray_rules.headline.words import Kind, Token

_REACH = 7
"""Words between a refusal and the party that it still governs."""


def refusal(reading: Reading, finding: Finding) -> str:
    """The words (“never”, “anything but”, “must go”) that refuse a party named in the finding's sentence.

    Empty without one; “not only”, “never been prouder” and the like refuse nothing.
    """
    if not reading.sentences or finding.span.end <= finding.span.start:
        return ""
    tokens = reading.sentences[reading.sentence_at(finding.span.start)].tokens
    keys = [
        # “No. 2 to Labour” refuses nobody.
        ""
        if token.key == "no" and place + 1 < len(tokens) and tokens[place + 1].kind is Kind.NUMBER
        else token.key
        for place, token in enumerate(tokens)
    ]
    for place in parties(tokens):
        before = keys[max(0, place - _REACH) : place]
        folded = f" {' '.join(before)} "
        whole = f" {' '.join(keys[:place])} "
        excused = any(f" {phrase} " in whole for phrase in tables.grammar("no_refusals"))
        if keys[place + 1 : place + 2] == ["out"] and set(before) & tables.grammar("drives_out"):
            # “kick every Republican out of Congress”
            return "out"
        if "last" in keys[place + 1 : place + 3] and set(before) & tables.grammar("puts_last"):
            return "last"
        after = f" {' '.join(keys[place + 1 : place + 1 + _REACH])} "
        for around, name in ((after, "rejections"), (folded, "refusals")):
            if name == "refusals" and excused:
                continue
            known = sorted(tables.grammar(name), key=lambda phrase: (-len(phrase), phrase))
            found = next((phrase for phrase in known if f" {phrase} " in around), "")
            if found:
                return found
    return ""


def parties(tokens: tuple[Token, ...]) -> list[int]:
    """The places of words that name a party, by the last word of its name."""
    folded, exact = tables.parties()
    single = {words[0] for words in folded if len(words) == 1} | {words[-1] for words in folded}
    capitalised = {words[-1] for words in exact}
    return [
        place
        for place, token in enumerate(tokens)
        if (token.capital and token.core in single)
        or token.unowned in capitalised
        or (place > 0 and (tokens[place - 1].core, token.core) in folded)
    ]
