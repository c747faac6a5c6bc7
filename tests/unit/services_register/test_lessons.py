"""What review did, counted as the research counts it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, timedelta, timezone
from pathlib import Path

import pytest

from hold_kit import ACCOUNT, finding
from journal_kit import Past
from outtray.journal.chain import append
from outtray.journal.events import Event, EventName
from outtray.services.lessons import RESEARCH, Advice, Outcome, Tally, learn, outcome_of
from outtray_rules.finding import Severity

TONE = finding(rule="tone")
NOTE = finding(Severity.NOTE, rule="tone")
BLOCK = finding(Severity.BLOCK, rule="secrets")


@pytest.fixture
def past(tmp_path: Path) -> Iterator[Past]:
    made = Past(tmp_path)
    yield made
    made.tray.close()


def test_each_act_comes_to_one_of_the_outcomes_of_the_research(past: Past) -> None:
    past.send(past.hold("as it was", TONE))
    past.send(past.rewrite(past.hold("reckless", TONE), "unwise"))
    past.send(past.rewrite(past.hold("reckless!", TONE), "hasty", NOTE))
    past.send(past.rewrite(past.hold("reckless plan", TONE), "reckless rollout", TONE))
    past.send(past.rewrite(past.hold("harsh", TONE), "harsher", TONE, BLOCK))
    past.drop(past.hold("dropped", TONE))
    emptied = past.hold("dropped at the desk", TONE)
    past.tray.store.edit(emptied.id)
    past.drop(emptied)
    past.hold("not decided", TONE)
    past.send(past.hold("clean"))
    lessons = learn(past.histories(), UTC)
    assert lessons.acts == 9
    assert lessons.tally == Tally(unchanged=1, milder=2, rewritten=2, dropped=2, waiting=1)
    assert (lessons.tally.decided, lessons.tally.total) == (7, 8)
    by_rule = {lesson.rule: lesson for lesson in lessons.rules}
    assert by_rule["tone"].tally == lessons.tally
    assert by_rule["secrets"].tally == Tally(unchanged=1)
    assert [lesson.rule for lesson in lessons.rules] == ["tone", "secrets"]
    assert by_rule["tone"].severity == "warn"


def test_a_rule_that_hits_later_counts_from_then_on(past: Past) -> None:
    """The words were changed before it hit, not because of it."""
    past.send(past.rewrite(past.hold("first"), "second", TONE))
    [history] = past.histories()
    assert outcome_of(history) is Outcome.UNCHANGED
    assert outcome_of(history, "secrets") is None


def test_hours_are_those_of_the_users_day(past: Past) -> None:
    past.send(past.hold("09:31 in Greenwich", TONE))
    zone = timezone(timedelta(hours=-10))
    hours = learn(past.histories(), zone).hours
    assert [hour.hour for hour in hours] == list(range(24))
    assert [(hour.hour, hour.acts, hour.tally) for hour in hours if hour.acts] == [
        (23, 1, Tally(unchanged=1))
    ]


@pytest.mark.parametrize(("after", "regrets"), [(timedelta(hours=23), 1), (timedelta(hours=25), 0)])
def test_what_is_taken_back_within_a_day_is_a_regret(past: Past, after: timedelta, regrets: int) -> None:
    past.take_back(past.send(past.hold("oh dear", TONE)), after=after)
    lessons = learn(past.histories(), UTC)
    assert len(lessons.regrets) == regrets
    assert lessons.rules[0].regrets == regrets
    assert sum(hour.regrets for hour in lessons.hours) == regrets


def test_a_deletion_of_something_else_is_no_regret(past: Past) -> None:
    past.send(past.hold("kept"))
    past.take_back("4711")
    lessons = learn(past.histories(), UTC)
    assert (lessons.acts, lessons.regrets) == (1, ())


def test_a_post_deleted_for_a_new_version_is_no_regret(past: Past) -> None:
    status = past.send(past.hold("The ferrry."))
    item = past.hold("The ferry.")
    past.send(item)
    with past.tray.database.transaction() as connection:
        detail = {"id": status, "by": "redraft"}
        account = f"{ACCOUNT.host}/{ACCOUNT.id}"
        event = Event(EventName.TAKEN_BACK, item.id, account, "post", past.now, detail=detail)
        append(connection, past.tray.journal_key, event)
    first, second = past.histories()
    assert (first.state, first.was_replaced, second.state) == ("taken-back", True, "sent")
    assert learn(past.histories(), UTC).regrets == ()


def test_suggestions_follow_the_counts(past: Past) -> None:
    needless, blocks = finding(rule="needless"), finding(Severity.BLOCK, rule="blocks")
    for number in range(8):
        past.send(past.hold(f"sent anyway {number}", needless, blocks))
    for number in range(3):
        past.drop(past.hold(f"dropped {number}", finding(rule="useful")))
    past.send(past.hold("too few to tell", finding(rule="rare")))
    past.take_back(past.send(past.hold("regretted, no rule hit")))
    found = {(each.advice, each.rule) for each in learn(past.histories(), UTC).suggestions}
    assert found == {(Advice.MUTE, "needless"), (Advice.KEEP, "useful"), (Advice.ADD, "")}
    for each in learn(past.histories(), UTC).suggestions:
        assert "{" not in each.sentence


def test_a_rule_before_a_regret_is_never_called_needless(past: Past) -> None:
    for number in range(9):
        status = past.send(past.hold(f"sent anyway {number}", TONE))
    past.take_back(status)
    [suggestion] = learn(past.histories(), UTC).suggestions
    assert suggestion.advice is Advice.KEEP


def test_nothing_yet_is_no_error() -> None:
    lessons = learn((), UTC)
    assert (lessons.acts, lessons.tally, lessons.rules, lessons.suggestions) == (0, Tally(), (), ())
    assert lessons.tally.share(Outcome.DROPPED) == 0


def test_the_research_is_quoted_as_it_was_published() -> None:
    shares = [round(100 * RESEARCH.share(outcome)) for outcome in Outcome if outcome is not Outcome.WAITING]
    assert dict(zip(["unchanged", "milder", "rewritten", "dropped"], shares, strict=True)) == {
        "unchanged": 69,
        "milder": 8,
        "rewritten": 14,
        "dropped": 9,
    }
