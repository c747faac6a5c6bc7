"""What stands before the cursor is a mention, a hashtag, an emoji in the making, or none of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outtray.mastodon.tokens import Token, token_before


@pytest.mark.parametrize(
    ("line", "token"),
    [
        ("Thank you @mi", Token("@", "mi")),
        ("@minister@town.ex", Token("@", "minister@town.ex")),
        ("(@zoë", Token("@", "zoë")),
        ("see #harb", Token("#", "harb")),
        ("#Éco", Token("#", "Éco")),
        ("well :smi", Token(":", "smi")),
        ("@", Token("@", "")),
        ("mail clerk@town", None),
        ("https://town.example/@clerk", None),
        ("https://town.example/#part", None),
        ("at 12:30", None),
        ("@minister ", None),
        ("plain", None),
        ("", None),
    ],
)
def test_a_token_is_what_its_sign_begins(line: str, token: Token | None) -> None:
    assert token_before(line) == token


@given(st.text(max_size=300))
def test_a_token_always_ends_the_line_it_is_found_in(line: str) -> None:
    token = token_before(line)
    assert token is None or line.endswith(token.sign + token.beginning)
