"""A hashtag an account shows on its profile, as the Mastodon API tells it."""

from __future__ import annotations

from outtray.mastodon.entity import Entity, Key, Line


class FeaturedTag(Entity, frozen=True, omit_defaults=True, gc=False):
    """A featured hashtag, without its #; `id` is that of the featuring, not of the hashtag."""

    id: Key = ""
    name: Line = ""
    url: Key = ""
