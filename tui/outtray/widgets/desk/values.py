"""What the desk's widgets are given to show: plain values, made by screens from services and stores."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from outtray_rules.cooling import Cooling, Quiet
from outtray_rules.draft import ActKind, Visibility
from outtray_rules.finding import Finding, Severity
from outtray_rules.headline.model import FrontPage

EMPTY_PAGE = FrontPage((), ())
"""The front page of a clean draft."""


class Answer(StrEnum):
    """What the user has answered to a finding."""

    NONE = "none"
    ACKNOWLEDGED = "acknowledged"
    OVERRIDDEN = "overridden"


@dataclass(frozen=True, slots=True)
class ReviewedFinding:
    """A finding with the user's answer; ``reason`` is what they typed to override a block."""

    finding: Finding
    answer: Answer = Answer.NONE
    reason: str = ""

    @property
    def asks(self) -> bool:
        """Whether the user still owes an answer before the act can be released."""
        if self.finding.severity is Severity.WARN:
            return self.answer is Answer.NONE
        return self.finding.severity is Severity.BLOCK and self.answer is not Answer.OVERRIDDEN


@dataclass(frozen=True, slots=True)
class Counts:
    """How many findings there are of each severity."""

    block: int = 0
    warn: int = 0
    note: int = 0

    @classmethod
    def of(cls, findings: tuple[ReviewedFinding, ...]) -> Counts:
        """The counts of these findings."""
        severities = [reviewed.finding.severity for reviewed in findings]
        return cls(
            block=severities.count(Severity.BLOCK),
            warn=severities.count(Severity.WARN),
            note=severities.count(Severity.NOTE),
        )

    @property
    def by_severity(self) -> tuple[tuple[Severity, int], ...]:
        """Severities that occur with their counts, gravest first."""
        every = ((Severity.BLOCK, self.block), (Severity.WARN, self.warn), (Severity.NOTE, self.note))
        return tuple((severity, count) for severity, count in every if count)


@dataclass(frozen=True, slots=True)
class Audience:
    """Who will be able to read the act, and who says it.

    ``account`` is the acting handle, ``account_index`` its place in the list of accounts (for its
    colour), ``followers`` is None while unknown, ``language`` the language's name in words.
    """

    visibility: Visibility = Visibility.PUBLIC
    account: str = ""
    account_index: int = 0
    followers: int | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody a draft mentions; ``known`` is None while nobody has looked."""

    acct: str
    known: bool | None = None


@dataclass(frozen=True, slots=True)
class Completion:
    """Something a word in the making could become: what enters the text, its name, a word about it."""

    insert: str
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Parent:
    """The post being answered, quoted or boosted; ``age`` is its age or date in words."""

    author: str
    acct: str
    text: str
    warning: str = ""
    age: str = ""


@dataclass(frozen=True, slots=True)
class CarriedMedium:
    """One attached file as the composer shows it."""

    name: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class CarriedPoll:
    """A poll as the composer shows it; ``runs`` counts seconds."""

    options: tuple[str, ...]
    runs: int
    multiple: bool = False
    hide_totals: bool = False


@dataclass(frozen=True, slots=True)
class Carried:
    """What goes along with the words of a draft."""

    media: tuple[CarriedMedium, ...] = ()
    poll: CarriedPoll | None = None


@dataclass(frozen=True, slots=True)
class ProfileLine:
    """The acting account as a newspaper would show it beside its words."""

    acct: str = ""
    bio: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """The review of one version of a draft: findings with answers, the wait, the headlines.

    ``text`` is the reviewed text, in which the headlines' quotes are spans.
    """

    findings: tuple[ReviewedFinding, ...] = ()
    cooling: Cooling | None = None
    page: FrontPage = EMPTY_PAGE
    text: str = ""


NOBODY = ProfileLine()


class HoldState(StrEnum):
    """What a held act is doing at one moment, or what became of it."""

    COOLING = "cooling"
    QUIET = "quiet"
    READY = "ready"
    EXPIRED = "expired"
    NEEDS_REVIEW = "needs-review"
    SENDING = "sending"
    UNSURE = "unsure"
    SENT = "sent"
    FAILED = "failed"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class Hold:
    """A held act's wait: when it is due, when its ready window ends, and how the wait came about.

    ``stored`` is set when the act has left the held state (sending, unsure, failed …); otherwise the
    state follows from the clock. ``detail`` is a sentence for the user, such as a server's refusal.
    ``quiet`` are the hours in which nothing is released; None for an act that heeds no hour.
    """

    due: datetime
    expires: datetime
    cooling: Cooling
    needs_review: bool = False
    stored: HoldState | None = None
    detail: str = ""
    quiet: Quiet | None = None

    def state_at(self, now: datetime) -> HoldState:
        """The state at this moment; an act nobody released in its window has to be looked at again."""
        if self.stored is not None:
            return self.stored
        if now < self.due:
            return HoldState.COOLING
        if self.needs_review:
            return HoldState.NEEDS_REVIEW
        if now >= self.expires:
            return HoldState.EXPIRED
        return HoldState.READY if self.quiet_until(now) is None else HoldState.QUIET

    def quiet_until(self, now: datetime) -> datetime | None:
        """The end of the quiet hours this moment lies in; None outside them."""
        return None if self.quiet is None else self.quiet.until(now)

    def seconds_left(self, now: datetime) -> int:
        """Whole seconds until due, rounded up so that zero means due; never negative."""
        return max(-((now - self.due) // timedelta(seconds=1)), 0)


@dataclass(frozen=True, slots=True)
class HeldRow:
    """One held act as the out-tray lists it; ``words`` are its first words."""

    act_id: str
    kind: ActKind
    words: str
    counts: Counts
    hold: Hold
    account: str
    account_index: int = 0


@dataclass(frozen=True, slots=True)
class Attachment:
    """One attached file as the second look shows it."""

    type: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Predecessor:
    """The own post that is deleted once an act is sent, with all that would be lost."""

    address: str
    text: str
    warning: str = ""
    attachments: tuple[Attachment, ...] = ()
    poll_options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldAct:
    """Everything a second look has to show of one act, exactly as it would be sent."""

    act_id: str
    kind: ActKind
    text: str
    audience: Audience
    hold: Hold
    findings: tuple[ReviewedFinding, ...] = ()
    warning: str = ""
    attachments: tuple[Attachment, ...] = ()
    poll_options: tuple[str, ...] = ()
    parent: Parent | None = None
    profile: ProfileLine = NOBODY
    replaces: Predecessor | None = None

    @property
    def asks(self) -> int:
        """How many findings still need an answer."""
        return sum(1 for reviewed in self.findings if reviewed.asks)


@dataclass(frozen=True, slots=True)
class DeskKeys:
    """How the keys are written that the desk's hints name; a screen fills in remapped ones."""

    answer: str = "F6"
    previous: str = "F7"
    next: str = "F8"
    headline: str = "F9"
    reword: str = "F3"
    hold: str = "F5"
    send: str = "s"
    edit: str = "e"
    leave: str = "Esc"


DEFAULT_KEYS = DeskKeys()
