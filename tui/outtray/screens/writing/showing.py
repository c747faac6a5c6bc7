"""What the page says about the act: what it is, what it answers, who reads it, as whom it is said."""

from __future__ import annotations

from outtray.acts.act import Act
from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.commands import desk as commands
from outtray.screens import presenting
from outtray.screens.key_words import desk_keys, key_of
from outtray.screens.writing.page import Part
from outtray.widgets.desk.draft_area import DraftArea
from outtray.widgets.desk.say import act_word
from outtray.widgets.desk.values import Carried, CarriedMedium, CarriedPoll, ProfileLine
from outtray_rules.draft import ActKind


class Showing(Part):
    """Puts the draft on the page and keeps what stands around it true."""

    def begin(self) -> None:
        """Put the draft on the page and the cursor into it."""
        page, act = self.page, self.page.act
        composer = page.body.composer
        is_profile = act.kind is ActKind.PROFILE
        composer.load(act.public_words if is_profile else act.reviewed_text, self._warning)
        if page.is_read_only:
            composer.show_title(self._title_of_others())
            composer.query_one(DraftArea).read_only = True
            composer.count_nothing()
        elif act.kind is ActKind.EDIT:
            composer.show_title(_("Edit"))
        elif act.kind is ActKind.QUOTE and act.target is not None:
            composer.show_parent(presenting.parent(act.target))
            composer.show_title(_("Quote of @{acct}").format(acct=act.target.acct))
        else:
            composer.show_parent(presenting.parent(act.reply_to))
        self._show_around()
        account = act.account.handle.removeprefix("@")
        page.body.pane.show_profile(ProfileLine(acct=account, bio=page.workspace.bio))
        composer.focus_text()
        page.start(self._recall, group="recall")

    def changed(self) -> None:
        """Show what was chosen."""
        self.page.body.composer.show_warning(self._warning)
        self._show_around()

    def keys_changed(self) -> None:
        """Name the keys that hold in the findings, and where the audience is explained."""
        page = self.page
        page.body.pane.findings.show_keys(desk_keys(page.app))
        if page.is_mounted:
            page.body.composer.show_reason(self._why_this_audience())

    async def _recall(self) -> None:
        try:
            await self.page.workspace.recall()
        except OuttrayError as error:
            self.page.tell_error(error)

    def _show_around(self) -> None:
        page, composer = self.page, self.page.body.composer
        login = page.workspace.login
        colour = 0 if login is None else page.workspace.colour(login)
        composer.show_audience(
            presenting.audience(page.act, followers=page.workspace.followers, colour=colour)
        )
        composer.show_reason(self._why_this_audience())
        composer.show_carried(_carried(page.act))

    def _why_this_audience(self) -> str:
        """Why a draft has an audience its writer did not choose; empty when there is nothing to explain."""
        page = self.page
        begun = page.begun
        if begun is None or page.is_read_only or page.act.visibility is not begun.visibility:
            return ""
        parent = begun.reply_to or (begun.target if begun.kind is ActKind.QUOTE else None)
        usual = page.workspace.author.visibility if page.workspace.author is not None else begun.visibility
        if parent is not None and parent.visibility is begun.visibility is not usual:
            return _("No wider than the post it answers. {key} changes it.").format(key=self._options_key)
        offline = page.workspace.connection is None and not page.workspace.settings.posting.visibility
        if parent is None and offline and begun.kind is ActKind.POST:
            told = _("Offline your account's own choice is not known, so it starts narrow. {key} changes it.")
            return told.format(key=self._options_key)
        return ""

    def _title_of_others(self) -> str:
        """What is about to be held, and about whom, for words that are only read here."""
        act = self.page.act
        word, target = act_word(act.kind).capitalize(), act.target
        if target is None:
            return word
        if act.spread is None:
            return _("{word}: @{acct}").format(word=word, acct=target.acct)
        return _("{word}: the words of @{acct}").format(word=word, acct=target.acct)

    @property
    def _options_key(self) -> str:
        return key_of(self.page.app, commands.OPTIONS)

    @property
    def _warning(self) -> str:
        act = self.page.act
        if self.page.is_read_only and act.target is not None:
            return act.target.content_warning
        return act.content_warning


def _carried(act: Act) -> Carried:
    poll = act.poll
    return Carried(
        media=()
        if act.kind is ActKind.PROFILE
        else tuple(
            CarriedMedium(medium.name or medium.mime or medium.id, medium.description)
            for medium in act.reviewed_media
        ),
        poll=None
        if poll is None
        else CarriedPoll(poll.options, poll.expires_in, poll.multiple, poll.hide_totals),
    )
