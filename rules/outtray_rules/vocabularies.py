"""Vocabularies read: words in place, files beside the pack, other vocabularies; mistakes in place."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from outtray_rules.document import Document
from outtray_rules.errors import PathKey, nearest
from outtray_rules.pack import Pack
from outtray_rules.spec import strings
from outtray_rules.termindex import term_words
from outtray_rules.vocabulary import Vocabulary

_COMMENT = re.compile(r"(?:^|\s)#(?=\s|$)")


class VocabularyReader:
    """Reads the vocabularies of one document when they are asked for; ``bases`` are the packs it extends.

    ``spoilt`` says whether the value at a place has a mistake of its own and must not be read.
    """

    def __init__(self, document: Document, bases: Sequence[Pack], spoilt: Callable[[PathKey], bool]) -> None:
        self._document = document
        self._bases = bases
        self._spoilt = spoilt
        self._read: dict[str, Vocabulary | None] = {}
        self._reading: list[str] = []

    @property
    def all(self) -> dict[str, Vocabulary]:
        """Every sound vocabulary of the document."""
        tables = self._document.data.get("terms", {})
        for name in tables if isinstance(tables, dict) else ():
            self._own(name)
        return {name: found for name, found in self._read.items() if found is not None}

    def named(self, name: str, path: PathKey) -> Vocabulary | None:
        """The vocabulary of that name here or in a pack this one extends; complains when there is none."""
        tables = self._document.data.get("terms", {})
        if isinstance(tables, dict) and name in tables:
            return self._own(name)
        for pack in self._bases:
            for known in (name, name.removeprefix(f"{pack.id}.")):
                if known in pack.vocabularies:
                    return pack.vocabularies[known]
        known_names = [*tables, *(known for pack in self._bases for known in pack.vocabularies)]
        self._document.complain(path, f"there is no vocabulary “{name}”", nearest(name, known_names))
        return None

    def inline(self, name: str, table: Mapping[str, Any], path: PathKey) -> Vocabulary | None:
        """A vocabulary written out in place."""
        words = [*self._listed(table, "any", path), *self._files(table, "file", path)]
        ambiguous = [*self._listed(table, "ambiguous", path), *self._files(table, "ambiguous_file", path)]
        allow = [*self._listed(table, "allow", path), *self._files(table, "allow_file", path)]
        for other in strings(table.get("also", ())):
            more = self.named(other, (*path, "also"))
            if more is not None:
                words.extend(more.words)
                ambiguous.extend(more.ambiguous)
                allow.extend(more.allow)
        if not words and not ambiguous:
            if not any(problem.is_error for problem in self._document.problems):
                self._document.complain(
                    path, f"{name} is empty, so it can never be found; give “any” or “file”"
                )
            return None
        fuzzy = int(table.get("fuzzy", 0))
        if fuzzy and table.get("case"):
            self._document.complain((*path, "fuzzy"), "“fuzzy” and “case” do not go together")
        return Vocabulary(
            name,
            tuple(dict.fromkeys(words)),
            tuple(dict.fromkeys(ambiguous)),
            tuple(dict.fromkeys(allow)),
            self._cues(table, path),
            int(table.get("cue_within", 6)),
            fuzzy,
            strings(table.get("except", ())),
            bool(table.get("case", False)),
            bool(table.get("accents", False)),
            bool(table.get("exact", False)),
        )

    def _own(self, name: str) -> Vocabulary | None:
        if name in self._read:
            return self._read[name]
        path: PathKey = ("terms", name)
        table = self._document.data["terms"][name]
        if name in self._reading:
            self._document.complain(path, f"the vocabulary “{name}” contains itself")
            return None
        if not isinstance(table, dict):
            return None
        self._reading.append(name)
        sound = {key: value for key, value in table.items() if not self._spoilt((*path, key))}
        found = self.inline(name, sound, path)
        self._reading.pop()
        self._read[name] = found
        return found

    def _listed(self, table: Mapping[str, Any], key: str, path: PathKey) -> list[str]:
        words: list[str] = []
        for index, word in enumerate(table.get(key, ())):
            if term_words(word):
                words.append(word)
            else:
                self._document.complain(
                    (*path, key, index),
                    f"“{word}” has no word, number or emoji in it, so it can never be found",
                )
        return words

    def _files(self, table: Mapping[str, Any], key: str, path: PathKey) -> list[str]:
        words: list[str] = []
        for name in strings(table.get(key, ())):
            relative = Path(name)
            if relative.is_absolute() or ".." in relative.parts:
                self._document.complain(
                    (*path, key), f"“{name}” must be a file beside the pack, without “..”"
                )
                continue
            file = self._document.path.parent / relative
            try:
                text = file.read_text(encoding="utf-8-sig")
            except FileNotFoundError:
                beside = [
                    str(one.relative_to(self._document.path.parent)) for one in file.parent.glob("*.txt")
                ]
                self._document.complain(
                    (*path, key), f"there is no file “{name}” beside the pack", nearest(name, beside)
                )
                continue
            except (OSError, UnicodeDecodeError) as error:
                self._document.complain((*path, key), f"“{name}” cannot be read as UTF-8 text: {error}")
                continue
            words.extend(_listed_lines(text))
        return words

    def _cues(self, table: Mapping[str, Any], path: PathKey) -> tuple[str, ...]:
        cues: list[str] = []
        for cue in strings(table.get("cues", ())):
            tables = self._document.data.get("terms", {})
            if cue in tables or any(cue in pack.vocabularies for pack in self._bases):
                vocabulary = self.named(cue, (*path, "cues"))
                cues.extend(vocabulary.words if vocabulary is not None else ())
            else:
                cues.append(cue)
        return tuple(cues)


def _listed_lines(text: str) -> list[str]:
    """The terms of a list file: one a line; “#” alone or before a space begins a comment, “#tag” does not."""
    words: list[str] = []
    for raw in text.splitlines():
        line = (_COMMENT.split(raw, maxsplit=1)[0] if "#" in raw else raw).strip()
        if line:
            words.append(sys.intern(line))
    return words
