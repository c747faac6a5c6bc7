"""Signs take one cell, and the plain set is plain."""

from __future__ import annotations

import msgspec
import pytest
from rich.cells import cell_len

from outtray.widgets.icons import ASCII, UNICODE, Icons
from outtray.widgets.theming import account_variable, textual_themes, variable_defaults
from outtray_rules.draft import ActKind, Visibility
from outtray_rules.finding import Severity


@pytest.mark.parametrize("icons", [UNICODE, ASCII])
def test_every_sign_is_one_cell(icons: Icons) -> None:
    signs = msgspec.structs.asdict(icons)
    del signs["ascii_only"]
    assert {name: sign for name, sign in signs.items() if len(sign) != 1 or cell_len(sign) != 1} == {}


def test_the_plain_set_is_ascii() -> None:
    assert all(str(sign).isascii() for sign in msgspec.structs.astuple(ASCII))


@pytest.mark.parametrize("icons", [UNICODE, ASCII])
def test_severities_and_audiences_have_signs_of_their_own(icons: Icons) -> None:
    assert len({icons.severity(severity) for severity in Severity}) == 3
    assert len({icons.visibility(visibility) for visibility in Visibility}) == 4
    assert all(icons.act(kind) for kind in ActKind)


def test_every_theme_gives_every_variable_our_styles_refer_to() -> None:
    for theme in textual_themes():
        assert variable_defaults().keys() <= theme.variables.keys()
    assert account_variable(6) == account_variable(0) == "$ot-account-0"
