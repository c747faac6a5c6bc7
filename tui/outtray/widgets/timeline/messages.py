"""What a timeline tells the screen: things the user did, and things it would like to have."""

from __future__ import annotations

from textual.message import Message
from textual.widget import Widget

from outtray.mastodon.models import MediaAttachment, Status


class TimelineMessage(Message):
    """The base of all of them; ``view`` is the timeline it comes from, set when it is posted."""

    view: Widget | None = None


class SelectionChanged(TimelineMessage):
    """The cursor stands on another post, or on none."""

    def __init__(self, status_id: str | None) -> None:
        super().__init__()
        self.status_id = status_id


class StatusOpened(TimelineMessage):
    """The user opened a post."""

    def __init__(self, status: Status) -> None:
        super().__init__()
        self.status = status


class StatusRequested(TimelineMessage):
    """The user asked for a post that is only known by its id: a parent, or a quoted post."""

    def __init__(self, status_id: str) -> None:
        super().__init__()
        self.status_id = status_id


class OlderRequested(TimelineMessage):
    """Posts older than ``oldest_id`` are wanted; answer with ``append_older`` or ``fail_older``.

    ``oldest_id`` is "" when there is no post yet and the user tries again.
    """

    def __init__(self, oldest_id: str) -> None:
        super().__init__()
        self.oldest_id = oldest_id


class GapRequested(TimelineMessage):
    """The posts between two are wanted; answer with ``fill_gap``.

    ``newer_id`` is the post above the gap, ``older_id`` the one below it ("" when there is none).
    """

    def __init__(self, newer_id: str, older_id: str) -> None:
        super().__init__()
        self.newer_id = newer_id
        self.older_id = older_id


class NewRevealed(TimelineMessage):
    """Posts that were counted above have been put in; ``newest_id`` is the first of ``count``."""

    def __init__(self, newest_id: str, count: int) -> None:
        super().__init__()
        self.newest_id = newest_id
        self.count = count


class LinkOpened(TimelineMessage):
    """The user asked for an address. It is foreign: http or https, its host was shown."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url


class ProfileOpened(TimelineMessage):
    """The user asked for the profile of an account."""

    def __init__(self, account_id: str) -> None:
        super().__init__()
        self.account_id = account_id


class TagOpened(TimelineMessage):
    """The user asked for a hashtag; ``name`` is without its #."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


class MediaOpened(TimelineMessage):
    """The user asked for the medium at ``index`` of a post."""

    def __init__(self, status: Status, index: int) -> None:
        super().__init__()
        self.status = status
        self.index = index


class PicturesWanted(TimelineMessage):
    """A post in sight has pictures that are not here yet; answer with ``show_picture``."""

    def __init__(self, entry_id: str, media: tuple[MediaAttachment, ...]) -> None:
        super().__init__()
        self.entry_id = entry_id
        self.media = media


class EmojiWanted(TimelineMessage):
    """Posts in sight have custom emoji whose pictures are not here yet; answer with ``show_emoji``."""

    def __init__(self, addresses: tuple[str, ...]) -> None:
        super().__init__()
        self.addresses = addresses


class PartChosen(TimelineMessage):
    """The user turned to a part of what is shown; ``name`` is one its block gave."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


class ItemChosen(TimelineMessage):
    """The user opened one thing of a list; ``name`` is what the list calls it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


class PollChosen(TimelineMessage):
    """The user pointed at the poll of a post."""

    def __init__(self, status: Status) -> None:
        super().__init__()
        self.status = status


class NoticeDismissed(TimelineMessage):
    """The user has read the notice above the posts and put it away."""
