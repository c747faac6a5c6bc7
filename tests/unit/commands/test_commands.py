"""Commands are declared once, and two of them never ask for one key of one screen."""

from __future__ import annotations

import pytest

from outtray.commands.catalogue import PLACES, check_all
from outtray.commands.command import Command, KeyClash, check_clashes


def test_no_place_has_two_commands_on_one_key() -> None:
    check_all()
    ids = [command.id for place in PLACES for command in place.commands]
    assert len(ids) == len(set(ids))


def test_a_clash_names_both_commands_and_where_to_mend_it() -> None:
    first = Command("here.first", ("x",), "First", "Does one thing.")
    second = Command("here.second", ("x",), "Second", "Does another.")
    with pytest.raises(KeyClash, match=r"here\.first and here\.second") as caught:
        check_clashes("this place", (first, second))
    assert "[keys]" in caught.value.next_step
    assert caught.value.commands == ("here.first", "here.second")


def test_a_command_names_the_action_that_carries_it_out() -> None:
    assert Command("desk.next-finding", ("f8",), "Next", "").action == "next_finding"
    assert Command("app.quit", ("q",), "Quit", "").action == "app.quit"
    assert Command("links.pick-3", ("3",), "Open", "", argument=3).action == "pick(3)"


def test_every_dialogue_is_in_the_catalogue() -> None:
    from outtray.screens.address import AddressScreen
    from outtray.screens.drafts import DraftsScreen
    from outtray.screens.links import LinksScreen
    from outtray.screens.login import LoginScreen
    from outtray.screens.options import OptionsScreen
    from outtray.screens.welcome import WelcomeScreen

    known = [place.commands for place in PLACES]
    for screen in (AddressScreen, DraftsScreen, LinksScreen, LoginScreen, OptionsScreen, WelcomeScreen):
        commands = screen.commands
        assert commands in known
        for command in commands:
            assert hasattr(screen, "action_" + command.action.partition("(")[0]), command.id
