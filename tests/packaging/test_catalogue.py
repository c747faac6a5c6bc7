"""The French catalogue: complete, faithful to its placeholders, set as French is set, and compiled."""

from __future__ import annotations

import ast
import builtins
import io
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "tui" / "outtray"
FRENCH = SOURCE / "base" / "locale" / "fr" / "LC_MESSAGES" / "outtray.po"
NARROW, WIDE = "\u202f", "\u00a0"
TRANSLATE = {"_", "gettext", "ngettext"}


def _words(message: Message) -> list[tuple[str, str]]:
    """Pairs of English and French; both forms of a plural."""
    if isinstance(message.id, tuple | list):
        return list(zip(message.id, message.string or (), strict=True))
    return [(message.id, str(message.string))]


def _first(key: str | tuple[str, ...] | list[str]) -> str:
    """What a message is found by: of a plural its singular."""
    return key if isinstance(key, str) else key[0]


@pytest.fixture(scope="module")
def french() -> Catalog:
    return read_po(io.BytesIO(FRENCH.read_bytes()), locale="fr")


@pytest.fixture(scope="module")
def told(french: Catalog) -> list[tuple[str, str]]:
    return [pair for message in french if message.id for pair in _words(message)]


def test_every_sentence_of_the_program_is_in_the_catalogue_and_none_that_is_gone(french: Catalog) -> None:
    found = {_first(row[2]) for row in extract_from_dir(str(SOURCE))}
    known = {_first(message.id) for message in french if message.id}
    assert found - known == set(), "run: make catalogue"
    assert known - found == set(), "run: make catalogue"


def test_every_sentence_has_its_french_words(told: list[tuple[str, str]]) -> None:
    assert [english for english, words in told if not words.strip() and english.strip()] == []


def test_the_catalogue_is_compiled_as_it_is_written(french: Catalog) -> None:
    with FRENCH.with_suffix(".mo").open("rb") as file:
        compiled = {pair for message in read_mo(file) if message.id for pair in _words(message)}
    assert compiled == {pair for message in french if message.id for pair in _words(message) if pair[1]}


def test_placeholders_are_those_of_the_english_sentence(told: list[tuple[str, str]]) -> None:
    def names(text: str) -> set[str]:
        return {part[1] for part in string.Formatter().parse(text) if part[1] is not None}

    def percents(text: str) -> list[str]:
        return sorted(re.findall(r"%\(\w+\)s", text))

    wrong = []
    for english, words in told:
        spare = names(words) - names(english)
        missing = names(english) - names(words) - {"count", "n"}
        if spare or missing or percents(english) != percents(words):
            wrong.append(english)
    assert wrong == []


def test_french_is_set_with_its_own_spaces_and_quotation_marks(told: list[tuple[str, str]]) -> None:
    wrong = []
    for english, words in told:
        # Addresses, commands, times and formats keep their colons.
        prose = re.sub(r"\w+://\S*|`[^`]*`|\b\d+:\d+|\{[^}]*\}|--?\w+\S*|\b(from|to|account):\S*", "", words)
        if (
            re.search(rf"[^\s{NARROW}{WIDE}?!«(]+[?!;](?![\w.])", prose)
            or re.search(r"\w:(\s|$)", prose)
            or re.search(rf"«[^{NARROW}{WIDE}]|[^{NARROW}{WIDE}]»", prose)
            or "“" in prose
            or "”" in prose
        ):
            wrong.append((english, words))
    assert wrong == []


def test_sentences_end_as_their_english_does(told: list[tuple[str, str]]) -> None:
    wrong = [
        (english, words)
        for english, words in told
        if english[-1:] in ".?…" and words.rstrip()[-1:] != english[-1:]
    ]
    assert wrong == []


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TRANSLATE:
            yield node


def test_only_whole_sentences_are_handed_to_the_translator() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in SOURCE.rglob("*.py")
        if path.name != "translation.py"
        for call in _calls(ast.parse(path.read_text("utf-8")))
        for argument in call.args[:2][: 1 + (getattr(call.func, "id", "") == "ngettext")]
        if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str))
    ]
    assert wrong == []


def test_no_sentence_hides_in_a_formatted_string_where_the_catalogue_is_not_told_of_it() -> None:
    hidden = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.JoinedStr)
        for call in _calls(node)
    ]
    assert hidden == []


def test_errors_and_notices_are_never_worded_outside_the_catalogue() -> None:
    """A literal with a space in it, handed to an error or a notice, is a sentence nobody can translate."""
    wrong = []
    for path in SOURCE.rglob("*.py"):
        if "practice" in path.parts:
            continue  # the practice server speaks as Mastodon does
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            shown = name in {"tell", "Label", "Button", "Static", "print"}
            if shown or (name.endswith(("Error", "Unusable")) and not hasattr(builtins, name)):
                wrong += [
                    f"{path.relative_to(ROOT)}:{argument.lineno}: {argument.value!r}"
                    for argument in node.args
                    if isinstance(argument, ast.Constant)
                    and isinstance(argument.value, str)
                    and re.search(r"[a-z]{3,} [a-z]{2,}", argument.value)
                ]
    assert wrong == []
