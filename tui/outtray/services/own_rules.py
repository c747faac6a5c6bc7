"""What the settings change about the rules: own words, watched texts, severities, rules switched off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from outtray.base.translation import gettext as _
from outtray.config.settings import RuleSettings
from outtray_rules.document import Document
from outtray_rules.errors import Problem
from outtray_rules.finding import Severity
from outtray_rules.loader import PackReader
from outtray_rules.pack import Pack

OWN_PACK = "own-words"
"""The id of the pack that is made of the settings; its rules are ``own-words-1`` …, ``watched-1`` …"""


def with_own_rules(
    packs: Sequence[Pack], settings: RuleSettings, path: Path
) -> tuple[tuple[Pack, ...], tuple[Problem, ...]]:
    """The packs as the user wants them, with a pack of their own words; and what is wrong with those.

    ``path`` names the settings file in the problems.
    """
    changed = [_changed(pack, settings) for pack in packs]
    if not settings.words and not settings.watch:
        return tuple(changed), ()
    document = Document(path, "", _pack_of(settings), shipped=False)
    own = PackReader(document, ()).read()
    problems = tuple(problem for problem in document.problems if problem.is_error)
    return (*changed, *(() if own is None else (own,))), problems


def _changed(pack: Pack, settings: RuleSettings) -> Pack:
    off, severity = set(settings.off), settings.severity
    if not off and not severity:
        return pack
    rules = tuple(
        replace(rule, severity=Severity(severity[rule.id])) if rule.id in severity else rule
        for rule in pack.rules
        if rule.id not in off
    )
    return replace(pack, rules=rules)


def _pack_of(settings: RuleSettings) -> dict[str, Any]:
    """The pack as its file would hold it."""
    terms: dict[str, Any] = {}
    rules: list[dict[str, Any]] = []
    for number, words in enumerate(settings.words, start=1):
        name = f"own-words-{number}"
        terms[name] = {"any": list(words.any)}
        why = words.why or _("You asked to be told about these words.")
        rules.append(_rule(name, words.severity, why, _("One of your own words"), {"terms": name}))
    for number, watched in enumerate(settings.watch, start=1):
        name = f"watched-{number}"
        terms[name] = {"any": [watched.text]}
        why = watched.why or _("This is like a text you said must not be repeated.")
        match = {"similar": name, "score": watched.likeness}
        rules.append(_rule(name, watched.severity, why, _("Like a text you watch for"), match))
    header = {"id": OWN_PACK, "title": _("Your own words"), "languages": ["en"], "version": "1"}
    return {"pack": header, "terms": terms, "rule": rules}


def _rule(name: str, severity: str, why: str, title: str, match: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": name,
        "category": "confidential",
        "severity": severity,
        "title": title,
        "message": _escaped(why),
        "advice": _("Leave it out, or change the list under [rules] in the settings."),
        "source": {"name": _("Your own settings")},
        "match": match,
    }


def _escaped(text: str) -> str:
    """Braces stand for placeholders in a rule's message; a person means them as they are."""
    return text.replace("{", "(").replace("}", ")")
