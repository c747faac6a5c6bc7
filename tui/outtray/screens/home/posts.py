"""What can be done with one post beside answering it: vote, copy, translate, its history, its readers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from textual.message import Message

from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.commands import reading as commands
from outtray.mastodon.content import parse, plain_text, safe_link
from outtray.mastodon.errands import Errand, ErrandKind
from outtray.mastodon.models import Status
from outtray.screens import messages
from outtray.screens.home.acts import Acts
from outtray.screens.home.home import Home, Part
from outtray.screens.home.listings import Listings, Slice
from outtray.screens.home.people import People
from outtray.screens.home.private import Private
from outtray.screens.home.viewing import Viewing
from outtray.screens.menu import Choice, MenuScreen
from outtray.services import checking
from outtray.services.connection import Connection
from outtray.widgets.timeline import messages as timeline_messages
from outtray.widgets.timeline.texts import raw, translated, version
from outtray_rules.draft import ActKind


class Posts(Part):
    """Offers and does what can be done with the post under the cursor."""

    commands = commands.POSTS

    def __init__(self, home: Home) -> None:
        super().__init__(home)
        self._asked_in: dict[str, str] = {}  # polls voted in here, with the posts they stand in

    def hear(self, message: Message) -> None:
        """Vote where a poll is pointed at, and show a vote that has arrived."""
        match message:
            case timeline_messages.PollChosen():
                self.vote(message.status.shown)
            case messages.ActSent(act) if act.kind is ActKind.VOTE and act.target is not None:
                status_id = self._asked_in.get(act.target.id)
                if status_id is not None:
                    self.home.start(partial(self._show_anew, status_id), group="vote", exclusive=False)
            case _:
                pass

    async def _show_anew(self, status_id: str) -> None:
        connection = await self.home.reading.connection()
        try:
            await self.home.reading.changed(await connection.reader.status(status_id))
        except OuttrayError as error:
            self.home.tell_error(error)

    # The menu

    def offer(self, status: Status) -> None:
        """Show what can be done with a post."""
        self.home.start(partial(self._offer, status), group="post")

    async def _offer(self, status: Status) -> None:
        shown = status.shown
        title = _("Post by {name}").format(name=shown.account.name)
        chosen = await self.home.app.push_screen_wait(MenuScreen(title, tuple(_choices(status))))
        match chosen:
            case "person":
                self.home.part(People).offer(shown.account)
            case "booster":
                self.home.part(People).offer(status.account)
            case "vote":
                self.vote(shown)
            case "media":
                self.home.part(Viewing).show(shown)
            case "translate":
                self.translate(shown)
            case "copy-link":
                self.copy_link(shown)
            case "copy-text":
                self.copy_text(shown)
            case "browser":
                self._open_outside(shown)
            case "history":
                self._show_history(shown)
            case "boosters":
                self.home.part(Listings).open_boosters(shown)
            case "favouriters":
                self.home.part(Listings).open_favouriters(shown)
            case "mute" | "unmute":
                await self._mute(shown, mute=chosen == "mute")
            case "raw":
                self._show_raw(shown)
            case _:
                pass

    # Voting

    def vote(self, status: Status) -> None:
        """Give a vote in the poll of a post."""
        poll = status.poll
        author = self.home.workspace.author
        now = self.home.workspace.clock.now()
        if poll is None:
            self.home.tell(_("This post has no poll."))
        elif poll.expired or (poll.expires_at is not None and poll.expires_at <= now):
            self.home.tell(_("This poll is closed."))
        elif poll.voted:
            self.home.tell(_("You have voted here already; a vote cannot be changed."))
        elif author is not None and author.account.id == status.account.id:
            self.home.tell(_("This is your own poll."))
        else:
            self.home.start(partial(self._vote, status), group="post")

    async def _vote(self, status: Status) -> None:
        # Loaded when somebody votes: nothing of the first frame needs it.
        from outtray.screens.vote import VoteScreen

        poll, author = status.poll, self.home.workspace.author
        if poll is None or author is None:
            return
        choices = await self.home.app.push_screen_wait(VoteScreen(poll, self.home.icons))
        if choices:
            self._asked_in[poll.id] = status.id
            self.home.part(Acts).flows.check(checking.vote(author, status, choices))

    # Reading on

    def translate(self, status: Status) -> None:
        """Show a post in the language of the user."""
        settings = self.home.workspace.settings
        language = settings.interface.language or settings.posting.language

        async def load(connection: Connection, further: str | None) -> Slice:
            del further
            translation = await connection.actions.translate(status.id, language)
            return Slice([translated(translation, status), status])

        self.home.part(Listings).open(_("Translation"), load, empty=_("There is no translation."))

    def _show_history(self, status: Status) -> None:
        async def load(connection: Connection, further: str | None) -> Slice:
            del further
            edits = await connection.reader.status_history(status.id)
            versions = [version(edit, number, len(edits)) for number, edit in enumerate(edits, start=1)]
            return Slice(versions[::-1])

        self.home.part(Listings).open(
            _("Versions"), load, empty=_("The server keeps no earlier versions of this post.")
        )

    def _show_raw(self, status: Status) -> None:
        async def load(connection: Connection, further: str | None) -> Slice:
            del further
            return Slice([raw(await connection.reader.status_json(status.id))])

        self.home.part(Listings).open(_("As the server sent it"), load, empty=_("The server sent nothing."))

    # Out of the program

    def copy_link(self, status: Status) -> None:
        """Copy the address of a post."""
        address = status.url or status.uri
        self._copy(address, _("Address copied, if your terminal lets programs copy."))

    def copy_text(self, status: Status) -> None:
        """Copy the words of a post."""
        words = plain_text(parse(status.content))
        text = f"{status.spoiler_text}\n\n{words}" if status.spoiler_text else words
        self._copy(text, _("Text copied, if your terminal lets programs copy."))

    def _copy(self, text: str, told: str) -> None:
        if text:
            self.home.app.copy_to_clipboard(text)
            self.home.tell(told)
        else:
            self.home.tell(_("There is nothing to copy."))

    def _open_outside(self, status: Status) -> None:
        safe = safe_link(status.url or status.uri)
        if safe is not None:
            self.home.app.open_url(safe[0])

    async def _mute(self, status: Status, *, mute: bool) -> None:
        told = _("You are notified of this conversation no longer.")
        if not mute:
            told = _("You are notified of this conversation again.")
        errand = Errand(
            ErrandKind.MUTE_THREAD, status.id, wish=mute, name=f"@{status.account.acct}", before=status.muted
        )
        await self.home.part(Private).ask(errand, status=status, told=told)

    # Commands

    def action_vote(self) -> None:
        """Vote in the poll of the selected post."""
        if (status := self.home.selected) is not None:
            self.vote(status.shown)

    def action_translate(self) -> None:
        """Translate the selected post."""
        if (status := self.home.selected) is not None:
            self.translate(status.shown)

    def action_copy_link(self) -> None:
        """Copy the address of the selected post."""
        if (status := self.home.selected) is not None:
            self.copy_link(status.shown)

    def action_copy_text(self) -> None:
        """Copy the words of the selected post."""
        if (status := self.home.selected) is not None:
            self.copy_text(status.shown)


def _choices(status: Status) -> Iterator[Choice]:
    shown = status.shown
    yield Choice("person", "w", _("Who wrote it…"), f"@{shown.account.acct}")
    if status.reblog is not None:
        yield Choice("booster", "W", _("Who boosted it…"), f"@{status.account.acct}")
    if shown.poll is not None:
        yield Choice("vote", "V", _("Vote…"))
    if shown.media_attachments:
        yield Choice("media", "v", _("Media"), _("their alt texts, and the files outside"))
    yield Choice("translate", "T", _("Translate"), _("by the server, where it can"))
    yield Choice("copy-link", "y", _("Copy address"))
    yield Choice("copy-text", "Y", _("Copy text"))
    yield Choice("browser", "o", _("Open in browser"))
    if shown.edited_at is not None:
        yield Choice("history", "h", _("Versions"), _("what was changed, and when"))
    if shown.reblogs_count:
        yield Choice("boosters", "b", _("Boosted by"))
    if shown.favourites_count:
        yield Choice("favouriters", "f", _("Favourited by"))
    if shown.muted:
        yield Choice("unmute", "u", _("Be notified of this conversation again"))
    else:
        yield Choice("mute", "u", _("Be notified of this conversation no longer"))
    yield Choice("raw", "J", _("As the server sent it"))
