"""What the user's filters mean for a status in a place: shown, behind a warning, or hidden.

Apart from how filters are fetched and kept, so that the first frame needs no network.
"""

from __future__ import annotations

from outtray.mastodon.models import FilterResult, Status


def hidden_in(status: Status, context: str) -> bool:
    """Whether the user told the server to hide such a status in such a place."""
    return any(result.filter.filter_action == "hide" for result in in_force(status, context))


def warnings_in(status: Status, context: str) -> tuple[str, ...]:
    """The titles of the filters that put this status behind a warning in such a place, each once."""
    titles = [
        result.filter.title for result in in_force(status, context) if result.filter.filter_action != "hide"
    ]
    return tuple(dict.fromkeys(titles))


def in_force(status: Status, context: str) -> tuple[FilterResult, ...]:
    """The filters that hit this status, or what it boosts, and that act in such a place."""
    parts = (status,) if status.reblog is None else (status, status.reblog)
    return tuple([result for part in parts for result in part.filtered if context in result.filter.context])
