"""The small signs beside words, once for terminals that draw them and once in plain ASCII.

A sign never stands alone: each has a word beside it or in its row, so that neither colour nor
shape is needed to understand the screen. Every sign is one cell wide.

The first frame waits for this module, so the signs are found by the words of the rules' enumerations
(``"warn"``, ``"unlisted"``) instead of importing them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from outtray.base.translation import gettext as _

if TYPE_CHECKING:
    from outtray_rules.draft import ActKind, Visibility
    from outtray_rules.finding import Severity


class Icons(msgspec.Struct, frozen=True):
    """One set of signs; take ``UNICODE`` or ``ASCII``."""

    ascii_only: bool
    note: str
    warn: str
    block: str
    good: str
    acknowledged: str
    overridden: str
    public: str
    unlisted: str
    private: str
    direct: str
    reply: str
    boost: str
    favourite: str
    favourite_empty: str
    bookmark: str
    quote: str
    poll: str
    media: str
    edit: str
    post: str
    profile: str
    pin: str
    locked: str
    live: str
    polling: str
    offline: str
    limited: str
    cooling: str
    ready: str
    expired: str
    unsure: str
    sending: str
    failed: str
    chosen: str
    bullet: str
    ellipsis: str
    dot: str
    dash: str
    light_rule: str
    double_rule: str
    bar: str
    full: str
    empty: str
    open_quote: str
    close_quote: str
    right: str
    up: str
    torn: str

    def severity(self, severity: Severity) -> str:
        """The sign of a severity."""
        return {"note": self.note, "warn": self.warn, "block": self.block}[severity]

    def visibility(self, visibility: Visibility) -> str:
        """The sign of an audience."""
        return {
            "public": self.public,
            "unlisted": self.unlisted,
            "private": self.private,
            "direct": self.direct,
        }[visibility]

    def act(self, kind: ActKind) -> str:
        """The sign of an act; acts without one of their own get that of a post."""
        return {
            "reply": self.reply,
            "boost": self.boost,
            "favourite": self.favourite,
            "quote": self.quote,
            "poll": self.poll,
            "edit": self.edit,
            "direct": self.direct,
            "profile": self.profile,
            "pin": self.pin,
            "feature": self.pin,
        }.get(kind, self.post)


UNICODE = Icons(
    ascii_only=False,
    note="•",
    warn="▲",
    block="■",
    good="✓",
    acknowledged="✓",
    overridden="≠",
    public="◉",
    unlisted="○",
    private="◐",
    direct="✉",
    reply="↩",
    boost="↻",
    favourite="★",
    favourite_empty="☆",
    bookmark="⚑",
    quote="❝",
    poll="≡",
    media="▣",
    edit="✎",
    post="¶",
    profile="§",
    pin="†",
    locked="⊘",
    live="●",
    polling="◍",
    offline="○",
    limited="◌",
    cooling="◔",
    ready="●",
    expired="◌",
    unsure="?",
    sending="→",
    failed="✗",
    chosen="▌",
    bullet="•",
    ellipsis="…",
    dot="·",
    dash="–",
    light_rule="─",
    double_rule="═",
    bar="│",
    full="━",
    empty="─",
    open_quote=_("“"),
    close_quote=_("”"),
    right="›",
    up="▴",
    torn="▀",
)

ASCII = Icons(
    ascii_only=True,
    note="i",
    warn="!",
    block="X",
    good="+",
    acknowledged="v",
    overridden="%",
    public="*",
    unlisted="o",
    private="@",
    direct="=",
    reply="<",
    boost="&",
    favourite="*",
    favourite_empty="-",
    bookmark="#",
    quote='"',
    poll="=",
    media="#",
    edit="/",
    post=">",
    profile="$",
    pin="^",
    locked="x",
    live="*",
    polling="~",
    offline="o",
    limited="!",
    cooling="~",
    ready="*",
    expired="o",
    unsure="?",
    sending=">",
    failed="x",
    chosen=">",
    bullet="*",
    ellipsis=".",
    dot="-",
    dash="-",
    light_rule="-",
    double_rule="=",
    bar="|",
    full="#",
    empty="-",
    open_quote='"',
    close_quote='"',
    right=">",
    up="^",
    torn="^",
)


def own_set(icons: Icons) -> Icons:
    """A set for one program, which can become the other one while it runs; see ``become``."""
    return msgspec.structs.replace(icons)


def become(shown: Icons, other: Icons) -> None:
    """Make the set that a program's widgets hold draw as the other does from the next painting on."""
    for name in Icons.__struct_fields__:
        msgspec.structs.force_setattr(shown, name, getattr(other, name))
