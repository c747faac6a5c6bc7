"""Keys of the user's own: granted where they can be, refused by name where they cannot."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outtray.commands.catalogue import PLACES, check_place
from outtray.commands.command import KeyClash, display_key
from outtray.commands.remapping import key_named, remap
from outtray.screens.listening import listened

IDS = [command.id for place in PLACES for command in place.commands]


def refused(wanted: dict[str, str | list[str]]) -> list[str]:
    return [refusal.sentence for refusal in remap(wanted, listened=listened()).refusals]


def test_two_commands_can_change_their_keys_with_one_another() -> None:
    swapped = remap({"reading.reply": "b", "reading.boost": ["r", "F5"]}, listened=listened())
    assert "reading.refresh" in swapped.refusals[0].sentence
    swapped = remap({"reading.reply": "b", "reading.boost": ["r", "F6"]}, listened=listened())
    assert swapped.refusals == ()
    assert swapped.keymap == {"reading.reply": "b", "reading.boost": "r,f6"}


def test_a_clash_is_refused_with_both_names_and_the_key_stays_as_it_came() -> None:
    got = remap({"reading.reply": "R", "reading.open-link": "none"}, listened=listened())
    assert "reading.reply" not in got.keys
    assert got.refusals[0].sentence == (
        "On Timeline and thread the key R is asked for by both reading.reply and reading.register."
    )


@pytest.mark.parametrize(
    ("command", "key", "why"),
    [
        ("reading.reply", "j", "move.down"),
        ("reading.reply", "pagedown", "the focused field"),
        ("reading.repli", "x", "did you mean “reading.reply”?"),
        ("reading.reply", "hyper", "“hyper” is no key."),
        ("desk.hold", "h", "is a letter where text is written"),
        ("desk.hold", "ctrl+k", "the focused field"),
        ("look.send", "enter", "never done by Enter alone"),
        ("app.quit", "^O", "desk.options"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(command: str, key: str, why: str) -> None:
    assert why in refused({command: key})[0]


def test_a_command_can_be_left_without_a_key() -> None:
    got = remap({"reading.reply": "none"}, listened=listened())
    assert got.keymap == {"reading.reply": "none"}
    assert got.refusals == ()


def test_without_letters_only_arrows_and_page_keys_move() -> None:
    got = remap({}, letters_move=False, listened=listened())
    assert got.refusals == ()
    assert got.keys["move.down"] == ()
    assert got.keys["reading.newest"] == ("home",)
    assert remap({"reading.reply": "j"}, letters_move=False, listened=listened()).refusals == ()


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("R", "R"), ("?", "question_mark"), (",", "comma"), ("^O", "ctrl+o"), ("Ctrl+O", "ctrl+o"),
        ("+", "plus"), ("F5", "f5"), ("Esc", "escape"), ("PgDn", "pagedown"),
        ("ctrl+shift+f5", "ctrl+shift+f5"), ("é", "é"),
    ],
)  # fmt: skip
def test_keys_are_named_as_people_write_them(typed: str, key: str) -> None:
    from textual.keys import _character_to_key

    assert key_named(typed) == (_character_to_key(typed) if typed == "é" else key)


@pytest.mark.parametrize("typed", ["", "hyper", "ctrl+", "ctrl+hyper", "two words", "\n"])
def test_what_is_no_key_is_told(typed: str) -> None:
    with pytest.raises(KeyClash):
        key_named(typed)


def test_a_key_is_shown_as_it_is_typed() -> None:
    shown = [display_key(key) for key in ("ctrl+o", "alt+x", "exclamation_mark", "delete", "F", "f5")]
    assert shown == ["^O", "Alt+x", "!", "Del", "F", "F5"]


@given(
    st.dictionaries(
        st.sampled_from(IDS) | st.text(max_size=8),
        st.sampled_from(["a", "b", "c", "R", "enter", "f5", "f6", "ctrl+o", "none", "j", "down"])
        | st.text(max_size=6),
        max_size=12,
    )
)
def test_whatever_is_wished_no_place_ends_with_two_commands_on_one_key(wanted: dict[str, str]) -> None:
    got = remap(wanted, listened=listened())
    for place in PLACES:
        check_place(place, got.keys)
    assert {refusal.command for refusal in got.refusals} <= set(wanted)
    assert set(got.keys) == set(wanted) - {refusal.command for refusal in got.refusals}
