"""Turns a theme file's colours into a Textual theme and the variables that styles refer to.

Every key of ``outtray_themes.keys.KEYS`` becomes a variable ``$ot-<key>``: in style sheets
(``color: $ot-muted``) and in content (``Content.styled(text, "$ot-warn")``). Textual's own widgets
get the same colours through the variables they know.
"""

from __future__ import annotations

from functools import cache

from textual.theme import Theme as TextualTheme

from outtray_themes.loader import DEFAULT_DARK, shipped_theme, shipped_themes
from outtray_themes.theme import Theme

PREFIX = "ot-"

# Textual's variable -> our key, for the widgets we did not write (inputs, buttons, footer, palette).
_TEXTUAL_VARIABLES = {
    "text": "ink",
    "text-muted": "muted",
    "text-disabled": "muted",
    "foreground-muted": "muted",
    "foreground-disabled": "muted",
    "text-primary": "accent",
    "text-secondary": "note",
    "text-accent": "accent",
    "text-warning": "warn",
    "text-error": "block",
    "text-success": "good",
    "block-cursor-background": "selection",
    "block-cursor-foreground": "ink",
    "block-cursor-blurred-background": "selection",
    "block-cursor-blurred-foreground": "ink",
    "block-hover-background": "selection",
    "border": "focus",
    "border-blurred": "border",
    "scrollbar": "border",
    "scrollbar-hover": "muted",
    "scrollbar-active": "focus",
    "scrollbar-background": "sheet",
    "scrollbar-background-hover": "sheet",
    "scrollbar-background-active": "sheet",
    "scrollbar-corner-color": "sheet",
    "link-color": "link",
    "link-color-hover": "ink",
    "link-background-hover": "selection",
    "footer-foreground": "ink",
    "footer-background": "raised",
    "footer-key-foreground": "accent",
    "footer-key-background": "raised",
    "footer-description-foreground": "ink",
    "footer-description-background": "raised",
    "footer-item-background": "raised",
    "input-cursor-background": "cursor",
    "input-cursor-foreground": "cursor-ink",
    "input-selection-background": "marked",
    "input-selection-foreground": "marked-ink",
    "button-foreground": "ink",
    "button-color-foreground": "ink",
    "screen-selection-background": "marked",
    "screen-selection-foreground": "marked-ink",
}


def variables(theme: Theme) -> dict[str, str]:
    """All variables of a theme, ours and Textual's, as ``#rrggbb``."""
    colours = {key: colour.hex for key, colour in theme.colours.items()}
    found = {name: colours[key] for name, key in _TEXTUAL_VARIABLES.items()}
    found |= {f"{PREFIX}{key}": value for key, value in colours.items()}
    found |= {f"{PREFIX}account-{i}": theme.account_colour(i).hex for i in range(ACCOUNT_COLOURS)}
    return found


ACCOUNT_COLOURS = 6
"""How many ``$ot-account-N`` variables there are; account N uses N modulo this."""


def account_variable(index: int) -> str:
    """The style variable that colours the account at this place in the list of accounts, from 0."""
    return f"${PREFIX}account-{index % ACCOUNT_COLOURS}"


def textual_theme(theme: Theme) -> TextualTheme:
    """The same theme as Textual wants it, to be given to ``App.register_theme``."""
    colours = {key: colour.hex for key, colour in theme.colours.items()}
    return TextualTheme(
        name=theme.name,
        primary=colours["accent"],
        secondary=colours["note"],
        accent=colours["accent"],
        warning=colours["warn"],
        error=colours["block"],
        success=colours["good"],
        foreground=colours["ink"],
        background=colours["ground"],
        surface=colours["sheet"],
        panel=colours["raised"],
        boost=colours["raised"],
        dark=theme.dark,
        text_alpha=1.0,
        variables=variables(theme),
    )


def theme_named(name: str) -> TextualTheme:
    """One theme that ships, ready to register; KeyError for any other name."""
    return textual_theme(shipped_theme(name))


def textual_themes() -> tuple[TextualTheme, ...]:
    """Every theme that ships, ready to register."""
    return tuple(textual_theme(theme) for theme in shipped_themes())


@cache
def variable_defaults() -> dict[str, str]:
    """What ``App.get_theme_variable_defaults`` should answer, so that style sheets parse under any theme."""
    return {
        name: value
        for name, value in variables(shipped_theme(DEFAULT_DARK)).items()
        if name.startswith(PREFIX)
    }
