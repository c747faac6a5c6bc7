"""Turns what the journal tells of an act into the values the register shows."""

from __future__ import annotations

from outtray.base.translation import gettext as _
from outtray.journal import wording
from outtray.journal.events import JournalledFinding
from outtray.journal.history import History
from outtray.widgets.records.values import Record, RecordFinding, RecordRow
from outtray.widgets.words import duration
from outtray_rules.finding import Severity

_OPEN = frozenset({"held", "draft", "sending", "unsure"})
_FIRST_WORDS = 200


def row(history: History) -> RecordRow:
    """One act for the list; what has no words is known by what it was about."""
    words = " ".join(history.words[: 2 * _FIRST_WORDS].split())[:_FIRST_WORDS]
    return RecordRow(
        at=history.started_at,
        kind=wording.kind_words(history.kind),
        state=wording.state_words(history.state),
        words=words or history.about or _wordless(history),
        is_open=history.state in _OPEN,
    )


def _wordless(history: History) -> str:
    return _("(in the out-tray)") if history.state in _OPEN else _("(no words kept)")


def record(history: History) -> Record:
    """One act in full."""
    return Record(
        kind=wording.kind_words(history.kind),
        state=wording.state_words(history.state),
        account=history.account,
        audience=wording.visibility_words(history.visibility) if history.visibility else "",
        about=history.about,
        url=history.url,
        versions=tuple((version.event.at, version.words) for version in history.versions),
        findings=tuple(_finding(found) for found in history.findings),
        cooling=_cooling(history),
        events=tuple((each.event.at, wording.event_words(each.event)) for each in history.records),
    )


def _finding(found: JournalledFinding) -> RecordFinding:
    known = {severity.value: severity for severity in Severity}
    return RecordFinding(
        severity=known.get(found.severity),
        severity_word=wording.severity_words(found.severity),
        rule=found.rule,
        answer=wording.answer_words(found),
        reason=found.reason,
    )


def _cooling(history: History) -> str:
    found = history.cooling
    if found is None or found.event.seconds is None:
        return ""
    wait = duration(found.event.seconds)
    reasons = " · ".join(wording.reason_words(code) for code in found.event.reasons)
    return _("{wait}: {reasons}").format(wait=wait, reasons=reasons) if reasons else wait
