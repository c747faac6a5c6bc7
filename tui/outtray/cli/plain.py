"""The review as a conversation: one thing at a time, in plain lines, for any terminal, reader or pipe.

What the desk shows side by side is asked here one after the other: each finding with its reason, its advice
and its source, and what is to become of it; then the headline, the audience and the wait; then whether to
hold.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from outtray.acts.act import Act
from outtray.acts.reasons import REASON_MINIMUM, is_reason
from outtray.acts.review import Review
from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.base.translation import ngettext
from outtray.cli.look import act_lines, finding_lines, page_lines
from outtray.cli.terms import ask
from outtray.services.outtray import Answers
from outtray_rules.finding import Finding, Severity
from outtray_rules.headline.model import FrontPage

END_OF_TEXT = "."
"""A line with this alone ends a text that is typed."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was agreed to hold: the act as it came to be, its review, the answers to what was found."""

    act: Act
    review: Review
    answers: Answers


@dataclass(frozen=True, slots=True)
class Left:
    """Nothing was agreed; the act as it stands, to be kept as a draft."""

    act: Act


@dataclass(frozen=True, slots=True)
class Judges:
    """Who reviews an act: the rules, the newspapers, the counter and the words for the wait."""

    review: Callable[[Act], Review]
    page: Callable[[Act, Review], FrontPage]
    over_limit: Callable[[Act], int]
    """How many characters an act is over the server's limit; 0 or less when it fits."""
    wait: Callable[[Review], str]
    """How long it would wait, and why."""
    audience: Callable[[Act], str]
    """Who would read it."""


def read_text_typed(first: str) -> str:
    """Let a person type a text; ``first`` says what. A lone dot or the end of input ends it."""
    print(first)
    print(_("A line with only a dot ends it."))
    lines: list[str] = []
    while True:
        try:
            typed = input()
        except EOFError:
            break
        if typed.strip() == END_OF_TEXT:
            break
        lines.append(typed)
    return "\n".join(lines).strip("\n")


def talk_over(act: Act, judges: Judges, changed: Callable[[Act], None]) -> Agreed | Left:
    """Go through the review of an act until it is to be held or left; an empty answer changes nothing.

    ``changed`` hears of every new wording at once, so that none is lost when the conversation breaks off.
    """
    answers = Answers()
    while True:
        changed(act)
        if not act.reviewed_text.strip() and not act.reviewed_media:
            print(_("There is nothing to hold yet."))
            return Left(act)
        if (over := judges.over_limit(act)) > 0:
            print(_("The text is {count} characters over this server's limit.").format(count=over))
            typed = _typed_anew(act)
            if typed is None:
                return Left(act)
            act = typed
            continue
        review = judges.review(act)
        answers = answers.within(review)
        open_findings = [found for found in review.findings if not _is_answered(found, answers)]
        if not open_findings:
            ended = _close(act, review, answers, judges)
            if isinstance(ended, Agreed | Left):
                return ended
            act = ended
            continue
        outcome = _answer_all(act, open_findings, answers)
        if isinstance(outcome, Left):
            return outcome
        act, answers = outcome


def _is_answered(found: Finding, answers: Answers) -> bool:
    if found.severity is Severity.BLOCK:
        return found.key in answers.overrides
    return found.severity is Severity.NOTE or found.key in answers.acknowledged


def _answer_all(act: Act, found: list[Finding], answers: Answers) -> tuple[Act, Answers] | Left:
    """Ask about each finding; a change of the text ends the round, because it is reviewed anew."""
    print()
    told = ngettext("{count} finding needs an answer.", "{count} findings need an answer.", len(found))
    print(told.format(count=len(found)))
    for number, finding in enumerate(found, start=1):
        _tell(finding, number, len(found))
        match _answer(finding, may_change=True):
            case _Choice.STOP:
                return Left(act)
            case _Choice.CHANGE:
                return _typed_anew(act) or act, answers
            case _Choice.REPLACE:
                return _replaced(act, finding), answers
            case _Choice.KEEP:
                answers = answers.acknowledge(finding.key)
            case str() as reason:
                answers = answers.override(finding.key, reason)
    return act, answers


class _Choice(Enum):
    """What can be done about a finding, beside giving a reason."""

    KEEP = "keep"
    CHANGE = "change"
    REPLACE = "replace"
    STOP = "stop"


def answer_held(found: Sequence[Finding]) -> Answers | None:
    """Ask what a held act still owes an answer to; None to leave it held. Its words stay as they are."""
    answers = Answers()
    for number, finding in enumerate(found, start=1):
        _tell(finding, number, len(found))
        match _answer(finding, may_change=False):
            case _Choice.KEEP:
                answers = answers.acknowledge(finding.key)
            case str() as reason:
                answers = answers.override(finding.key, reason)
            case _:
                return None
    return answers


def _tell(finding: Finding, number: int, count: int) -> None:
    print()
    print(_("Finding {number} of {count}").format(number=number, count=count))
    if finding.match and not finding.sensitive:
        print(_("  the words: {words}").format(words=sanitise(finding.match, single_line=True)))
    for line in finding_lines(finding, signs=False):
        print(line)


def _answer(finding: Finding, *, may_change: bool) -> _Choice | str:
    """What to do about a finding, or the reason to override a block. An empty answer stops: the safe one."""
    words = _offered(finding, may_change=may_change)
    is_block = finding.severity is Severity.BLOCK
    while True:
        typed = " ".join(sanitise(ask(_("Your answer: ")), single_line=True).split())
        if not typed:
            return _Choice.STOP
        if (chosen := words.get(typed.casefold())) is not None:
            return chosen
        if is_block and is_reason(typed):
            return typed
        if is_block:
            told = _("A reason is a few words, at least {n} characters: others may read it.")
            print(told.format(n=REASON_MINIMUM))
        else:
            print(_("Type one of these words: {words}.").format(words=", ".join(words)))


def _offered(finding: Finding, *, may_change: bool) -> dict[str, _Choice]:
    """Say what can be answered, a line each, and return the words with what they mean."""
    words: dict[str, _Choice] = {}

    def offer(word: str, choice: _Choice, meaning: str) -> None:
        words[word.casefold()] = choice
        print(f"  {word}: {meaning}")

    if finding.severity is Severity.BLOCK:
        print(_("  a reason, in a few words: it is held all the same, and the journal keeps the reason"))
    else:
        offer(_("keep"), _Choice.KEEP, _("it stays as it is"))
    if may_change:
        offer(_("change"), _Choice.CHANGE, _("type the text anew"))
    if may_change and finding.replacement is not None and finding.field == "text":
        put = sanitise(finding.replacement, single_line=True)
        meaning = _("put “{words}” there").format(words=put) if put else _("take the words out")
        offer(_("replace"), _Choice.REPLACE, meaning)
    offer(_("stop"), _Choice.STOP, _("keep a draft and leave") if may_change else _("leave it held"))
    return words


def _replaced(act: Act, finding: Finding) -> Act:
    text = act.text
    start, end = finding.span
    changed = text[:start] + (finding.replacement or "") + text[end:]
    print(_("Now it reads: {text}").format(text=sanitise(changed, single_line=True)))
    return replace(act, text=changed)


def _typed_anew(act: Act) -> Act | None:
    """The act with another text; None when nothing is typed, so that the words there are stay."""
    text = read_text_typed(_("Type the text anew; nothing typed leaves it as it is."))
    return replace(act, text=text) if text.strip() else None


def _close(act: Act, review: Review, answers: Answers, judges: Judges) -> Agreed | Left | Act:
    """Show the whole act once more and ask whether to hold it; returns an act when it is to be changed."""
    print()
    for line in act_lines(act):
        print(line)
    if review.is_clean:
        print(_("Nothing was found that needs an answer."))
    for finding in review.findings:
        for line in finding_lines(finding, answered=finding.severity is not Severity.NOTE, signs=False):
            print(line)
    for line in page_lines(judges.page(act, review)):
        print(line)
    print(_("Audience: {audience}").format(audience=judges.audience(act)))
    print(_("It will wait: {why}").format(why=judges.wait(review)))
    while True:
        typed = ask(_("Hold it? yes, change or stop: ")).strip().casefold()
        if typed in {_("yes"), _("yes")[0]}:
            return Agreed(act, review, answers)
        if typed == _("change"):
            return _typed_anew(act) or act
        if typed in {"", _("no"), _("stop")}:
            return Left(act)
