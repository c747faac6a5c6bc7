"""What a person types to find acts in the journal, as a question the register can answer.

``ferry from:2026-03-01 to:2026-03-31 account:clerk@social.example`` asks for acts in which the word stands,
of these days (both included) and of this account. Words in quotation marks are words, whatever is in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, tzinfo

from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.services.register import Query

_PART = re.compile(r'"([^"]*)"|(\S+)')


class QuestionUnclear(OuttrayError):
    """What was typed cannot be understood as a question to the journal."""


def read_question(typed: str, zone: tzinfo) -> Query:
    """Understand what was typed; days are the user's. Raises ``QuestionUnclear``."""
    words: list[str] = []
    since = until = None
    account = ""
    for part, is_quoted in _parts(typed):
        name, colon, value = part.partition(":")
        if is_quoted:
            words.append(part)
        elif colon and name == "from":
            since = _begin(_day(value), zone)
        elif colon and name == "to":
            until = end_of(_day(value), zone)
        elif colon and name == "account":
            account = value
        else:
            words.append(part)
    if since is not None and until is not None and until <= since:
        raise QuestionUnclear(
            _("The last day is before the first."),
            _("Give the earlier day after from: and the later one after to:."),
        )
    return Query(" ".join(words), since, until, account)


def end_of(day: date, zone: tzinfo) -> datetime | None:
    """The first moment after a day; None for the last day there is, after which nothing comes."""
    return None if day == date.max else _begin(day + timedelta(days=1), zone)


def _begin(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError as error:
        raise QuestionUnclear(
            _("{typed} is not a date.").format(typed=typed or "–"),
            _("Write it as year-month-day, such as 2026-03-01."),
        ) from error


def _parts(typed: str) -> Iterator[tuple[str, bool]]:
    """The parts of what was typed, each with whether it stands in quotation marks; one that stands alone is
    on its way to being typed."""
    for quoted, bare in _PART.findall(typed):
        if quoted or bare:
            yield (quoted, True) if quoted else (bare.strip('"'), False)
