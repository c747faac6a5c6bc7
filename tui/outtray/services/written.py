"""When somebody's status was written, as its id tells: a stored act keeps no other time of its target."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_ULID = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_FIRST = datetime(2016, 1, 1, tzinfo=UTC)
"""Before the first Mastodon server; what claims to be older is no time."""
_AHEAD = timedelta(minutes=10)


def written_at(status_id: str, now: datetime) -> datetime | None:
    """The time in an id of Mastodon (milliseconds above 16 bits) or GoToSocial (a ULID), or None without one.

    Both make the id of a status from afar from the time its author's server gave. Sources: Mastodon's
    ``lib/mastodon/snowflake.rb``, the ULID specification.
    """
    if len(status_id) == 26 and set(status_id) <= set(_ULID):
        milliseconds = 0
        for character in status_id[:10]:
            milliseconds = milliseconds * 32 + _ULID.index(character)
    elif status_id.isascii() and status_id.isdecimal() and 15 <= len(status_id) <= 20:
        milliseconds = int(status_id) >> 16
    else:
        return None
    try:
        written = datetime.fromtimestamp(milliseconds / 1_000, UTC)
    except (OverflowError, ValueError, OSError):
        return None
    return written if _FIRST <= written <= now + _AHEAD else None
