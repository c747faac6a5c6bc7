"""What a headline would say was done: from the category of the finding, refined by tone and speech act."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from outtray_rules.draft import ActKind, Context
from outtray_rules.finding import Finding, Severity
from outtray_rules.headline import stance, tables
from outtray_rules.headline.reading import Reading
from outtray_rules.headline.words import Token
from outtray_rules.text.fold import plain

_DATE = re.compile(r"\b\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}\b")


@dataclass(frozen=True, slots=True)
class Evidence:
    """How many leaning words a sentence holds; ``strong`` leaves verbs out, ``spoken`` counts both signs."""

    negative: int = 0
    positive: int = 0
    strong: int = 0

    @property
    def spoken(self) -> int:
        """All leaning words."""
        return self.negative + self.positive


@dataclass(frozen=True, slots=True)
class Story:
    """The finding a headline is made of, its act, the kinds of target that fit, and why."""

    finding: Finding
    act: str
    kinds: tuple[str, ...]
    why: str
    described: bool
    tone: float
    """How much evaluative words count in its fragment: 1 for a verdict, less where facts count more."""
    leaning: int
    """1 when only good words can be its verdict, -1 when only bad ones can, 0 when both can."""
    cues: tuple[str, ...] = ()
    """The folded phrases of the post that belong to the act."""
    party: bool = False
    """Whether it is about taking sides between parties."""


def is_form(finding: Finding) -> bool:
    """Whether a finding is about form only (alt text, hour, a bare link) and so makes no story."""
    return finding.category in tables.load("acts")["form"]["categories"].split()


def by_importance(findings: Sequence[Finding]) -> list[Finding]:
    """What a reporter would write about, first things first: by severity, weight of category, then place."""
    return sorted((found for found in findings if not is_form(found)), key=_importance, reverse=True)


def _importance(finding: Finding) -> tuple[float, float, int]:
    weight = float(_category(finding)["weight"])
    return (2.0 * finding.severity.rank + weight, finding.confidence, -finding.span.start)


def _category(finding: Finding) -> dict[str, Any]:
    table = tables.load("acts")["category"]
    entry: dict[str, Any] = table.get(finding.category) or table["opinion"]
    return entry


def story(reading: Reading, finding: Finding, context: Context) -> Story | None:
    """What the finding amounts to as news, or None: a note without a verdict in its words is no story."""
    category = _category(finding)
    evidence = _leaning(reading, finding)
    if finding.severity is Severity.NOTE and not _worth_a_note(reading, finding):
        return None
    act, why = _refine(reading, finding, context, str(category["act"]), evidence)
    acts = tables.load("acts")
    described = act in acts["described"]["acts"]
    kinds = tuple(category["target"])
    if category["act"] in ("posts", "backs") and act in acts["verdicts"]["of_anything"]:
        kinds = ("policy", "person", "institution", "work", "topic")
    tone = float(acts["tone"].get(act, acts["tone"]["otherwise"]))
    leaning = int(acts["leaning"].get(act, 0))
    cues = _cues(reading, act)
    if act == "opposes" and why.startswith("“"):
        cues = (*cues, why.strip("“”"))
    return Story(finding, act, kinds, why, described, tone, leaning, cues, finding.category == "partisan")


def _worth_a_note(reading: Reading, finding: Finding) -> bool:
    """Whether the words that a note points at judge, mock, promise or count something by themselves."""
    if finding.category not in tables.load("acts")["notes"]["categories"]:
        return False
    if finding.span.end <= finding.span.start:
        return False
    blaming = finding.category in tables.load("acts")["notes"]["blaming"]
    # A rule about blame may point at the one who is blamed only; other rules point at the words that judge.
    judged = _leaning(reading, finding, inside=not blaming)
    if finding.category in tables.load("acts")["notes"]["counted"]:
        return any(character.isdigit() for character in finding.match)
    if finding.category in tables.load("acts")["notes"]["praising"]:
        # A party's name is no story; praise of a minister by a rule about praise is.
        denied = set(plain(finding.match).split()) & tables.grammar("negations")
        return judged.positive > 0 and not judged.negative and not denied and len(finding.match.split()) > 2
    if blaming and tables.heard(_sentence(reading, finding), "idioms", "negative"):
        return True
    return judged.strong > 0 or (judged.positive > 0 and bool(_mockery(reading, judged)))


def _inside(token: Token, finding: Finding) -> bool:
    return finding.span.start <= token.start and token.end <= finding.span.end


def _leaning(reading: Reading, finding: Finding, *, inside: bool = False) -> Evidence:
    """The leaning words of the finding's sentence, or of its own words with ``inside``.

    A finding without a span is judged by all sentences.
    """
    index = reading.sentence_at(finding.span.start)
    whole = finding.span.end <= finding.span.start
    negative = positive = strong = 0
    for place, sentence in enumerate(reading.sentences):
        if not whole and place != index and not inside:
            continue
        for token in sentence.tokens:
            word = reading.word(token)
            if word is None or (inside and not _inside(token, finding)):
                continue
            negative += word.leaning < 0
            strong += word.leaning < 0 and word.shape != "verb"
            positive += word.leaning > 0
    return Evidence(negative, positive, strong)


def _heard(reading: Reading, name: str) -> str:
    return tables.heard(reading.folded, "speech", name) if name in tables.load("cues")["speech"] else ""


def _cues(reading: Reading, act: str) -> tuple[str, ...]:
    known: tuple[str, ...] = ()
    if act == "jests":
        return ()
    if act == "mocks":
        known = tables.phrases("irony", "mocking")
    elif act in tables.load("cues")["speech"]:
        known = tables.phrases("speech", act)
    if int(tables.load("acts")["leaning"].get(act, 0)) < 0 or act == "mocks":
        known += tables.phrases("idioms", "negative")
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
        case "speaks":
            promised = _heard(reading, "vows")
            return ("promises", f"“{promised}”") if promised else ("speaks", finding.title)
        case "offers":
            return _to_the_press(reading, finding)
        case "posts":
            return _plain(reading, finding, evidence)
        case "praises":
            mocking = _wink(reading)
            return ("mocks", mocking) if mocking else ("praises", finding.title)
        case _:
            return act, finding.title


def _to_the_press(reading: Reading, finding: Finding) -> tuple[str, str]:
    offer = _heard(reading, "offers")
    if offer:
        return "offers", f"“{offer}”"
    spoken = _heard(reading, "speaks")
    if spoken:
        return "speaks", f"“{spoken}”"
    return ("offers" if finding.severity is Severity.BLOCK else "answers"), finding.title


def _partisan(reading: Reading, finding: Finding, context: Context, evidence: Evidence) -> tuple[str, str]:
    sentence = _sentence(reading, finding)
    for act in ("runs", "donates"):
        cue = _heard(reading, act)
        if cue:
            return act, f"“{cue}”"
    ballot = _heard(reading, "sides") or _heard(reading, "ballots")
    party = any(stance.parties(part.tokens) for part in reading.near)
    if ballot and not party:
        return "sides", f"“{ballot}”"
    cue = _heard(reading, "opposes")
    refused = cue or stance.refusal(reading, finding)
    if refused:
        return "opposes", f"“{refused}”"
    for act in ("campaigns", "urges"):
        cue = tables.heard(sentence, "speech", act)
        own = act == "urges" and next(
            (own for own in tables.grammar("own_votes") if f" {own} " in sentence), ""
        )
        if cue:
            return ("backs", f"“{own}”") if own else (act, f"“{cue}”")
    tie = _heard(reading, "member") or (_heard(reading, "office") if context.act is ActKind.PROFILE else "")
    if tie and context.act is not ActKind.BOOST:
        return "member", f"“{tie}”"
    if evidence.negative > evidence.positive:
        return "opposes", finding.title
    if not party and evidence.positive and "rais" in finding.rule:
        return "praises", finding.title
    return "backs", finding.title


def _wink(reading: Reading) -> str:
    """An emoji that turns praise into mockery, or an empty string."""
    winks = set(tables.load("cues")["irony"]["mocking_emoji"]) & reading.emoji
    return next(iter(sorted(winks)), "")


def _mockery(reading: Reading, evidence: Evidence) -> str:
    """The sign that gives mockery away, or an empty string."""
    negative, positive = evidence.negative, evidence.positive
    sincere = tables.heard(reading.folded, "irony", "sincere")
    phrase = "" if sincere else tables.heard(reading.folded, "irony", "mocking")
    emoji = set(tables.load("cues")["irony"]["mocking_emoji"]) & reading.emoji
    mark = next((m for m in tables.load("cues")["irony"]["marks"] if reading.text.rstrip().endswith(m)), "")
    if phrase:
        return f"“{phrase}”"
    if mark and (positive or not negative):
        return mark
    return next(iter(sorted(emoji))) if emoji and positive >= negative else ""


def _spoken(reading: Reading, acts: Sequence[str]) -> tuple[str, str] | None:
    """The first of these speech acts whose words are heard, and the words."""
    for act in acts:
        cue = _heard(reading, act)
        if cue:
            return act, f"“{cue}”"
    return None


def _critical(reading: Reading, finding: Finding, evidence: Evidence) -> tuple[str, str]:
    joke = _heard(reading, "jests")
    if joke:
        return "jests", f"“{joke}”"
    mocking = _mockery(reading, evidence)
    if mocking:
        return "mocks", mocking
    spoken = _spoken(reading, tables.load("acts")["speech"]["within_criticism"])
    if spoken:
        return spoken
    sentence = _sentence(reading, finding)
    if not evidence.strong and not tables.heard(sentence, "idioms", "negative"):
        foretold = _heard(reading, "predicts")
        if foretold:
            return "predicts", f"“{foretold}”"
        index = reading.sentence_at(finding.span.start)
        asked = reading.sentences and reading.sentences[index].question
        if asked and any(
            token.key in tables.grammar("question_words") for token in reading.sentences[index].tokens[:2]
        ):
            return "questions", finding.title
        demand = next((cue for cue in tables.load("grammar")["demands"] if f" {cue} " in sentence), "")
        if demand:
            return "demands", f"“{demand.strip()}”"
        if evidence.positive and not evidence.negative:
            # Words of praise where a rule saw criticism: sarcasm.
            return "mocks", finding.title
    return "criticises", finding.title


def _plain(reading: Reading, finding: Finding, evidence: Evidence) -> tuple[str, str]:
    joke = _heard(reading, "jests")
    if joke:
        return "jests", f"“{joke}”"
    mocking = _mockery(reading, evidence)
    if mocking:
        return "mocks", mocking
    spoken = _spoken(reading, tables.load("acts")["speech"]["within_opinion"])
    if spoken:
        return spoken
    reproach = tables.heard(reading.folded, "idioms", "negative")
    if reproach or (evidence.negative and evidence.negative >= evidence.positive):
        return "criticises", finding.title
    if evidence.positive:
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
