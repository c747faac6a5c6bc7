"""The page of a rule speaks the reader's language, down to how its matchers find."""

from __future__ import annotations

import re

from outtray_rules.explain import page_of, title_of
from outtray_rules.pack import Pack, Rule
from rules_kit import shipped

_ENGLISH = re.compile(
    r"\b(a word of|the phrase|the pattern|near|within|together with|at least|at most|raised|lowered|watched"
    r"|the user's own|your \w+ is|found to be|followers or more)\b"
)


def _rules() -> list[tuple[Pack, Rule]]:
    return [(pack, rule) for pack in shipped().packs for rule in pack.rules]


def _clauses(pack: Pack, rule: Rule, language: str) -> str:
    page = page_of(rule, pack, language)
    told = "\n".join((*page.ways, page.unless, page.when, *page.changes))
    # The words and patterns it looks for stay what they are.
    return re.sub(r"“[^”]*”|« [^»]* »|`[^`]*`", "", told)


def test_no_clause_of_a_french_page_is_english() -> None:
    told = {rule.id: _clauses(pack, rule, "fr") for pack, rule in _rules()}
    assert {name: found[0] for name, words in told.items() if (found := _ENGLISH.search(words))} == {}
    # Seen in English, most of them would be found.
    english = [rule.id for pack, rule in _rules() if _ENGLISH.search(_clauses(pack, rule, "en"))]
    assert len(english) > 0.7 * len(told) > 100


def test_a_pack_is_called_in_the_readers_language_where_it_can() -> None:
    titles = {pack.id: (title_of(pack, "en"), title_of(pack, "fr")) for pack in shipped().packs}
    assert titles["base"] == ("Everyone, everywhere", "Tout le monde, partout")
    assert all(english for english, _french in titles.values())
