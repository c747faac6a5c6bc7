"""What a person types to find acts is understood, whatever day it names."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone, tzinfo
from pathlib import Path

import pytest

from journal_kit import Past
from outtray.services.asking import QuestionUnclear, read_question
from outtray.services.register import Format, Query, Register

EAST, WEST = timezone(timedelta(hours=13)), timezone(timedelta(hours=-8))


@pytest.fixture
def past(tmp_path: Path) -> Iterator[Past]:
    made = Past(tmp_path)
    yield made
    made.tray.close()


def test_days_are_the_users_and_both_ends_are_included() -> None:
    asked = read_question('ferry "two words" from:2026-03-01 to:2026-03-31 account:a@b.example', EAST)
    assert asked == Query(
        "ferry two words",
        datetime(2026, 3, 1, tzinfo=EAST),
        datetime(2026, 4, 1, tzinfo=EAST),
        "a@b.example",
    )


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ('"from: home" "to:9" ferry', "from: home to:9 ferry"),
        ("l'été n'arrive pas", "l'été n'arrive pas"),
        ('"not closed yet', "not closed yet"),
        ('""  " "', " "),
        ("", ""),
        ("16:30 http://x", "16:30 http://x"),
    ],
)
def test_words_in_quotation_marks_are_words_and_a_lone_mark_is_none(typed: str, words: str) -> None:
    assert read_question(typed, EAST) == Query(words)


@pytest.mark.parametrize("zone", [EAST, WEST])
async def test_the_first_and_the_last_day_there_are_can_be_asked_for(zone: tzinfo, past: Past) -> None:
    item = past.hold("still waiting")
    register = Register(past.tray.journal, past.clock)
    whole = read_question("from:0001-01-01 to:9999-12-31", zone)
    assert whole.until is None, "no day comes after the last one"
    assert [history.act_id for history in await register.find(whole)] == [item.id]
    for kind in Format:
        assert register.write(io.StringIO(newline=""), kind, whole) == 1
    assert await register.find(read_question("to:0001-01-01", zone)) == ()
    assert await register.find(read_question("from:9999-12-31", zone)) == ()


@pytest.mark.parametrize("typed", ["from:9999-12-31 to:9999-12-30", "from:2026-03-02 to:2026-03-01"])
def test_a_last_day_before_the_first_is_a_sentence(typed: str) -> None:
    with pytest.raises(QuestionUnclear, match="before the first"):
        read_question(typed, EAST)


@pytest.mark.parametrize("typed", ["to:10000-01-01", "from:2026-02-30", "to:", "from:soon"])
def test_a_day_that_never_comes_is_a_sentence(typed: str) -> None:
    with pytest.raises(QuestionUnclear, match="is not a date"):
        read_question(typed, EAST)
