"""The column at the left: timelines with what is unread, the out-tray, the accounts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import msgspec
from textual import on
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from outtray.commands.moving import DOWN, UP, moving
from outtray.widgets.chooser import Chooser
from outtray.widgets.icons import UNICODE, Icons
from outtray.widgets.text import cut, line
from outtray.widgets.words import counted

MOST_SHOWN = 999
"""Counts beyond this are shown as "999+": how many more no longer matters."""


class Place(msgspec.Struct, frozen=True):
    """One line of the navigation.

    ``id`` is given back when it is chosen; ``key`` is the key that goes there; ``count`` is what is unread or
    held; ``note`` stands below the label; ``colour`` is a style variable for the label.
    """

    id: str
    label: str
    key: str = ""
    count: int = 0
    note: str = ""
    colour: str = "$ot-ink"


class Section(msgspec.Struct, frozen=True):
    """Some places under one heading."""

    heading: str
    places: tuple[Place, ...]


class Navigation(Chooser):
    """Shows sections of places; says which was chosen, changes nothing by itself."""

    DEFAULT_CSS = """
    Navigation {
        width: 26; height: 1fr; border: none; padding: 1 0; background: $ot-ground; color: $ot-ink;
        scrollbar-size-vertical: 0;
        & > .option-list--option-disabled { color: $ot-muted; }
        & > .option-list--option-highlighted { background: $ot-ground; color: $ot-ink; text-style: none; }
        &:focus {
            border: none; background-tint: $ot-ground 0%;
            & > .option-list--option-highlighted {
                background: $ot-selection; color: $ot-ink; text-style: none;
            }
        }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [*moving({DOWN: "cursor_down", UP: "cursor_up"})]

    class PlaceChosen(Message):
        """The user asked to go to a place."""

        def __init__(self, place_id: str) -> None:
            super().__init__()
            self.place_id = place_id

    def __init__(self, *, icons: Icons = UNICODE, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, markup=False)
        self._icons = icons
        self._sections: tuple[Section, ...] = ()
        self._active = ""
        self._drawn: tuple[object, ...] = ()

    def show(self, sections: Sequence[Section], active: str = "") -> None:
        """Show these places, ``active`` marked as where we are; the cursor stays on its place."""
        self._sections, self._active = tuple(sections), active
        self._draw()

    def on_resize(self) -> None:
        """Put the counts at the new edge."""
        self._draw()

    def _draw(self) -> None:
        width = self.scrollable_content_region.width
        state = (self._sections, self._active, width)
        if width < 6 or state == self._drawn:
            return
        self._drawn = state
        highlighted = self.highlighted_option
        kept = highlighted.id if highlighted is not None else self._active
        options: list[Option | None] = []
        for number, section in enumerate(self._sections):
            if number:
                options.append(Option(Content(""), disabled=True))
            options.append(Option(line(f"  {section.heading}", "bold $ot-muted"), disabled=True))
            options.extend(Option(self._line(place, width), id=place.id) for place in section.places)
        self.set_options(options)
        ids = [option.id for option in self.options]
        if kept in ids:
            self.highlighted = ids.index(kept)

    def _line(self, place: Place, width: int) -> Content:
        active = place.id == self._active
        mark = Content.styled(self._icons.chosen if active else " ", "$ot-accent")
        key = Content.styled(f" {place.key or ' '} ", "$ot-accent" if place.key else "")
        number = f"{MOST_SHOWN}+" if place.count > MOST_SHOWN else counted(place.count) if place.count else ""
        count = Content.styled(f" {number} ", "bold $ot-accent" if number else "")
        room = width - mark.cell_length - key.cell_length - count.cell_length
        label = cut(place.label, max(1, room), self._icons.ellipsis)
        label = label.stylize(f"bold {place.colour}" if active else place.colour)
        gap = Content(" " * max(0, room - label.cell_length))
        parts = [mark, key, label, gap, count]
        if place.note:
            note = cut(place.note, max(1, width - 5), self._icons.ellipsis).stylize("$ot-muted")
            parts += [Content("\n    "), note]
        return Content("").join(parts)

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_id is not None:
            self.post_message(self.PlaceChosen(event.option_id))
