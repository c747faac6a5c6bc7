"""What somebody is in the middle of typing: a mention, a hashtag, the name of an emoji."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Sign = Literal["@", "#", ":"]

_TOKEN = re.compile(
    r"(?<![\w/=@])(?P<at>@)(?P<who>\w[\w.-]*(?:@[\w.-]*)?|)$"
    r"|(?<![\w/&#])(?P<hash>\#)(?P<tag>\w*)$"
    r"|(?<![\w:/])(?P<colon>:)(?P<emoji>[A-Za-z0-9_+-]*)$"
)
_LOOKED_AT = 120
"""Characters before the cursor that are looked at; no name is longer."""


class Token(NamedTuple):
    """A sign and what stands between it and the cursor."""

    sign: Sign
    beginning: str

    @property
    def length(self) -> int:
        """Characters before the cursor that a completion takes the place of."""
        return len(self.beginning) + 1


def token_before(line: str) -> Token | None:
    """The token that ends where this part of a line ends, at the cursor; None outside of one."""
    found = _TOKEN.search(line[-_LOOKED_AT:])
    if found is None:
        return None
    if found["at"]:
        return Token("@", found["who"])
    if found["hash"]:
        return Token("#", found["tag"])
    return Token(":", found["emoji"])
