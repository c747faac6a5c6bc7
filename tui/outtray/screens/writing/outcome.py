"""How the desk is left."""

from __future__ import annotations

from dataclasses import dataclass

from outtray.acts.item import Item


@dataclass(frozen=True, slots=True)
class Held:
    """The desk was left with the act in the out-tray; of a thread this is its first part.

    ``parts`` counts the acts that were made of the text.
    """

    item: Item
    parts: int = 1


@dataclass(frozen=True, slots=True)
class SentAtOnce:
    """The desk was left with a checked act that went out clean."""

    item: Item


@dataclass(frozen=True, slots=True)
class Parked:
    """The desk was left with a draft kept (empty when there was nothing to keep)."""

    item_id: str


DeskOutcome = Held | SentAtOnce | Parked
