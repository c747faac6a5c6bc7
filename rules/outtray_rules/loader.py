"""Reading pack files: every mistake at once, each with its place; a pack with an error is refused."""

from __future__ import annotations

import datetime as _dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from outtray_rules.calendars import parse_end, parse_start
from outtray_rules.context import ContextError, read_context
from outtray_rules.document import Document
from outtray_rules.draft import Window
from outtray_rules.errors import PathKey, nearest
from outtray_rules.finding import Severity, Source
from outtray_rules.grammar import LANGUAGE_CODES, PACK, PLACEHOLDERS
from outtray_rules.kinds import facts as fact_keys
from outtray_rules.kinds.base import Spec
from outtray_rules.kinds.combine import AllSpec
from outtray_rules.kinds.context import ContextSpec
from outtray_rules.kinds.registry import KINDS, OPTIONS
from outtray_rules.pack import (
    CATEGORIES,
    SENSITIVE_CATEGORIES,
    Adjustment,
    Change,
    Condition,
    Example,
    Pack,
    Rule,
    Wording,
)
from outtray_rules.spec import strings
from outtray_rules.vocabularies import VocabularyReader
from outtray_rules.vocabulary import Vocabulary

_PLACEHOLDER = re.compile(r"\{(\w*)\}")


class PackReader:
    """Reads one document into a pack; ``bases`` are the packs it extends, read before."""

    def __init__(self, document: Document, bases: Sequence[Pack]) -> None:
        self._document = document
        self._bases = bases
        self._unsound: set[PathKey] = set()
        self._vocabularies = VocabularyReader(document, bases, self._spoilt)
        self._matchers: dict[str, Spec | None] = {}
        self._reading: list[str] = []

    def read(self) -> Pack | None:
        """The pack, or None when the document has an error; every mistake is in the document's problems."""
        document = self._document
        data = document.data
        for path, message, hint in PACK.check(data, ()):
            document.complain(path, message, hint)
            self._unsound.add(self._part(path))
        header = data.get("pack") if isinstance(data.get("pack"), dict) else {}
        header = header if isinstance(header, dict) else {}
        vocabularies = self._vocabularies.all
        for name in self._matcher_tables():
            self._own_matcher(name)
        rules = [self._rule(index, table, header) for index, table in enumerate(_tables(data, "rule"))]
        adjustments = [self._adjustment(index, table) for index, table in enumerate(_tables(data, "adjust"))]
        windows = self._windows(_tables(data, "window"))
        self._check_ids([rule for rule in rules if rule is not None])
        if not document.sound:
            return None
        return Pack(
            id=document.id,
            title=str(header.get("title", "")),
            languages=tuple(header.get("languages", ())),
            version=str(header.get("version", "")),
            extends=document.extends,
            path=document.path,
            rules=tuple(rule for rule in rules if rule is not None),
            vocabularies=vocabularies,
            matchers={name: spec for name, spec in self._matchers.items() if spec is not None},
            adjustments=tuple(adjustment for adjustment in adjustments if adjustment is not None),
            windows=windows,
            titles=tuple((code, str(header[code]["title"])) for code in LANGUAGE_CODES if code in header),
            shipped=document.shipped,
        )

    # What a kind may ask of the pack it is read from.

    def complain(self, path: PathKey, message: str, nearest: str = "") -> None:
        """Report a mistake at a place of the document."""
        self._document.complain(path, message, nearest)

    def vocabulary(self, name: str, path: PathKey) -> Vocabulary | None:
        """The vocabulary of that name here or in a pack this one extends; complains when there is none."""
        return self._vocabularies.named(name, path)

    def inline(self, name: str, table: Mapping[str, Any], path: PathKey) -> Vocabulary | None:
        """A vocabulary written out in place."""
        return self._vocabularies.inline(name, table, path)

    def named(self, name: str, path: PathKey) -> Spec | None:
        """The matcher of that name here or in a pack this one extends; complains when there is none."""
        if name in self._matcher_tables():
            if name in self._reading:
                self.complain(path, f"the matcher “{name}” contains itself")
                return None
            return self._own_matcher(name)
        for pack in self._bases:
            if name in pack.matchers:
                return pack.matchers[name]
        known = [*self._matcher_tables(), *(one for pack in self._bases for one in pack.matchers)]
        self.complain(path, f"there is no matcher “{name}”", nearest(name, known))
        return None

    def matcher(self, table: Mapping[str, Any], path: PathKey) -> Spec | None:
        """Read a matcher table: one kind, its options, and any facts beside it."""
        if not isinstance(table, dict):
            return None
        present = [name for name in KINDS if name in table]
        fact_names = [name for name in table if name in fact_keys.NAMES]
        if len(present) > 1:
            self.complain(
                path,
                f"this matcher has {len(present)} kinds: {', '.join(present)}; put them in “all” or “any”",
            )
            return None
        if not present and not fact_names:
            self.complain(path, f"this matcher has no kind; give one of: {', '.join(KINDS)}")
            return None
        allowed = OPTIONS[present[0]] if present else frozenset()
        for name in table:
            if name not in allowed and name not in fact_keys.NAMES and name != "where":
                owners = [kind for kind, options in OPTIONS.items() if name in options]
                if owners:
                    self.complain(
                        (*path, name), f"“{name}” belongs to {' and '.join(owners)}, which is not here"
                    )
        spec = KINDS[present[0]].read(table, path, self) if present else None
        if present and spec is None:
            return None
        facts = fact_keys.facts(table, path, self)
        if not facts:
            return spec
        beside = ContextSpec(facts)
        return AllSpec((spec, beside), False) if spec is not None else beside

    # Parts of a pack.

    def _part(self, path: PathKey) -> PathKey:
        """The part of the document that a complaint spoils: a key of a rule, a key of a vocabulary."""
        return path[:3]

    def _spoilt(self, path: PathKey) -> bool:
        return path in self._unsound

    def _matcher_tables(self) -> Mapping[str, Any]:
        tables = self._document.data.get("matchers", {})
        return tables if isinstance(tables, dict) else {}

    def _own_matcher(self, name: str) -> Spec | None:
        if name not in self._matchers:
            path: PathKey = ("matchers", name)
            self._reading.append(name)
            self._matchers[name] = self.matcher(self._matcher_tables()[name], path)
            self._reading.pop()
        return self._matchers[name]

    def _rule(self, index: int, table: Mapping[str, Any], header: Mapping[str, Any]) -> Rule | None:
        path: PathKey = ("rule", index)
        given = {key: value for key, value in table.items() if not self._spoilt((*path, key))}
        match = self.matcher(given["match"], (*path, "match")) if "match" in given else None
        unless = self._condition(given, "unless", path, in_sentence=True)
        when = self._condition(given, "when", path)
        raises = self._changes(given, "raise", path)
        lowers = self._changes(given, "lower", path)
        category = str(given.get("category", ""))
        known = (*CATEGORIES, *strings(header.get("categories", ())), *self._inherited_categories())
        if category and category not in known:
            self.complain((*path, "category"), f"there is no category “{category}”", nearest(category, known))
        sensitive = bool(given.get("sensitive", category in SENSITIVE_CATEGORIES))
        wording = self._wording(given, path)
        translations = tuple(
            (code, self._wording(given[code], (*path, code)))
            for code in LANGUAGE_CODES
            if isinstance(given.get(code), dict)
        )
        hits = self._examples(given, "hits", path)
        misses = self._examples(given, "misses", path)
        if ("hits" not in given or "misses" not in given or not hits or not misses) and not self._spoilt(
            (*path, "hits")
        ):
            name = given.get("id", index + 1)
            self._document.complain(
                path,
                f"the rule “{name}” needs at least one hit and one miss to show what it does",
                level="error" if self._document.shipped else "warning",
            )
        if match is None or "severity" not in given or "id" not in given:
            return None
        severity = Severity(given["severity"])
        for number, change in enumerate(raises):
            if change.to is not None and change.to.rank <= severity.rank:
                self._document.complain(
                    (*path, "raise", number),
                    f"raising {severity} to {change.to} changes nothing",
                    level="warning",
                )
        source = given.get("source")
        source = source if isinstance(source, dict) else {}
        replacement = given.get("replacement")
        return Rule(
            id=str(given["id"]),
            pack=self._document.id,
            category=category,
            severity=severity,
            wording=wording,
            source=Source(
                str(source.get("name", "")), str(source.get("clause", "")), str(source.get("url", ""))
            ),
            match=match,
            unless=unless,
            when=when,
            raises=raises,
            lowers=lowers,
            hits=hits,
            misses=misses,
            fields=strings(given.get("fields", ())),
            languages=strings(given.get("languages", ())),
            sensitive=sensitive,
            confidence=float(given.get("confidence", 1.0)),
            replacement=str(replacement) if replacement is not None else None,
            translations=translations,
        )

    def _inherited_categories(self) -> list[str]:
        return [rule.category for pack in self._bases for rule in pack.rules]

    def _condition(
        self, table: Mapping[str, Any], key: str, path: PathKey, in_sentence: bool = False
    ) -> Condition | None:
        value = table.get(key)
        if not isinstance(value, dict):
            return None
        spec = self.matcher(value, (*path, key))
        where = value.get("where")
        return (
            Condition(spec, in_sentence if where is None else where == "sentence")
            if spec is not None
            else None
        )

    def _changes(self, table: Mapping[str, Any], key: str, path: PathKey) -> tuple[Change, ...]:
        changes: list[Change] = []
        for index, change in enumerate(table.get(key, ())):
            here = (*path, key, index)
            when = self._condition(change, "when", here)
            if ("to" in change) == ("by" in change):
                self.complain(here, f"a “{key}” has either “to” or “by”")
            elif when is not None:
                changes.append(
                    Change(when, Severity(change["to"]) if "to" in change else None, int(change.get("by", 0)))
                )
        return tuple(changes)

    def _wording(self, table: Mapping[str, Any], path: PathKey) -> Wording:
        for key in ("title", "message", "advice"):
            for name in _PLACEHOLDER.findall(str(table.get(key, ""))):
                if name not in PLACEHOLDERS:
                    self.complain(
                        (*path, key),
                        f"nothing is known to fill in for “{{{name}}}”",
                        nearest(name, PLACEHOLDERS),
                    )
        return Wording(
            str(table.get("title", "")), str(table.get("message", "")), str(table.get("advice", ""))
        )

    def _examples(self, table: Mapping[str, Any], key: str, path: PathKey) -> tuple[Example, ...]:
        examples: list[Example] = []
        for index, example in enumerate(table.get(key, ())):
            if isinstance(example, str):
                examples.append(Example(example))
                continue
            context = _as_json(example.get("context", {}))
            try:
                given = read_context(context)
            except ContextError as error:
                for problem in error.problems:
                    self.complain((*path, key, index, "context"), f"in the context, {problem}")
                continue
            for name in given.ignored:
                self.complain((*path, key, index, "context"), f"unknown key in the context: {name}")
            severity = Severity(example["severity"]) if "severity" in example else None
            examples.append(Example(example["text"], example.get("lang", ""), context, severity))
        return tuple(examples)

    def _adjustment(self, index: int, table: Mapping[str, Any]) -> Adjustment | None:
        path: PathKey = ("adjust", index)
        given = {key: value for key, value in table.items() if not self._spoilt((*path, key))}
        when = self._condition(given, "when", path)
        ways = [name for name in ("raise_by", "raise_to", "lower_by") if name in given]
        if len(ways) != 1:
            self.complain(path, "an adjustment has exactly one of “raise_by”, “raise_to” and “lower_by”")
            return None
        if "categories" not in given and "rules" not in given:
            self.complain(path, "an adjustment says for which “categories” or “rules” it is")
        if when is None or "id" not in given:
            return None
        to = Severity(given["raise_to"]) if "raise_to" in given else None
        by = int(given.get("raise_by", 0)) - int(given.get("lower_by", 0))
        return Adjustment(
            str(given["id"]),
            str(given.get("title", "")),
            Change(when, to, by),
            strings(given.get("categories", ())),
            strings(given.get("rules", ())),
        )

    def _windows(self, tables: Sequence[Mapping[str, Any]]) -> dict[str, tuple[Window, ...]]:
        found: dict[str, list[Window]] = {}
        for index, table in enumerate(tables):
            if any(self._spoilt(("window", index, key)) for key in ("name", "start", "end")) or not {
                "name",
                "start",
                "end",
            } <= set(table):
                continue
            start, end = parse_start(_iso(table["start"])), parse_end(_iso(table["end"]))
            if (start.tzinfo is None) == (end.tzinfo is None) and end < start:
                self.complain(("window", index), "this window ends before it starts")
                continue
            found.setdefault(str(table["name"]), []).append(
                Window(start, end, str(table.get("what", "")), str(table.get("jurisdiction", "")))
            )
        return {name: tuple(windows) for name, windows in found.items()}

    def _check_ids(self, rules: Sequence[Rule]) -> None:
        seen = {rule.id: f"the pack “{pack.id}”" for pack in self._bases for rule in pack.rules}
        for index, table in enumerate(_tables(self._document.data, "rule")):
            name = table.get("id")
            if not isinstance(name, str):
                continue
            if name in seen:
                self.complain(("rule", index, "id"), f"there is a rule “{name}” in {seen[name]} already")
            seen[name] = "this pack"


def _tables(data: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    value = data.get(key, ())
    return [table for table in value if isinstance(table, dict)] if isinstance(value, list) else []


def _iso(value: object) -> str:
    return value.isoformat() if isinstance(value, _dt.date | _dt.time) else str(value)


def _as_json(value: Any) -> Any:
    """A TOML value as JSON would hold it: dates and times become strings."""
    if isinstance(value, dict):
        return {key: _as_json(element) for key, element in value.items()}
    if isinstance(value, list):
        return [_as_json(element) for element in value]
    return _iso(value) if isinstance(value, _dt.date | _dt.time) else value
