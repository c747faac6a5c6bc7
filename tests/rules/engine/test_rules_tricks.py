"""Words in disguise are found; words that only look alike are not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outtray_rules.common_words import LANGUAGES, known_words
from outtray_rules.draft import Context, Draft
from outtray_rules.misspelling import Misspellings
from rules_kit import found, reviewer, rule

RUDE = reviewer(
    '[terms.rude]\nany = ["fuck", "shit", "asshole", "bastard", "f***", "cunt", "cock", "ass"]\n'
    + rule('{ terms = "rude" }')
)
NAMES = reviewer(
    '[terms.names]\nany = ["Tremblay", "Bloc québécois", "competent"]\nfuzzy = 80\n'
    + rule('{ terms = "names" }')
)

_HOMOGLYPHS = str.maketrans({"a": "а", "c": "с", "o": "о", "s": "ѕ", "t": "т", "h": "һ", "k": "к"})
_LEET = str.maketrans({"a": "4", "i": "1", "o": "0", "s": "$", "t": "7"})

TRICKS: dict[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "alternating": lambda word: "".join(c.upper() if i % 2 else c for i, c in enumerate(word)),
    "zero width": "\u200b".join,
    "soft hyphens": "\u00ad".join,
    "bidi marks": lambda word: f"\u202a{word[0]}\u200e{word[1:]}\u202c",
    "full width": lambda word: "".join(
        chr(ord(c) + 0xFEE0) if c.isascii() and c.isalpha() else c for c in word
    ),
    "bold letters": lambda word: "".join(chr(0x1D41A + ord(c) - ord("a")) for c in word),
    "look-alikes": lambda word: word.translate(_HOMOGLYPHS),
    "marks": lambda word: "".join(f"{c}\u0336" for c in word),
    "l33t": lambda word: word.translate(_LEET),
    "held letter": lambda word: word[0] + word[1] * 5 + word[2:],
    "spaced": " ".join,
    "dotted": ".".join,
    "hyphens": "-".join,
    "masked": lambda word: word[0] + "*" + word[2:],
    "tags": lambda word: f"<b>{word[0]}</b>{word[1:]}",
    "underlined": lambda word: f"_{word}_",
    "hashtag": lambda word: f"#{word}",
    "emphasis": lambda word: f"*{word}*",
}


@pytest.mark.parametrize("trick", TRICKS)
@pytest.mark.parametrize("word", ["shit", "bastard", "asshole"])
def test_a_word_is_found_in_every_disguise(trick: str, word: str) -> None:
    disguised = TRICKS[trick](word)
    text = f"what a {disguised} this is"
    findings = RUDE.review(Draft(text), Context())
    assert len(findings) == 1, (trick, text)
    start, end = findings[0].span
    at = text.index(disguised)
    assert at <= start < end <= at + len(disguised)
    assert end - start >= len(disguised) // 2


@given(
    st.sampled_from(sorted(TRICKS)),
    st.sampled_from(["shit", "bastard"]),
    st.text(st.sampled_from("\u00e9\U0001f600漢\u0627 ,.!?"), max_size=10).map(lambda text: f" {text} "),
    st.text(st.sampled_from("\u00e9\U0001f600漢\u0627 ,.!?"), max_size=10).map(lambda text: f" {text} "),
)
def test_a_disguised_word_is_found_between_any_neighbours(
    trick: str, word: str, before: str, after: str
) -> None:
    disguised = TRICKS[trick](word)
    text = f"so{before}{disguised}{after}go"
    findings = RUDE.review(Draft(text), Context())
    assert findings, text
    start, end = findings[0].span
    assert findings[0].match == text[start:end]
    assert len(before) + 2 <= start < end <= len(text) - len(after) - 2


@pytest.mark.parametrize(
    "text",
    [
        "Scunthorpe to Penistone by train",
        "un phoque sur la glace",
        "the shiitake risotto, a classic assessment",
        "take the A55 to Bass Rock",
        "we'll see, he'll see",
        "cocktail hour, peacock feathers",
        "2*3 is 6 and C++ is a language",
        "I am a b c d student",
        "the a s s e t is mine",
    ],
)
def test_innocent_words_that_hold_a_rude_one_are_left_alone(text: str) -> None:
    assert found(RUDE, text) == []


def test_spaced_letters_are_read_beside_ordinary_one_letter_words() -> None:
    assert found(RUDE, "o s h i t é é go") == ["s h i t"]


def test_a_literally_masked_word_is_found_with_its_mask() -> None:
    assert found(RUDE, "oh f*** off") == ["f***"]


@pytest.mark.parametrize("text", ["Trembley said so", "Tremblau!", "ask Tremlbay", "the Bloc québecois"])
def test_a_misspelt_name_is_found_with_less_confidence(text: str) -> None:
    findings = NAMES.review(Draft(text), Context())
    assert len(findings) == 1
    if "québecois" not in text:
        assert findings[0].confidence < 1


@pytest.mark.parametrize("text", ["incompetent people", "a trembling voice", "Tremendous", "en bloc"])
def test_another_word_is_no_misspelling(text: str) -> None:
    assert found(NAMES, text) == []


def test_ordinary_words_match_exactly() -> None:
    plain = reviewer('[terms.words]\nany = ["reckless"]\n' + rule('{ terms = "words" }'))
    assert found(plain, "recklass wreckless") == []


_STACKABLE = (
    "capitals",
    "alternating",
    "zero width",
    "soft hyphens",
    "bidi marks",
    "full width",
    "look-alikes",
)
_WRITING = "é̈\U0001f469\u200d\U0001f4bb漢字かな\u0627\u0644\u05d0\u05d1\u202b\u202c \u0301ñ\n.,!?"


@given(
    st.lists(st.sampled_from(_STACKABLE), min_size=2, max_size=3, unique=True),
    st.sampled_from(["held letter", "spaced", "tags", "hashtag", "marks"]),
    st.sampled_from(["shit", "bastard"]),
)
def test_tricks_on_top_of_each_other_are_undone_together(hidden: list[str], last: str, word: str) -> None:
    disguised = TRICKS[last](word)
    for trick in hidden:
        # Marking characters up one by one would cut the tag or the hashtag itself in two.
        if last in {"tags", "hashtag", "spaced"} and trick in {"zero width", "soft hyphens", "full width"}:
            continue
        disguised = TRICKS[trick](disguised)
    findings = RUDE.review(Draft(f"oh {disguised} no"), Context())
    assert len(findings) == 1, disguised
    start, end = findings[0].span
    assert 3 <= start < end <= 3 + len(disguised)


@given(
    st.text(st.sampled_from(_WRITING), max_size=20),
    st.text(st.sampled_from(_WRITING), max_size=20),
    st.integers(3, 12),
)
def test_letters_held_down_are_found_exactly_between_any_scripts(before: str, after: str, held: int) -> None:
    word = "sh" + "i" * held + "t"
    text = f"{before} {word} {after}"
    findings = RUDE.review(Draft(text), Context())
    assert [finding.match for finding in findings] == [word]
    assert text[slice(*findings[0].span)] == word


COMMON = [word for language in LANGUAGES for letter in "cmpst" for word in known_words(language, letter)[::7]]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(COMMON), min_size=1, max_size=40, unique=True), st.data())
def test_no_common_word_is_ever_taken_for_another(words: list[str], data: st.DataObject) -> None:
    """Whatever words a pack calls misspellable, an ordinary word is none of their misspellings."""
    misspellings = Misspellings(dict.fromkeys(words, 60))
    near = data.draw(st.sampled_from(words))
    others = [word for word in known_words("en", near[0]) if abs(len(word) - len(near)) <= 2 and word != near]
    if others:
        assert list(misspellings.of(data.draw(st.sampled_from(others)))) == []


@pytest.mark.parametrize(
    ("name", "written", "meant"),
    [
        ("tremblay", "trembley", True),
        ("trudeau", "truedau", True),
        ("poilievre", "pollievre", True),
        ("marin", "martin", False),
        ("carney", "carnet", False),
        ("bernier", "dernier", False),
        ("competent", "incompetent", False),
        ("ministry", "minister", False),
        ("conservateur", "conservation", False),
    ],
)
def test_a_slip_is_meant_for_the_name_and_an_ordinary_word_is_not(
    name: str, written: str, meant: bool
) -> None:
    assert bool(list(Misspellings({name: 75}).of(written))) is meant
