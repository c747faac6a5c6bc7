"""Posts of an invented town for looking at the timeline, and the small app and clock the tests use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo

from textual import on
from textual.app import App, ComposeResult
from textual.message import Message

from outtray.mastodon.models import (
    Account,
    MediaAttachment,
    Mention,
    Poll,
    PollOption,
    PreviewCard,
    Quote,
    Status,
)
from outtray.widgets.theming import textual_themes, variable_defaults
from outtray.widgets.timeline.messages import TimelineMessage
from outtray.widgets.timeline.view import TimelineView

NOW = datetime(2026, 3, 12, 14, 0, tzinfo=UTC)


class SetClock:
    """A clock that stands still until it is set."""

    def __init__(self, moment: datetime = NOW) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.moment.timestamp()

    def local_zone(self) -> tzinfo:
        return UTC

    def advance(self, **amount: float) -> None:
        self.moment += timedelta(**amount)


class ReadingApp(App[None]):
    """One timeline and a record of what it said."""

    def __init__(self, view: TimelineView | None = None, theme: str = "registry") -> None:
        super().__init__()
        self.clock = SetClock()
        self.view = view or TimelineView(clock=self.clock)
        self.said: list[Message] = []
        self._first_theme = theme

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variable_defaults()

    def compose(self) -> ComposeResult:
        yield self.view

    def on_mount(self) -> None:
        for theme in textual_themes():
            self.register_theme(theme)
        self.theme = self._first_theme
        self.view.focus()

    @on(TimelineMessage)
    def keep(self, message: TimelineMessage) -> None:
        self.said.append(message)


ADA = Account(id="1", username="ada", acct="ada@lovelace.example", display_name="Ada Quill")
BRUNO = Account(id="2", username="bruno", acct="bruno", display_name="Bruno Feather :verified:")
CLERK = Account(id="3", username="clerk", acct="clerk@practice.example", display_name="The Clerk of Works")
MIYO = Account(id="4", username="miyo", acct="miyo@kissa.example", display_name="三好 さくら 🌸")
NOOR = Account(id="5", username="noor", acct="noor@suq.example", display_name="نور الهدى")
WIRE = Account(
    id="6", username="wire", acct="wire@ledger.example", display_name="The Morning Ledger", bot=True
)


def post(number: int, account: Account = ADA, content: str = "<p>Words.</p>", **more: object) -> Status:
    """A post with an id from its number; a higher number is newer by a minute."""
    fields: dict[str, object] = {
        "id": str(number),
        "account": account,
        "content": content,
        "visibility": "public",
        "created_at": NOW - timedelta(minutes=max(0, 10_000 - number)),
    }
    return Status(**{**fields, **more})  # type: ignore[arg-type]  # tests name fields freely


def town() -> list[Status]:
    """One post of each kind a timeline has to show well, newest first."""

    def ago(**amount: float) -> datetime:
        return NOW - timedelta(**amount)

    return [
        post(
            1_000,
            ADA,
            "<p>The canal committee met for three hours and agreed on one thing: the bench by the lock "
            "should face the water. It will be turned around on Saturday.</p><p>Bring gloves. "
            '<a href="https://lovelace.example/tags/canal" class="mention hashtag" rel="tag">#<span>canal'
            "</span></a></p>",
            created_at=ago(minutes=3),
            replies_count=2,
            reblogs_count=5,
            favourites_count=12,
            favourited=True,
        ),
        post(
            999,
            BRUNO,
            '<p><span class="h-card"><a href="https://lovelace.example/@ada" class="u-url mention">@<span>ada'
            "</span></a></span> I can bring the long spanner, and a flask of tea for whoever holds the other "
            "end.</p>",
            created_at=ago(minutes=9),
            visibility="private",
            in_reply_to_id="1000",
            in_reply_to_account_id="1",
            mentions=(Mention(id="1", acct="ada@lovelace.example", url="https://lovelace.example/@ada"),),
            edited_at=ago(minutes=2),
        ),
        post(
            998,
            WIRE,
            "<p>Council publishes its rollout plan for the new recycling rounds. Full text and a map:</p>"
            '<p><a href="https://ledger.example/2026/03/rollout-plan-for-recycling-rounds"><span class='
            '"invisible">https://</span><span class="ellipsis">ledger.example/2026/03/rollout</span>'
            '<span class="invisible">-plan-for-recycling-rounds</span></a></p>',
            created_at=ago(minutes=41),
            card=PreviewCard(
                url="https://ledger.example/2026/03/rollout-plan-for-recycling-rounds",
                title="Rollout plan for recycling rounds: who is collected when, and what changes in April",
                provider_name="The Morning Ledger",
            ),
            reblogs_count=31,
            favourites_count=1_204,
            reblogged=True,
            bookmarked=True,
        ),
        post(
            997,
            CLERK,
            "",
            reblog=post(
                500,
                MIYO,
                "<p>今日は運河のそばで桜が咲き始めました。週末には満開になるでしょう。カメラを忘れずに！🌸👩‍👩‍👧</p>",
                created_at=ago(hours=3),
                media_attachments=(
                    MediaAttachment(
                        id="m1",
                        type="image",
                        description="A cherry tree in first bloom beside a narrow lock; a heron stands "
                        "on the gate.",
                    ),
                    MediaAttachment(id="m2", type="video"),
                ),
                favourites_count=88,
                language="ja",
            ),
        ),
        post(
            996,
            NOOR,
            "<p>مساء الخير من ضفة القناة. الماء هادئ والطيور كثيرة اليوم.</p>",
            created_at=ago(hours=5),
            language="ar",
        ),
        post(
            995,
            BRUNO,
            "<p>And how it ends, in full.</p>",
            spoiler_text="The last chapter of “The Lock-Keeper’s Daughter”",
            created_at=ago(hours=7),
            replies_count=4,
            sensitive=True,
        ),
        post(
            994,
            ADA,
            "<p>Which evening suits you for the reading circle?</p>",
            created_at=ago(hours=20),
            poll=Poll(
                id="p",
                expires_at=NOW + timedelta(days=3),
                votes_count=47,
                voters_count=47,
                options=(
                    PollOption("Tuesday, after the market closes", 21),
                    PollOption("Wednesday", 9),
                    PollOption("Thursday, but only in the back room, because the front is let", 17),
                    PollOption("None", 0),
                ),
                own_votes=(2,),
                voted=True,
            ),
        ),
        post(
            993,
            CLERK,
            "<p>Three things before Friday:</p><ol><li>The minutes, with names spelt right</li><li>The "
            "map at 1:5000 — not the one with the coffee ring</li><li>Ask Noor about the birds</li></ol>"
            "<blockquote><p>No drawing leaves this office unnumbered.</p></blockquote>"
            "<pre><code>for plan in drawer:\n    number(plan)</code></pre>",
            created_at=ago(days=1, hours=2),
            visibility="unlisted",
        ),
        post(
            992,
            MIYO,
            "<p>This is the whole argument in one photograph.</p>",
            created_at=ago(days=2),
            quote=Quote(
                "accepted",
                post(
                    400,
                    ADA,
                    "<p>The bench should face the water. It always should have. I have walked past it for "
                    "eleven years and never once sat down.</p>",
                    created_at=ago(days=3),
                    quote=Quote("accepted", None, "1"),
                ),
            ),
            sensitive=True,
            media_attachments=(MediaAttachment(id="m", type="image"),),
        ),
        post(
            991,
            BRUNO,
            "<p>Only for you two: the spanner is at the forge.</p>",
            visibility="direct",
            created_at=ago(days=12),
        ),
        post(
            990,
            WIRE,
            '<p>Your parcel waits, <a href="https://evil.example/pay">www.post-office.example</a> now: '
            "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenfabrikantenvereinsvorsitzender</p>",
            created_at=ago(days=300),
            quote=Quote("deleted"),
        ),
    ]


def many(count: int, start: int = 1) -> Iterator[Status]:
    """``count`` believable posts, newest first; about as long and as rich as real ones."""
    people = (ADA, BRUNO, CLERK, MIYO, NOOR, WIRE)
    words = [
        "the",
        "bench",
        "by",
        "the",
        "lock",
        "faces",
        "the",
        "water",
        "again",
        "and",
        "nobody",
        "remembers",
        "who",
        "turned",
        "it",
        "because",
        "the",
        "minutes",
        "of",
        "that",
        "meeting",
        "were",
        "lent",
        "to",
        "the",
        "printer",
        "who",
        "used",
        "the",
        "back",
        "of",
        "them",
        "for",
        "a",
        "poem",
        "about",
        "herons",
        "and",
        "rain",
    ]
    for number in range(start + count - 1, start - 1, -1):
        length = 8 + number * 7 % 60
        text = " ".join(words[(number + step * 5) % len(words)] for step in range(length))
        paragraphs = (
            f"<p>{text}</p>"
            if number % 3
            else f"<p>{text[: len(text) // 2]}</p><p>{text[len(text) // 2 :]}</p>"
        )
        account = people[number % len(people)]
        url = f"https://practice.example/@{account.username}/{number}"
        yield post(
            number,
            account,
            paragraphs,
            uri=url,
            url=url,
            language="en",
            replies_count=number % 4,
            reblogs_count=number % 9,
            favourites_count=number % 23,
            favourited=number % 11 == 0,
            in_reply_to_id=str(number - 1) if number % 5 == 0 else None,
            media_attachments=(
                (
                    MediaAttachment(
                        id=f"m{number}", type="image", description=text[:90], url=url, preview_url=url
                    ),
                )
                if number % 6 == 0
                else ()
            ),
            card=PreviewCard(url=url, title=text[:60], provider_name="Practice") if number % 8 == 0 else None,
        )
