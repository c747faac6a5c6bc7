"""What a headline would say was done: from the category of the finding, refined by tone and speech act."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from outtray_rules.draft import ActKind, Context
from outtray_rules.finding import Finding, Severity
from outtray_rules.headline import tables
from outtray_rules.headline.reading import Reading

_DATE = re.compile(r"\b\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}\b")
Evidence = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Story:
    """The finding a headline is made of, its act, the kinds of target that fit, and why."""

    finding: Finding
    act: str
    kinds: tuple[str, ...]
    why: str
    described: bool
    tone: float
    leaning: int
    """1 when only good words can be its verdict, -1 when only bad ones can, 0 when both can."""
    cues: tuple[str, ...] = ()
    """The folded phrases of the post that belong to the act."""


_LEANINGS = {"praises": 1, "endorses": 1, "promotes": 1} | dict.fromkeys(
    ("criticises", "opposes", "insults", "complains"), -1
)
_VERDICTS = """
criticises mocks insults threatens swears praises complains endorses posts opposes gloats demands questions
""".split()  # noqa: SIM905 -- quoted words are harder to read
_TONES = dict.fromkeys(_VERDICTS, 1.0) | {"predicts": 1.0, "promotes": 0.6}
"""How much evaluative words count in each act's fragment; elsewhere the facts count more."""


def is_form(finding: Finding) -> bool:
    """Whether a finding is about form only (alt text, hour, a bare link) and so makes no story."""
    return finding.category in tables.load("acts")["form"]["categories"].split()


def main_finding(findings: Sequence[Finding]) -> Finding | None:
    """The finding a reporter would write about: by severity, then weight of its category, then place."""
    stories = [finding for finding in findings if not is_form(finding)]
    if not stories:
        return None
    return max(stories, key=_importance)


def _importance(finding: Finding) -> tuple[float, float, int]:
    weight = float(_category(finding)["weight"])
    return (2.0 * finding.severity.rank + weight, finding.confidence, -finding.span.start)


def _category(finding: Finding) -> dict[str, Any]:
    table = tables.load("acts")["category"]
    entry: dict[str, Any] = table.get(finding.category) or table["opinion"]
    return entry


def story(reading: Reading, finding: Finding, context: Context) -> Story | None:
    """What the finding amounts to as news, or None for a note: a post with nothing but notes is clean."""
    if finding.severity is Severity.NOTE:
        return None
    category = _category(finding)
    evidence = _leaning(reading, finding)
    act, why = _refine(reading, finding, context, str(category["act"]), evidence)
    described = act in tables.load("acts")["described"]["acts"]
    kinds = category["target"]
    if category["act"] in ("posts", "backs") and act in ("criticises", "praises", "mocks"):
        kinds = ["policy", "person", "institution", "work", "topic"]
    tone = _TONES.get(act, 0.35)
    leaning = _LEANINGS.get(act, 0)
    return Story(finding, act, tuple(kinds), why, described, tone, leaning, _cues(reading, act))


def _leaning(reading: Reading, finding: Finding) -> Evidence:
    """How many negative, positive and strongly negative words (no verbs) the finding's sentence holds.

    A finding without a span is judged by all sentences.
    """
    index = reading.sentence_at(finding.span.start)
    whole = finding.span.end <= finding.span.start
    negative = positive = strong = 0
    for place, sentence in enumerate(reading.sentences):
        if not whole and place != index:
            continue
        for token in sentence.tokens:
            word = reading.word(token)
            if word is not None:
                negative += word.leaning < 0
                strong += word.leaning < 0 and word.shape != "verb"
                positive += word.leaning > 0
    return negative, positive, strong


def _heard(reading: Reading, name: str) -> str:
    return tables.heard(reading.folded, "speech", name) if name in tables.load("cues")["speech"] else ""


def _cues(reading: Reading, act: str) -> tuple[str, ...]:
    if act == "mocks":
        known = tables.phrases("irony", "mocking")
    elif act in tables.load("cues")["speech"]:
        known = tables.phrases("speech", act)
    else:
        return ()
    return tuple(phrase.strip() for phrase in known if phrase in reading.folded)


def _sentence(reading: Reading, finding: Finding) -> str:
    if not reading.sentences or finding.span.end <= finding.span.start:
        return reading.folded
    return reading.sentences[reading.sentence_at(finding.span.start)].folded


def _refine(
    reading: Reading, finding: Finding, context: Context, act: str, evidence: Evidence
) -> tuple[str, str]:
    match act:
        case "backs":
            return _partisan(reading, finding, context, evidence)
        case "criticises":
            return _critical(reading, finding, evidence)
        case "personal":
            return _personal(finding)
        case "secret":
            return _secret(reading, finding)
        case "insults":
            threat = _heard(reading, "threatens")
            return ("threatens", f"“{threat}”") if threat else ("insults", finding.title)
        case "reveals":
            hint = _heard(reading, "hints")
            return ("hints", f"“{hint}”") if hint and not _documented(reading) else ("reveals", finding.title)
        case "posts":
            return _plain(reading, finding, evidence)
        case "praises":
            mocking = _wink(reading)
            return ("mocks", mocking) if mocking else ("praises", finding.title)
        case _:
            return act, finding.title


def _partisan(reading: Reading, finding: Finding, context: Context, evidence: Evidence) -> tuple[str, str]:
    sentence = _sentence(reading, finding)
    for act in ("runs", "donates", "opposes"):
        cue = _heard(reading, act)
        if cue:
            return act, f"“{cue}”"
    for act in ("campaigns", "urges"):
        cue = tables.heard(sentence, "speech", act)
        if cue:
            return act, f"“{cue}”"
    if _heard(reading, "member") and context.act is not ActKind.BOOST:
        return "member", f"“{_heard(reading, 'member')}”"
    negative, positive, _ = evidence
    if negative > positive:
        return "opposes", finding.title
    return "backs", finding.title


def _wink(reading: Reading) -> str:
    """An emoji that turns praise into mockery, or an empty string."""
    winks = set(tables.load("cues")["irony"]["mocking_emoji"]) & reading.emoji
    return next(iter(sorted(winks)), "")


def _mockery(reading: Reading, evidence: Evidence) -> str:
    """The sign that gives mockery away, or an empty string."""
    negative, positive, _ = evidence
    phrase = tables.heard(reading.folded, "irony", "mocking")
    emoji = set(tables.load("cues")["irony"]["mocking_emoji"]) & reading.emoji
    mark = next((m for m in tables.load("cues")["irony"]["marks"] if reading.text.rstrip().endswith(m)), "")
    if phrase:
        return f"“{phrase}”"
    if mark and (positive or not negative):
        return mark
    return next(iter(sorted(emoji))) if emoji and positive >= negative else ""


def _critical(reading: Reading, finding: Finding, evidence: Evidence) -> tuple[str, str]:
    mocking = _mockery(reading, evidence)
    if mocking:
        return "mocks", mocking
    complaint = _heard(reading, "complains")
    if complaint:
        return "complains", f"“{complaint}”"
    gloating = _heard(reading, "gloats")
    if gloating:
        return "gloats", f"“{gloating}”"
    _, _, negative = evidence
    sentence = _sentence(reading, finding)
    if not negative:
        demand = next((cue for cue in tables.load("grammar")["demands"] if f" {cue} " in sentence), "")
        if demand:
            return "demands", f"“{demand.strip()}”"
        index = reading.sentence_at(finding.span.start)
        asked = reading.sentences and reading.sentences[index].question
        if asked and any(
            token.key in tables.grammar("question_words") for token in reading.sentences[index].tokens[:2]
        ):
            return "questions", finding.title
        if evidence[1] and not evidence[0]:
            # Words of praise where a rule saw criticism: sarcasm.
            return "mocks", finding.title
    return "criticises", finding.title


def _plain(reading: Reading, finding: Finding, evidence: Evidence) -> tuple[str, str]:
    mocking = _mockery(reading, evidence)
    if mocking:
        return "mocks", mocking
    for act in ("apologises", "gloats", "complains", "announces", "promises", "predicts"):
        cue = _heard(reading, act)
        if cue:
            return act, f"“{cue}”"
    negative, positive, _ = evidence
    if negative and negative >= positive:
        return "criticises", finding.title
    if positive:
        return "praises", finding.title
    return "posts", finding.title


def _personal(finding: Finding) -> tuple[str, str]:
    digits = sum(character.isdigit() for character in finding.match)
    letters = sum(character.isalpha() for character in finding.match)
    numeric = digits >= 6 and digits >= letters and not _DATE.search(finding.match)
    return ("number" if numeric else "personal"), finding.title


def _secret(reading: Reading, finding: Finding) -> tuple[str, str]:
    near = reading.folded if finding.field == "text" else ""
    words = tables.load("acts")["secret_words"]["password"]
    return ("password" if any(f" {word} " in near for word in words) else "secret"), finding.title


def _documented(reading: Reading) -> bool:
    """Whether a document or a decision is named, so that more than a hint has been given."""
    return any(f" {word} " in reading.folded for word in tables.grammar("documents"))
