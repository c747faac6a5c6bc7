"""The small signs beside words, once for terminals that draw them and once in plain ASCII.

A sign never stands alone: each has a word beside it or in its row, so that neither colour nor
shape is needed to understand the screen. Every sign is one cell wide.
"""

from __future__ import annotations

from dataclasses import dataclass

from outtray_rules.draft import ActKind, Visibility
from outtray_rules.finding import Severity


@dataclass(frozen=True, slots=True)
class Icons:
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
        return {Severity.NOTE: self.note, Severity.WARN: self.warn, Severity.BLOCK: self.block}[severity]

    def visibility(self, visibility: Visibility) -> str:
        """The sign of an audience."""
        return {
            Visibility.PUBLIC: self.public,
            Visibility.UNLISTED: self.unlisted,
            Visibility.PRIVATE: self.private,
            Visibility.DIRECT: self.direct,
        }[visibility]

    def act(self, kind: ActKind) -> str:
        """The sign of an act; acts without one of their own get that of a post."""
        return {
            ActKind.REPLY: self.reply,
            ActKind.BOOST: self.boost,
            ActKind.FAVOURITE: self.favourite,
            ActKind.QUOTE: self.quote,
            ActKind.POLL: self.poll,
            ActKind.EDIT: self.edit,
            ActKind.DIRECT: self.direct,
            ActKind.PROFILE: self.profile,
            ActKind.PIN: self.pin,
            ActKind.FEATURE: self.pin,
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
    open_quote="“",
    close_quote="”",
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
