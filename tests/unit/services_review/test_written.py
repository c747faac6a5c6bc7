"""The time a status was written, from ids of real servers' making, and no time from anything else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hold_kit import START, HandClock, every_field
from outtray.services.review import ReviewService
from outtray.services.written import written_at
from outtray_rules.cooling import CoolingSettings
from outtray_rules.draft import Profile
from outtray_rules.engine import Reviewer

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status_id", "written"),
    [
        ("109372843234", None),
        ("110000000000000000", datetime(2023, 3, 10, 14, 30, tzinfo=UTC)),
        ("01FBVD42CQ3ZEEVMW180SBX03B", datetime(2021, 7, 30, tzinfo=UTC)),
        ("9xyzAbc", None),
        ("99999999999999999999", None),
        ("7ZZZZZZZZZZZZZZZZZZZZZZZZZ", None),
        ("", None),
    ],
)
def test_an_id_tells_when_its_status_was_written_or_nothing(status_id: str, written: datetime | None) -> None:
    found = written_at(status_id, NOW)
    if written is None:
        assert found is None
    else:
        assert found is not None
        assert abs(found - written) < timedelta(days=1)


@given(st.text(max_size=30) | st.integers(0, 10**21).map(str))
def test_whatever_the_id_a_time_is_never_in_the_future(status_id: str) -> None:
    found = written_at(status_id, NOW)
    assert found is None or found <= NOW + timedelta(minutes=10)


def test_a_review_knows_how_long_after_its_parent_a_reply_is_written() -> None:
    act = every_field()
    assert act.reply_to is not None
    parent = START - timedelta(minutes=3)
    snowflake = str(int(parent.timestamp() * 1_000) << 16)
    service = ReviewService(
        lambda: Reviewer([]),
        HandClock(),
        profile=lambda bio: Profile(),
        cooling=CoolingSettings,
        windows=dict,
    )
    _, context = service.read(replace(act, reply_to=replace(act.reply_to, id=snowflake)))
    assert context.since_parent == timedelta(minutes=3)
    assert service.read(act)[1].since_parent is None
