"""What one account has for itself: a card of the settings that differ from account to account."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.base.translation import ngettext
from outtray.config.form import SettingsForm, said_of
from outtray.config.settings import AccountSettings
from outtray.config.typed import Shape, Typed, text_of, typed_fields, value_of_text
from outtray.screens.settings.field import Answers, FieldScreen, Judged, Line
from outtray.widgets.icons import Icons
from outtray.widgets.settings.wording import value_words

ACCOUNTS: Final = "accounts"
_ON_THE_CARD: Final = ("colour", "visibility", "language", "quiet_hours", "packs")
_TYPED: Final = {one.key: one for one in typed_fields(ACCOUNTS, AccountSettings) if one.key in _ON_THE_CARD}


def card(form: SettingsForm, account: str, *, icons: Icons) -> FieldScreen:
    """The card of an account (``acct@host``); what is typed is judged as it is typed."""

    def judge(answers: Answers) -> Judged:
        try:
            preview = form.judge(ACCOUNTS, account, made(form, account, answers))
        except OuttrayError as error:
            return Judged(wrong=(error.sentence,))
        return Judged(wrong=said_of(preview.problems, ACCOUNTS, account))

    meaning = _("What is left empty is as it is for all accounts. A policy rules here, too.")
    return FieldScreen(f"@{account}", meaning, list(_lines(form, account)), judge, icons=icons)


def made(form: SettingsForm, account: str, answers: Answers) -> dict[str, Any] | None:
    """What was typed, as it stands in the file; what the card does not show stays. None for nothing."""
    table = {key: value for key, value in _written(form, account).items() if key not in _TYPED}
    for key, typed in _TYPED.items():
        value = value_of_text(answers[key], typed.shape)
        if typed.shape is Shape.NUMBER and value == "":
            continue
        if value not in (typed.default, "", []):
            table[key] = value
    return table or None


def about(form: SettingsForm, account: str) -> str:
    """What an account has for itself in a few words; empty for nothing."""
    own = _written(form, account)
    told = [f"{_labels()[key]}: {_shown(own[key], typed)}" for key, typed in _TYPED.items() if key in own]
    more = len(own) - len(told)
    if more:
        told.append(ngettext("{count} more in the file", "{count} more in the file", more).format(count=more))
    return " · ".join(told)


def _shown(value: Any, typed: Typed) -> str:
    text = text_of(value, typed.shape)
    return value_words(text) if typed.shape is Shape.CHOICE else text


def _written(form: SettingsForm, account: str) -> dict[str, Any]:
    """What stands in the file for an account, or would."""
    table = form.written(ACCOUNTS, account) or {}
    return {key: value for key, value in table.items() if value not in ("", [], 0)}


def _lines(form: SettingsForm, account: str) -> Iterator[Line]:
    own = _written(form, account)
    for key, typed in _TYPED.items():
        value = text_of(own[key], typed.shape) if key in own else ""
        yield Line(key, _labels()[key], value, _examples()[key])


def _labels() -> dict[str, str]:
    return {
        "colour": _("Colour"),
        "visibility": _("Visibility"),
        "language": _("Language"),
        "quiet_hours": _("Quiet hours"),
        "packs": _("Packs in use"),
    }


def _examples() -> dict[str, str]:
    return {
        "colour": _("1 to 6, the account colours of the theme; empty takes the next"),
        "visibility": _("public, unlisted, private or direct"),
        "language": _("two letters, such as fr"),
        "quiet_hours": _("such as 20:00–08:00"),
        "packs": _("ids with commas between, such as ca-federal"),
    }
