"""The keys that fields and lists listen to by themselves, by the place in which they have the focus."""

from __future__ import annotations

from collections.abc import Mapping

from textual.binding import Binding
from textual.dom import DOMNode
from textual.widgets import Input, OptionList, TextArea


def listened() -> Mapping[str, frozenset[str]]:
    """Keys of the focused widget, for the check of clashes; letters that move have names of their own."""
    from outtray.widgets.desk.draft_area import DraftArea
    from outtray.widgets.desk.release_pane import ReleasePane
    from outtray.widgets.outtray.table import OutTrayTable
    from outtray.widgets.records.card import RecordCard
    from outtray.widgets.records.list import RecordList
    from outtray.widgets.timeline.view import TimelineView

    field, chooser = keys_of(Input), keys_of(OptionList)
    return {
        "reading": keys_of(TimelineView),
        "desk": keys_of(DraftArea) | keys_of(TextArea),
        "outtray": keys_of(OutTrayTable),
        "look": keys_of(ReleasePane),
        "register": keys_of(RecordList) | keys_of(RecordCard),
        "settings": chooser,
        "rules": chooser,
        "entries": chooser,
        "drafts": chooser,
        "links": chooser,
        "menu": chooser,
        "ask": field,
        "options": field,
        "login": field,
        "welcome": field,
        "field": field,
        "try": keys_of(TextArea),
    }


def keys_of(kind: type[DOMNode]) -> frozenset[str]:
    """Every key a kind of widget listens to that cannot be given to another command by name."""
    found: set[str] = set()
    for base in kind.__mro__:
        declared = base.__dict__.get("BINDINGS", ())
        found.update(binding.key for binding in Binding.make_bindings(declared) if binding.id is None)
        if not base.__dict__.get("_inherit_bindings", True):
            break
    return frozenset(found)
