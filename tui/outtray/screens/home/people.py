"""What is done with a person: follow, mute for a while, block, note, lists, report."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import Final

from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.commands import reading as commands
from outtray.commands.everywhere import PALETTE
from outtray.mastodon.content import safe_link
from outtray.mastodon.errands import Errand, ErrandKind
from outtray.mastodon.models import Account, Relationship
from outtray.screens import messages
from outtray.screens.confirm import ConfirmScreen
from outtray.screens.home.acts import Acts
from outtray.screens.home.home import Part
from outtray.screens.home.private import Private
from outtray.screens.menu import Choice, MenuScreen
from outtray.screens.opening import kept_back, opening_here
from outtray.screens.reading import may_pass
from outtray.services import checking
from outtray.services.connection import Connection
from outtray_rules.draft import ActKind

_HOUR: Final = 3_600
_DAY: Final = 86_400

Change = Callable[[Connection], Awaitable[Relationship]]


class People(Part):
    """Offers and does what can be done with one account; each change shows in every profile of it."""

    commands = commands.PEOPLE

    def action_follow(self) -> None:
        """Follow who is selected, or follow them no longer."""
        view = self.home.view
        account = None if view is None else view.selected_account
        if account is not None:
            self.home.start(partial(self._begin_follow, account), group="person")

    def offer(self, account: Account) -> None:
        """Show what can be done with an account."""
        self.home.start(partial(self._offer, account), group="person", opens=True)

    # The menu

    async def _offer(self, account: Account) -> None:
        author = self.home.workspace.author
        own = author is not None and account.id == author.account.id
        try:
            relation = Relationship() if own else await self._relation(account)
        except OuttrayError as error:
            self.home.tell_error(error)
            return
        title = f"{account.name} @{account.acct}"
        choices = tuple(_choices(account, relation, own=own))
        chosen = await self.home.app.push_screen_wait(MenuScreen(title, choices))
        if chosen is not None:
            await self._do(chosen, account, relation)

    async def _relation(self, account: Account) -> Relationship:
        """How we stand to an account; while the server is away nothing is known, and all can be asked for."""
        unknown = Relationship(id=account.id)
        connection = self.home.workspace.connection
        if connection is None:
            return unknown
        try:
            return await connection.people.relationship(account.id)
        except OuttrayError as error:
            if may_pass(error):
                return unknown
            raise

    async def _do(self, chosen: str, account: Account, relation: Relationship) -> None:
        match chosen:
            case "profile":
                self.home.post_message(messages.ProfileRequested(account.id, account))
            case "follow" | "unfollow":
                await self._follow(account, relation)
            case "notify":
                if (author := self.home.workspace.author) is not None:
                    # A follow once more, with another wish: the server keeps it as one.
                    self.home.part(Acts).flows.check(checking.follow(author, account, notify=True))
            case "mute":
                await self._mute(account, relation)
            case "unmute":
                told = _("They are shown again.")
                await self._privately(ErrandKind.MUTE, account, relation, told, wish=False)
            case "block":
                await self._block(account, relation)
            case "unblock":
                told = _("The block has ended.")
                await self._privately(ErrandKind.BLOCK, account, relation, told, wish=False)
            case "note":
                await self._note(account, relation)
            case "lists":
                await kept_back(opening_here(self.home.app), partial(self._lists, account))
            case "report":
                await self._report(account)
            case "browser":
                if account.url is not None and (safe := safe_link(account.url)) is not None:
                    self.home.app.open_url(safe[0])
            case "copy":
                self.home.app.copy_to_clipboard(f"@{account.acct}")
                self.home.tell(_("Copied, if your terminal lets programs copy."))
            case _:
                pass

    # One thing each

    async def _begin_follow(self, account: Account) -> None:
        connection = await self.home.reading.connection()
        if account.id == connection.me.id:
            self.home.tell(_("This is you."))
            return
        try:
            relation = await connection.people.relationship(account.id)
        except OuttrayError as error:
            self.home.tell_error(error)
            return
        await self._follow(account, relation)

    async def _follow(self, account: Account, relation: Relationship) -> None:
        author = self.home.workspace.author
        if relation.following or relation.requested:
            sure = await self.home.app.push_screen_wait(
                ConfirmScreen(
                    _("Follow @{acct} no longer?").format(acct=account.acct),
                    _("They are not told; following again asks anew where they approve followers."),
                    safe=_("Go on following"),
                    danger=_("Unfollow"),
                )
            )
            if sure:
                await self._change(partial(self._unfollow, account), _("You follow them no longer."))
        elif author is not None:
            self.home.part(Acts).flows.check(checking.follow(author, account))

    async def _unfollow(self, account: Account, to: Connection) -> Relationship:
        """Take a follow back, which the journal records like everything public that is taken back."""
        relation = await to.people.unfollow(account.id)
        tray = self.home.workspace.tray
        await tray.record_taken_back(to.account, ActKind.FOLLOW, account.id, account.url or "")
        return relation

    async def _mute(self, account: Account, relation: Relationship) -> None:
        choices = (
            Choice(str(_HOUR), "1", _("for an hour")),
            Choice(str(8 * _HOUR), "2", _("for eight hours")),
            Choice(str(_DAY), "3", _("for a day")),
            Choice(str(7 * _DAY), "4", _("for a week")),
            Choice("0", "5", _("until you say otherwise")),
        )
        title = _("Mute @{acct}").format(acct=account.acct)
        chosen = await self.home.app.push_screen_wait(MenuScreen(title, choices))
        if chosen is not None:
            told = _("Muted: their posts and notifications are not shown to you, and they are not told.")
            await self._privately(ErrandKind.MUTE, account, relation, told, detail=chosen)

    async def _block(self, account: Account, relation: Relationship) -> None:
        sure = await self.home.app.push_screen_wait(
            ConfirmScreen(
                _("Block @{acct}?").format(acct=account.acct),
                _("Neither of you sees the other, and follows between you end for good."),
                safe=_("Do not block"),
                danger=_("Block"),
            )
        )
        if sure:
            await self._privately(ErrandKind.BLOCK, account, relation, _("Blocked."))

    async def _note(self, account: Account, relation: Relationship) -> None:
        # Loaded when first asked for: a field to type in is nothing the first frame needs.
        from outtray.screens.ask import AskScreen

        asked = AskScreen(
            _("Note about @{acct}").format(acct=account.acct),
            _("Only you can see it. An empty note takes it away."),
            text=relation.note,
        )
        text = await self.home.app.push_screen_wait(asked)
        if text is not None and text != relation.note:
            await self._privately(ErrandKind.NOTE, account, relation, _("The note is kept."), detail=text)

    async def _lists(self, account: Account) -> None:
        connection = await self.home.reading.connection()
        try:
            every = await connection.lists.all()
            holding = {one.id for one in await connection.lists.of(account.id)}
        except OuttrayError as error:
            self.home.tell_error(error)
            return
        if not every:
            self.home.tell(
                _("There are no lists yet."),
                _("{palette}, then “Lists and hashtags”, makes one.").format(
                    palette=self.home.key_of(PALETTE)
                ),
            )
            return
        choices = [
            Choice(
                one.id,
                str(number) if number < 10 else "",
                one.title,
                _("on it: take off") if one.id in holding else _("put on it"),
            )
            for number, one in enumerate(every, start=1)
        ]
        title = _("Lists with @{acct}").format(acct=account.acct)
        chosen = await self.home.app.push_screen_wait(MenuScreen(title, choices))
        if chosen is None:
            return
        on_it = chosen in holding
        errand = Errand(
            ErrandKind.LIST_MEMBER,
            chosen,
            wish=not on_it,
            detail=account.id,
            name=f"@{account.acct}",
            before=on_it,
        )
        told = _("Taken off the list.") if on_it else _("Put on the list.")
        await self.home.part(Private).ask(errand, told=told)

    async def _report(self, account: Account) -> None:
        from outtray.screens.home.reporting import ask_report

        author = self.home.workspace.author
        if author is None:
            return
        about = self.home.selected
        shown = None if about is None or about.shown.account.id != account.id else about.shown
        connection = await self.home.reading.connection()
        try:
            wanted = await ask_report(self.home.app, connection, account, shown)
        except OuttrayError as error:
            self.home.tell_error(error)
            return
        if wanted is not None:
            act = checking.report(
                author,
                account,
                wanted.comment,
                status_ids=wanted.status_ids,
                category=wanted.category,
                rule_ids=wanted.rule_ids,
                forward=wanted.forward,
            )
            self.home.part(Acts).flows.check(act)

    async def _privately(
        self,
        kind: ErrandKind,
        account: Account,
        relation: Relationship,
        told: str,
        *,
        wish: bool = True,
        detail: str = "",
    ) -> None:
        """Change what only the user sees; it shows at once, and the server is told when it can be."""
        before = {ErrandKind.MUTE: relation.muting, ErrandKind.BLOCK: relation.blocking}.get(kind)
        errand = Errand(kind, account.id, wish=wish, detail=detail, name=f"@{account.acct}", before=before)
        await self.home.part(Private).ask(errand, relation=relation, told=told)

    async def _change(self, change: Change, said: str) -> None:
        try:
            relation = await change(await self.home.reading.connection())
        except OuttrayError as error:
            self.home.tell_error(error)
        else:
            self.home.tell(said)
            self.home.post_message(messages.RelationshipChanged(relation))


def _choices(account: Account, relation: Relationship, *, own: bool) -> Iterator[Choice]:
    yield Choice("profile", "p", _("Profile"))
    if not own:
        if relation.following or relation.requested:
            yield Choice("unfollow", "f", _("Unfollow…"), _("asks first"))
            if relation.following and not relation.notifying:
                yield Choice(
                    "notify", "t", _("Tell me of their posts"), _("as a notification; reviewed first")
                )
        else:
            yield Choice("follow", "f", _("Follow"), _("others can see it, so it is reviewed first"))
            yield Choice("notify", "t", _("Follow, and tell me of their posts"), _("reviewed first"))
        if relation.muting:
            yield Choice("unmute", "m", _("Unmute"))
        else:
            yield Choice("mute", "m", _("Mute…"), _("for a while or longer; they are not told"))
        if relation.blocking:
            yield Choice("unblock", "b", _("Unblock"))
        else:
            yield Choice("block", "b", _("Block…"), _("asks first"))
        yield Choice("note", "n", _("Note…"), _("that only you see"))
        if relation.following:
            yield Choice("lists", "l", _("Lists…"), _("put on a list or take off"))
        yield Choice("report", "r", _("Report…"), _("to the moderators; reviewed first"))
    if account.url:
        yield Choice("browser", "o", _("Open in browser"))
    yield Choice("copy", "y", _("Copy handle"))
