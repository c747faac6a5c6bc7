"""The invented papers of the clipping: a name for each kind of outlet and language, and their dates."""

from __future__ import annotations

from datetime import date

# All invented: the name of an existing paper must never appear here.
_NAMES = {
    ("wire", "en"): "Lantern Hill Wire",
    ("wire", "fr"): "Dépêches du Vieux-Phare",
    ("broadsheet", "en"): "The Morning Ledger",
    ("broadsheet", "fr"): "Le Registre du matin",
    ("tabloid", "en"): "The Daily Clamour",
    ("tabloid", "fr"): "Le Grand Tapage",
    ("trade", "en"): "Corridor & Clerk",
    ("trade", "fr"): "Couloirs et Dossiers",
    ("question", "en"): "Questions Without Mercy",
    ("question", "fr"): "Questions sans merci",
    ("french", "fr"): "Le Messager des Sept-Quais",
    ("french", "en"): "Le Messager des Sept-Quais",
}
_OTHER = {"en": "The Paper Boat", "fr": "Le Bateau de papier"}

_DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
}
_MONTHS = {
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ),
    "fr": (
        "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
        "novembre", "décembre",
    ),
}  # fmt: skip


def masthead(outlet: str, lang: str) -> str:
    """The name of the paper for this kind of outlet; the language is that of the headline."""
    lang = "fr" if lang == "fr" else "en"
    return _NAMES.get((outlet, lang), _OTHER[lang])


def printed_date(day: date, lang: str) -> str:
    """A date as a paper of this language prints it under its name."""
    lang = "fr" if lang == "fr" else "en"
    name, month = _DAYS[lang][day.weekday()], _MONTHS[lang][day.month - 1]
    if lang == "fr":
        number = "1er" if day.day == 1 else str(day.day)
        return f"{name.capitalize()} {number} {month} {day.year}"
    return f"{name}, {day.day} {month} {day.year}"
