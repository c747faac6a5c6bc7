"""The parts of the main screen of which the first frame shows nothing, in the order they hear messages."""

from __future__ import annotations

from outtray.screens.home.abroad import Abroad
from outtray.screens.home.accounts import Accounts
from outtray.screens.home.actions import Actions
from outtray.screens.home.acts import Acts
from outtray.screens.home.announcements import Announcements
from outtray.screens.home.clearing import Clearing
from outtray.screens.home.emoji import CustomEmoji
from outtray.screens.home.filters import Filtering
from outtray.screens.home.home import Part
from outtray.screens.home.listings import Listings
from outtray.screens.home.lists import Gathering
from outtray.screens.home.marks import Marks
from outtray.screens.home.moderation import Moderation
from outtray.screens.home.notifications import Notifications
from outtray.screens.home.people import People
from outtray.screens.home.posts import Posts
from outtray.screens.home.preferences import Preferences
from outtray.screens.home.private import Private
from outtray.screens.home.profiles import Profiles
from outtray.screens.home.records import Records
from outtray.screens.home.searching import Searching
from outtray.screens.home.sources import Sources
from outtray.screens.home.threads import Threads
from outtray.screens.home.viewing import Viewing
from outtray.screens.home.waking import Waking

LATER: tuple[type[Part], ...] = (
    Threads,
    Profiles,
    Notifications,
    Announcements,
    Listings,
    Abroad,
    Searching,
    Sources,
    Private,
    Marks,
    Acts,
    Records,
    Preferences,
    Accounts,
    Moderation,
    Gathering,
    Filtering,
    Clearing,
    People,
    Viewing,
    CustomEmoji,
    Posts,
    Actions,
    Waking,
)
