"""What a status is asked to be, and the refusals Mastodon answers an unsound one with."""

from __future__ import annotations

from dataclasses import dataclass

from outtray.practice.errors import Invalid
from outtray.practice.text import length
from outtray.practice.world import Json, World

MAX_CHARACTERS = 500
MAX_MEDIA = 4
MAX_POLL_OPTIONS = 4
MAX_OPTION_LENGTH = 50
MIN_POLL_SECONDS = 300
MAX_POLL_SECONDS = 2_629_746
VISIBILITIES = ("public", "unlisted", "private", "direct")
QUOTE_POLICIES = ("public", "followers", "nobody")


@dataclass(frozen=True, slots=True)
class PollDraft:
    """A poll as asked for; ``expires_in`` in seconds, None for one that never ends (seeds only)."""

    options: tuple[str, ...]
    expires_in: int | None
    multiple: bool = False
    hide_totals: bool = False


@dataclass(frozen=True, slots=True)
class StatusDraft:
    """A status as asked for, before it has an id."""

    account_id: int
    text: str
    spoiler_text: str = ""
    sensitive: bool = False
    visibility: str = "public"
    language: str | None = "en"
    in_reply_to_id: int | None = None
    media_ids: tuple[int, ...] = ()
    poll: PollDraft | None = None
    quoted_status_id: int | None = None
    quote_policy: str = "public"
    application: Json | None = None
    card: Json | None = None


def check(world: World, draft: StatusDraft, *, editing: int | None = None) -> None:
    """Refuse what Mastodon refuses; raises Invalid or NotFound with its sentence."""
    if (
        not draft.text.strip()
        and not draft.media_ids
        and draft.quoted_status_id is None
        and not draft.spoiler_text
    ):
        raise Invalid("Validation failed: Text can't be blank")
    if draft.visibility not in VISIBILITIES:
        raise Invalid("Validation failed: Visibility is not included in the list")
    if draft.quote_policy not in QUOTE_POLICIES:
        raise Invalid("Validation failed: Quote approval policy is not included in the list")
    if length(draft.text, draft.spoiler_text) > MAX_CHARACTERS:
        raise Invalid(f"Validation failed: Text character limit of {MAX_CHARACTERS} exceeded")
    _check_media(world, draft, editing)
    if draft.poll is not None:
        _check_poll(draft.poll)


def _check_media(world: World, draft: StatusDraft, editing: int | None) -> None:
    if len(draft.media_ids) > MAX_MEDIA or (draft.media_ids and draft.poll is not None):
        raise Invalid("Cannot attach more than 4 files")
    kinds: list[str] = []
    for media_id in draft.media_ids:
        row = world.row("SELECT * FROM media WHERE id = ? AND account_id = ?", media_id, draft.account_id)
        if row is None or row["status_id"] not in (None, editing):
            raise Invalid(f"Media ({media_id}) do not exist or are already attached to a post")
        if row["looks_until_ready"] > 0:
            raise Invalid("Cannot attach files that have not finished processing. Try again in a moment!")
        kinds.append(row["type"])
    if len(kinds) > 1 and any(kind in {"video", "audio"} for kind in kinds):
        raise Invalid("Cannot attach a video to a post that already contains images")


def _check_poll(poll: PollDraft) -> None:
    options = poll.options
    if len(options) < 2:
        raise Invalid("Validation failed: Options must have more than one item")
    if len(options) > MAX_POLL_OPTIONS:
        raise Invalid(f"Validation failed: Options can't contain more than {MAX_POLL_OPTIONS} items")
    if any(not option.strip() for option in options):
        raise Invalid("Validation failed: Options can't have blank items")
    if any(length(option) > MAX_OPTION_LENGTH for option in options):
        raise Invalid(f"Validation failed: Options can't be longer than {MAX_OPTION_LENGTH} characters each")
    if len(set(options)) != len(options):
        raise Invalid("Validation failed: Options contain duplicate items")
    if poll.expires_in is None or not MIN_POLL_SECONDS <= poll.expires_in <= MAX_POLL_SECONDS:
        soon = poll.expires_in is not None and poll.expires_in < MIN_POLL_SECONDS
        raise Invalid(f"Validation failed: Duration is too {'soon' if soon else 'far into the future'}")
