"""Profiles: who somebody is, how we stand to them, and what they posted, under the key p."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Final

import msgspec
from textual.message import Message
from textual.widget import Widget

from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.commands import reading as commands
from outtray.mastodon.models import Account, Relationship, Status
from outtray.mastodon.timelines import AccountView, Timeline
from outtray.screens import messages
from outtray.screens.home.home import Group, Home, Offer, Part
from outtray.screens.home.opened import Opened
from outtray.screens.home.timelines import Timelines
from outtray.widgets.navigation import Navigation, Place
from outtray.widgets.timeline import messages as timeline_messages
from outtray.widgets.timeline.person import Profile, Tab
from outtray.widgets.timeline.view import TimelineView
from outtray_rules.draft import ActKind

OWN_PROFILE = "own-profile"

_VIEWS: Final[tuple[AccountView, ...]] = ("posts", "", "media")


def _tabs() -> tuple[Tab, ...]:
    return (
        Tab("posts", _("Posts")),
        Tab("", _("Posts and replies")),
        Tab("media", _("Media")),
    )


class Profiles(Part):
    """Opens profiles; each is a timeline of that account's posts with the profile above them."""

    commands = commands.PROFILES

    def __init__(self, home: Home) -> None:
        super().__init__(home)
        self._timelines = home.part(Timelines)
        self._open: dict[TimelineView, Profile] = {}
        self._pinned: dict[TimelineView, tuple[Status, ...]] = {}

    def profile_in(self, view: Widget | None) -> Profile | None:
        """The profile a view shows, if it shows one."""
        return self._open.get(view) if isinstance(view, TimelineView) else None

    def open(self, account_id: str, account: Account | None = None) -> None:
        """Open the profile of an account; ``account`` is what is known of it."""
        front = self.profile_in(self.home.part(Opened).top)
        if not account_id or (front is not None and front.account.id == account_id):
            return
        view = self.home.new_view(empty=_("Nothing posted yet, or nothing this server knows of."))
        view.follow = True
        view.parts = _VIEWS
        known = account or Account(id=account_id)
        self._open[view] = Profile(known, is_own=self._is_own(account_id), tabs=_tabs(), tab="posts")
        title = known.name or _("Profile")
        self.home.part(Opened).push(view, title, ended=lambda: self._forget(view))
        self._turn(view, "posts")
        self._draw(view)
        view.focus()
        self.home.start(partial(self._load, view, account_id), group=f"profile {account_id}")

    def hear(self, message: Message) -> None:
        """Open what is asked for, and show what has changed."""
        match message:
            case timeline_messages.ProfileOpened():
                self.open(message.account_id)
            case messages.ProfileRequested(account_id, account):
                self.open(account_id, account)
            case timeline_messages.PartChosen() if message.name in _VIEWS:
                if self.profile_in(message.view) is not None and isinstance(message.view, TimelineView):
                    self._turn(message.view, message.name)
            case messages.RelationshipChanged(relationship):
                self._related(relationship)
            case messages.ActSent(act) if act.kind is ActKind.FOLLOW and act.target is not None:
                self.home.start(
                    partial(self._ask_relationship, act.target.id), group="relationship", exclusive=False
                )
            case Navigation.PlaceChosen() if message.place_id == OWN_PROFILE:
                self.open_own()
            case _:
                pass

    def places(self) -> Iterable[Offer]:
        """The acting account's own profile."""
        yield Offer(Group.ACCOUNT, Place(OWN_PROFILE, f"@{self.home.login.key}"))

    def open_own(self) -> None:
        """Open the profile of who acts."""
        connection = self.home.workspace.connection
        if connection is None:
            self.home.tell(
                _("Not connected yet."),
                _("Wait a moment, or press {refresh} to try again.").format(
                    refresh=self.home.key_of(commands.REFRESH)
                ),
            )
        else:
            self.open(connection.me.id, connection.me)

    # Loading

    async def _load(self, view: TimelineView, account_id: str) -> None:
        connection = await self.home.reading.connection()
        reader = connection.reader
        own = self._is_own(account_id)
        try:
            account = await reader.account(account_id)
            self._change(view, replace(self._open[view], account=account, is_own=own))
            if not own:
                relationship = await connection.people.relationship(account_id)
                self._change(view, replace(self._open[view], relationship=relationship))
            pinned = await reader.account_statuses(account_id, pinned=True)
        except OuttrayError as error:
            view.set_notice(error.sentence, error.next_step)
        except KeyError:
            return  # closed meanwhile
        else:
            marked = [msgspec.structs.replace(status, pinned=True) for status in pinned.items]
            self._pinned[view] = tuple(marked)
            if view in self._open:
                self._draw(view)

    async def _ask_relationship(self, account_id: str) -> None:
        connection = await self.home.reading.connection()
        # What was just sent may have changed the counts of the profile, too.
        relationship, account = await asyncio.gather(
            connection.people.relationship(account_id),
            connection.reader.account(account_id),
            return_exceptions=True,
        )
        for view, profile in tuple(self._open.items()):
            if profile.account.id == account_id and isinstance(account, Account):
                self._change(view, replace(profile, account=account))
        if isinstance(relationship, Relationship):
            self._related(relationship)
        elif isinstance(relationship, OuttrayError):
            self.home.tell_error(relationship)

    def _related(self, relationship: Relationship) -> None:
        for view, profile in tuple(self._open.items()):
            if profile.account.id == relationship.id:
                self._change(view, replace(profile, relationship=relationship))

    def _change(self, view: TimelineView, profile: Profile) -> None:
        self._open[view] = profile
        self.home.part(Opened).retitle(view, profile.account.name or _("Profile"))
        self._draw(view)

    def _draw(self, view: TimelineView) -> None:
        profile = self._open[view]
        pinned = self._pinned.get(view, ()) if profile.tab == "posts" else ()
        view.set_heads([profile.block(), *pinned])

    def _turn(self, view: TimelineView, tab: str) -> None:
        """Turn to a part of a profile, the cursor staying on the profile."""
        profile = self._open[view] = replace(self._open[view], tab=tab)
        name = next(name for name in _VIEWS if name == tab)
        view.part = tab
        view.set_heads([])
        self._timelines.show(view, Timeline("account", profile.account.id, name), live=False)
        self._draw(view)
        view.go_newest()

    def _forget(self, view: TimelineView) -> None:
        self._open.pop(view, None)
        self._pinned.pop(view, None)
        self._timelines.forget(view)

    def _is_own(self, account_id: str) -> bool:
        connection = self.home.workspace.connection
        return connection is not None and connection.me.id == account_id

    # Commands

    def action_profile(self) -> None:
        """See who wrote the selected post."""
        view = self.home.view
        account = None if view is None else view.selected_account
        if account is not None:
            self.open(account.id, account)
