"""Every sentence the program shows passes through here, so that a catalogue can translate it."""

from __future__ import annotations

import gettext as _gettext
from pathlib import Path

_DOMAIN = "outtray"
_LOCALES = Path(__file__).parent / "locale"
_catalogue: _gettext.NullTranslations = _gettext.NullTranslations()


def use_languages(languages: list[str]) -> None:
    """Choose the catalogue for these language codes, best first; English when none fits."""
    global _catalogue  # noqa: PLW0603 - one language for one process, chosen once at start
    _catalogue = _gettext.translation(_DOMAIN, localedir=_LOCALES, languages=languages, fallback=True)


def language() -> str:
    """The code of the language in use, for libraries that carry their own words; ``en`` by default."""
    return _catalogue.info().get("language", "en").partition("_")[0] or "en"


def gettext(message: str) -> str:
    """Translate one message; placeholders in braces are filled by the caller with ``str.format``."""
    return _catalogue.gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """Translate a message that depends on a count, by the plural rule of the language in use."""
    return _catalogue.ngettext(singular, plural, count)
