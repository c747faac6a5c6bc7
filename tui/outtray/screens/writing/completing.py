"""Completions below the cursor, and whom the text is for. Nothing here is waited for by a key."""

from __future__ import annotations

import asyncio
from functools import partial

from textual.message import Message

from outtray.base.errors import OuttrayError
from outtray.commands import desk as commands
from outtray.mastodon.counting import mentions
from outtray.mastodon.tokens import Token
from outtray.screens.writing.page import Page, Part
from outtray.services.completing import Candidate, Completer
from outtray.services.emoji import EMOJI
from outtray.widgets.desk.draft_area import DraftArea
from outtray.widgets.desk.messages import DraftEdited, TokenTyped
from outtray.widgets.desk.values import Completion, Recipient

_PAUSE = 0.25
"""Seconds without a further letter before a server is asked."""
_LOOKING_UP = 0.6
"""Seconds without a further letter before somebody mentioned is looked up."""
_EMOJI_FROM = 2
"""Letters after a colon from which emoji are offered: a colon alone is a colon."""


class Completing(Part):
    """Offers what a mention, a hashtag or an emoji could be, and says who is mentioned."""

    commands = commands.COMPLETING

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._completer = Completer(page.workspace)
        self._token: Token | None = None
        self._choosing_emoji = False
        self._told: tuple[str, ...] = ()

    def begin(self) -> None:
        """Know those who are answered before anybody else."""
        act = self.page.act
        answered = act.reply_to or act.target
        if answered is not None:
            name = answered.profile.partition("\n")[0]
            others = ((acct, "") for acct in mentions(answered.text))
            self._completer.know([(answered.acct, name), *others])

    def hear(self, message: Message) -> None:
        """Follow what is typed."""
        if self.page.is_read_only:
            return
        match message:
            case TokenTyped(token):
                was_naming = self._token is not None and self._token.sign == "@"
                self._token = token
                if was_naming and token is None:
                    self.page.start(self._show_recipients, group="recipients", exclusive=True)
                if token is None or not self._is_asked_for(token):
                    self._choosing_emoji = False
                    self.page.body.composer.completions.close()
                else:
                    self.page.start(partial(self._complete, token), group="complete", exclusive=True)
            case DraftEdited(text=text) if "@" in text or self._told:
                self.page.start(self._show_recipients, group="recipients", exclusive=True)
            case _:
                pass

    def _is_asked_for(self, token: Token) -> bool:
        if token.sign == ":":
            return self._choosing_emoji or len(token.beginning) >= _EMOJI_FROM
        return bool(token.beginning)

    async def _complete(self, token: Token) -> None:
        most = len(EMOJI) if token.sign == ":" else 8
        await self._completer.load()
        self._offer(token, self._completer.known(token, most))
        await asyncio.sleep(_PAUSE)
        try:
            self._offer(token, await self._completer.asked(token, most))
        except OuttrayError:
            return  # what is known here stays offered; the header says how the server is

    def _offer(self, token: Token, found: tuple[Candidate, ...]) -> None:
        page = self.page
        if token != self._token or not page.is_open or page.resting:
            return
        typed = f"{token.sign}{token.beginning} "
        offered = [Completion(one.insert, one.name, one.note) for one in found if one.insert != typed]
        page.body.composer.offer(token, offered)

    # Whom it is for

    async def _show_recipients(self) -> None:
        page, completer = self.page, self._completer
        named = self._named()
        if named:
            await completer.load()
        self._tell(named)
        unsure = [acct for acct in named if completer.knows(acct) is None]
        if not unsure:
            return
        await asyncio.sleep(_LOOKING_UP)
        for acct in unsure:
            await completer.look_up(acct)
        if page.is_open:
            self._tell(self._named())

    def _named(self) -> tuple[str, ...]:
        """Who is mentioned; a name that is still being typed is not somebody yet."""
        begun = self._token.beginning if self._token is not None and self._token.sign == "@" else ""
        named = mentions(self.page.act.text)
        return tuple(acct for acct in named if acct != begun or self._completer.knows(acct))

    def _tell(self, named: tuple[str, ...]) -> None:
        self._told = named
        recipients = [Recipient(acct, self._completer.knows(acct)) for acct in named]
        self.page.body.composer.show_recipients(recipients)

    # Commands

    def action_emoji(self) -> None:
        """Offer all emoji of the small box and the server's own."""
        area = self.page.body.composer.query_one(DraftArea)
        if self.page.is_read_only or self.page.resting:
            return
        self._choosing_emoji = True
        area.focus()
        row, column = area.cursor_location
        before = area.document.get_line(row)[:column]
        # After a letter a colon is part of a word, as in 12:30.
        area.insert(" :" if before[-1:].isalnum() else ":")
