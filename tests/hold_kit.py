"""Acts, reviews, clocks and sessions for the tests of the hold."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import httpx

from outtray.acts.act import AccountKey, Act, Attachment, Target
from outtray.acts.canonical import digest
from outtray.acts.review import Review
from outtray.base.clock import Clock, SystemClock
from outtray.mastodon.client import make_client
from outtray.mastodon.session import Session
from outtray.mastodon.transport import EgressTransport
from outtray.mastodon.wire import Wire
from outtray.outbox.dispatcher import Dispatcher, DispatchSettings
from outtray.outbox.errors import NoSession
from outtray.outbox.gate import Gate, Reviewer
from outtray.outbox.opening import Outbox, open_outbox
from outtray_rules.cooling import Cooling, Reason
from outtray_rules.draft import ActKind, Visibility
from outtray_rules.finding import Finding, Severity, Source, Span
from practice_process import PracticeServer

ACCOUNT = AccountKey(host="harbour.example", id="7", acct="clerk")
START = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


class HandClock:
    """A clock a test moves by hand."""

    def __init__(self, now: datetime = START) -> None:
        self.wall = now
        self.seconds = 1000.0

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.seconds

    def local_zone(self) -> tzinfo:
        return UTC

    def pass_time(self, wait: timedelta) -> None:
        """Let time pass for everything."""
        self.wall += wait
        self.seconds += wait.total_seconds()


class SkewedClock(SystemClock):
    """The machine's clock, set wrong by ``skew``."""

    def __init__(self, skew: timedelta) -> None:
        self.skew = skew

    def now(self) -> datetime:
        return super().now() + self.skew


def post(text: str = "The ferry runs again from Monday.", **details: object) -> Act:
    """A post by the usual account."""
    values: dict[str, object] = {"kind": ActKind.POST, "account": ACCOUNT, "text": text, **details}
    return Act(**values)  # type: ignore[arg-type]  # the keywords are the caller's


def every_field() -> Act:
    """An act with something in every field, so that a test can change each."""
    return Act(
        kind=ActKind.REPLY,
        account=ACCOUNT,
        text="See you at the town hall.",
        content_warning="local",
        sensitive=True,
        visibility=Visibility.UNLISTED,
        language="en",
        quote_policy="followers",
        reply_to=Target(
            id="41",
            url="https://harbour.example/41",
            acct="mayor",
            edited_at=START,
            digest="d",
            media=(Attachment(id="4"),),
            poll_options=("b",),
        ),
        target=Target(
            id="42", acct="press", text="words", media=(Attachment(id="5"),), poll_options=("a",), quoted="q"
        ),
        media=(
            Attachment(sha256="a" * 64, mime="image/png", name="a.png", description="a", focus=(0.5, -0.5)),
        ),
        after="part-1",
        choices=(1,),
        profile_changes=(("note", "Hello"),),
        comment="why",
        rule_ids=("2",),
        status_ids=("43",),
        category="spam",
        forward=True,
        notify=True,
        replaces=Target(
            id="40",
            url="https://harbour.example/40",
            acct="clerk",
            edited_at=START,
            digest="d",
            media=(Attachment(id="6"),),
            poll_options=("c",),
            quoted="r",
        ),
    )


def finding(
    severity: Severity = Severity.WARN,
    *,
    rule: str = "t-rule",
    match: str = "ferry",
    sensitive: bool = False,
) -> Finding:
    """A finding as the rules would make it."""
    return Finding(
        rule=rule,
        category="test",
        severity=severity,
        span=Span(0, len(match)),
        match=match,
        title="Title",
        message="Message",
        advice="Advice",
        source=Source("A source"),
        sensitive=sensitive,
    )


def review(
    act: Act,
    *findings: Finding,
    seconds: int = 120,
    not_before: datetime | None = None,
    at: datetime = START,
) -> Review:
    """A review of exactly this act."""
    return Review(
        digest=digest(act),
        findings=findings,
        cooling=Cooling(seconds, (Reason("base", seconds, "every held act", decides=True),), not_before),
        packs=(("base", "2026.11"),),
        at=at,
    )


@dataclass
class OneSession:
    """Sessions with one logged-in account, or with none."""

    session_: Session | None

    def session(self, account: AccountKey) -> Session:
        if self.session_ is None or self.session_.account != account:
            raise NoSession(f"Nobody is logged in as {account.handle}.", "Log in.")
        return self.session_


async def no_wait(seconds: float) -> None:
    """A sleep that does not."""
    del seconds


@dataclass
class Bench:
    """A whole hold against the practice server: out-tray, gate, dispatcher, and the session between."""

    server: PracticeServer
    outbox: Outbox
    account: AccountKey
    sessions: OneSession
    gate: Gate
    dispatcher: Dispatcher
    findings: list[Finding] = field(default_factory=list)
    seconds: int = 0

    def review(self, act: Act) -> Review:
        """The review this bench gives at this moment."""
        return review(act, *self.findings, seconds=self.seconds)

    def act(self, text: str = "The ferry runs again from Monday.", **details: object) -> Act:
        """A post by the practising account."""
        return post(text, account=self.account, **details)


def connect(
    server: PracticeServer,
    *,
    clock: Clock | None = None,
    honours_idempotency: bool = True,
    inner: httpx.AsyncBaseTransport | None = None,
    token: str = "",
) -> Session:
    """A session with the practice server over the real egress transport."""
    wire = Wire(
        make_client(server.url, EgressTransport(inner), token=token or server.token),
        clock=clock if clock is not None else SystemClock(),
    )
    return Session(practising(server), wire, honours_idempotency)


def practising(server: PracticeServer) -> AccountKey:
    """The account one practises as."""
    me = server.api("GET", "/api/v1/accounts/verify_credentials").json()
    return AccountKey(host=httpx.URL(server.url).netloc.decode(), id=me["id"], acct=me["acct"])


def bench(
    server: PracticeServer,
    folder: Path,
    *,
    clock: Clock | None = None,
    session: Session | None = None,
    reviewer: Reviewer | None = None,
    settings: DispatchSettings | None = None,
    sleep: Callable[[float], Awaitable[None]] = no_wait,
) -> Bench:
    """Everything there is, on the practice server, with no waiting unless a test asks for it."""
    used = clock if clock is not None else SystemClock()
    outbox = open_outbox(folder, used, floor=timedelta(0))
    chosen = session if session is not None else connect(server, clock=used)
    sessions = OneSession(chosen)
    made: Bench

    def rules(act: Act) -> Review:
        return reviewer(act) if reviewer is not None else made.review(act)

    gate = Gate(outbox.sending, sessions, rules, used)
    dispatcher = Dispatcher(
        outbox,
        gate,
        sessions,
        used,
        settings=settings
        if settings is not None
        else DispatchSettings(unsure_wait=timedelta(0), look_gap=timedelta(0), poll=timedelta(0)),
        sleep=sleep,
    )
    made = Bench(server, outbox, chosen.account, sessions, gate, dispatcher)
    return made
