"""What was in the user's editor when the program was killed becomes the draft it was, or one beside it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from outtray.acts.act import Act
from outtray.acts.canonical import from_json, to_json
from outtray.acts.errors import ActError
from outtray.acts.states import State
from outtray.outbox.errors import NoSuchItem
from outtray.outbox.store import OutboxStore
from outtray.services.acting import Author, new_post


@dataclass(frozen=True, slots=True)
class Left:
    """What a text belongs to while it is in the editor: the act, as it was, and its draft if there is one."""

    act: Act
    item_id: str = ""

    def to_text(self) -> str:
        """For the file beside the text."""
        return json.dumps({"act": to_json(self.act), "draft": self.item_id})

    @classmethod
    def from_text(cls, text: str) -> Left | None:
        """What such a file says; None for anything else, an empty one included."""
        try:
            told = json.loads(text)
            return cls(from_json(told["act"]), str(told["draft"]))
        except (ValueError, KeyError, TypeError, ActError):
            return None


def keep(store: OutboxStore, author: Author, text: str, about: str) -> None:
    """Keep a rescued text: an answer stays one. Raises ``StorageError``.

    Its draft takes it when nobody has changed that since; otherwise it becomes a draft beside it, so that
    neither version is lost. Of a text that belongs to nothing known a post of its own is begun.
    """
    left = Left.from_text(about)
    if left is None:
        act = replace(new_post(author), text=text)
    else:
        act = replace(left.act, text=text)
        if _is_unchanged(store, left):
            store.save_draft(act, item_id=left.item_id)
            return
    if all(draft.act.text != text for draft in store.drafts()):
        store.save_draft(act)


def _is_unchanged(store: OutboxStore, left: Left) -> bool:
    if not left.item_id:
        return False
    try:
        item = store.item(left.item_id)
    except (NoSuchItem, ActError):
        return False
    return item.state is State.DRAFT and item.act == left.act
