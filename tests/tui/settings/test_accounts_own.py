"""What one account has for itself, given on a card and saved in the file."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from textual.widgets import Input

from outtray.config.accounts import Accounts, StoredAccount, save_accounts
from outtray.screens.settings.field import FieldScreen
from outtray.widgets.settings.wording import SECTIONS
from tui.settings.test_settings_screen import FILE, Seen, places_in, settings

CLERK = StoredAccount("https://harbour.example", "7", "clerk")
HIS = '\n[accounts."clerk@harbour.example".profile]\nrole = "analyst"  # kept\n'


async def fill(seen: Seen, **answers: str) -> None:
    """Type into the fields of the card in front."""
    await seen.until(lambda: isinstance(seen.pilot.app.screen, FieldScreen), "the card")
    for name, words in answers.items():
        seen.pilot.app.screen.query_one(f"#field-{name}", Input).value = words
    await seen.pilot.pause()


@pytest.mark.parametrize("size", [(60, 20), (100, 40)])
async def test_an_account_is_given_its_own_on_a_card(tmp_path: Path, size: tuple[int, int]) -> None:
    save_accounts(places_in(tmp_path).accounts_file, Accounts((CLERK,), CLERK.key))
    async with settings(tmp_path, size=size, file=FILE + HIS) as seen:
        await seen.press(*["down"] * list(SECTIONS).index("accounts"))
        await seen.press("enter")
        await seen.shows("@clerk@harbour.example", "1 more in the file")
        await seen.press("enter")
        await fill(seen, colour="9", visibility="sideways")
        await seen.shows("from 0 to 6", "expected one of")
        await seen.press("ctrl+s")
        assert isinstance(seen.pilot.app.screen, FieldScreen), "what is wrong cannot be taken"
        await fill(seen, colour="4", visibility="private", quiet_hours="18:00-08:00", packs="everyone")
        await seen.press("ctrl+s")
        await seen.shows("1 not saved", "Colour: 4")
        await seen.press("s", "s")
        await seen.until(lambda: "colour" in seen.file, "the file")
        assert seen.file.startswith(FILE)
        assert "# kept" in seen.file
        assert tomllib.loads(seen.file)["accounts"]["clerk@harbour.example"] == {
            "profile": {"role": "analyst"},
            "colour": 4,
            "visibility": "private",
            "quiet_hours": {"from": "18:00", "to": "08:00"},
            "packs": ["everyone"],
        }
        assert seen.workspace.config.colour_of(CLERK.key) == 3
        await seen.press("z")
        await seen.press("s", "s")
        await seen.until(lambda: "clerk@harbour" not in seen.file, "nothing of its own")
