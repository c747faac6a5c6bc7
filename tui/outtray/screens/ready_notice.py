"""The moment an act is ready: a bell, and a desktop notification where the terminal is known to show one."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from textual.app import App

from outtray.base.translation import gettext as _
from outtray.config.settings import InterfaceSettings
from outtray.screens.terminal import write_to_terminal

NOTHING_READY = "nothing-ready"
"""The topic of a notice that is over once an act is ready."""

_OSC9 = frozenset({"iTerm.app", "WezTerm", "ghostty", "rio"})
"""Terminals, by ``TERM_PROGRAM``, that show OSC 9 as a notification."""

_OSC777 = ("foot", "rxvt-unicode", "kitty", "xterm-kitty", "xterm-ghostty")
"""Terminals, by the beginning of ``TERM``, that show OSC 777 as one."""


def announce_ready(
    app: App[Any], interface: InterfaceSettings, environment: Mapping[str, str] | None = None
) -> None:
    """Ring and notify, each if allowed. Never a word of the act: a notification shows on a locked screen."""
    if interface.bell:
        app.bell()
    announce(app, interface, _("An act in your out-tray is ready for its second look."), environment)


def announce(
    app: App[Any], interface: InterfaceSettings, words: str, environment: Mapping[str, str] | None = None
) -> None:
    """Notify of something in our own words, if allowed."""
    sequence = notification(interface.notify, os.environ if environment is None else environment, words)
    write_to_terminal(app, sequence)


def notification(wanted: str, environment: Mapping[str, str], words: str = "") -> str:
    """The control sequence of a notification, empty where none is wanted or none would be understood."""
    kind = _known(environment) if wanted == "auto" else wanted
    words = (words or _("An act in your out-tray is ready for its second look.")).replace(";", ",")
    if kind == "osc9":
        return _wrapped(f"\x1b]9;{words}\x07", environment)
    if kind == "osc777":
        return _wrapped(f"\x1b]777;notify;Outtray;{words}\x07", environment)
    return ""


def _known(environment: Mapping[str, str]) -> str:
    """Which sequence this terminal understands; through screen or tmux nobody knows what is outside."""
    if environment.get("TMUX") or environment.get("STY"):
        return "off"
    if environment.get("TERM_PROGRAM") in _OSC9:
        return "osc9"
    return "osc777" if environment.get("TERM", "").startswith(_OSC777) else "off"


def _wrapped(sequence: str, environment: Mapping[str, str]) -> str:
    """The sequence so that tmux hands it on, where somebody asked for it by name."""
    if not environment.get("TMUX"):
        return sequence
    doubled = sequence.replace("\x1b", "\x1b\x1b")
    return f"\x1bPtmux;{doubled}\x1b\\"
