"""How long an act waits: the longest term, every reason, quiet hours across clock changes."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outtray_rules.calendars import in_hours
from outtray_rules.cooling import Cooling, CoolingSettings, cooling_off, quiet_until, worked_wait
from outtray_rules.draft import ActKind, Context, Correspondent
from outtray_rules.durations import DurationError, format_duration, parse_duration
from outtray_rules.finding import Finding, Severity, Source, Span

OTTAWA = ZoneInfo("America/Toronto")
ZONES = [
    OTTAWA,
    ZoneInfo("Europe/London"),
    ZoneInfo("Australia/Lord_Howe"),
    ZoneInfo("Africa/Monrovia"),
    UTC,
]


def finding(severity: Severity) -> Finding:
    return Finding("a-rule", "partisan", severity, Span(0, 3), "abc", "t", "m", "a", Source("s"))


NOTE, WARN, BLOCK = (finding(severity) for severity in (Severity.NOTE, Severity.WARN, Severity.BLOCK))


def test_a_clean_post_waits_the_base_term_and_says_so() -> None:
    cooling = cooling_off([NOTE], Context(), CoolingSettings())
    assert cooling.seconds == 120
    assert [(reason.code, reason.text, reason.decides) for reason in cooling.reasons] == [
        ("base", "every held act waits", True)
    ]
    assert cooling.not_before is None


def test_the_longest_term_wins_and_every_term_is_a_reason_longest_first() -> None:
    context = Context(act=ActKind.REPLY, reply_to=Correspondent("a@b.example"))
    cooling = cooling_off([WARN, WARN, BLOCK], context, CoolingSettings())
    assert cooling.seconds == 12 * 3600
    assert [reason.code for reason in cooling.reasons] == ["block", "warn", "reply", "base"]
    assert [reason.decides for reason in cooling.reasons] == [True, False, False, False]
    assert cooling.reasons[1].text == "2 warnings"


@pytest.mark.parametrize(
    ("act", "code"), [(ActKind.BOOST, "boost"), (ActKind.EDIT, "edit"), (ActKind.REPLY, "reply")]
)
def test_an_act_with_a_term_of_its_own_names_it(act: ActKind, code: str) -> None:
    assert code in [reason.code for reason in cooling_off([], Context(act=act), CoolingSettings()).reasons]


def test_no_wait_is_longer_than_the_maximum_and_the_reason_says_that_it_was_cut() -> None:
    settings = CoolingSettings(block=timedelta(days=9), maximum=timedelta(hours=48))
    cooling = cooling_off([BLOCK], Context(), settings)
    assert cooling.seconds == 48 * 3600
    assert "longest wait allowed" in cooling.reasons[0].text


def test_reasons_are_told_in_french_when_asked() -> None:
    reasons = cooling_off([WARN, WARN], Context(), CoolingSettings(), lang="fr").reasons
    assert [reason.text for reason in reasons] == ["2 avertissements", "tout acte retenu attend"]


def test_a_wait_that_would_end_in_quiet_hours_ends_with_them() -> None:
    settings = CoolingSettings(quiet_hours=((time(22), time(7)),))
    at = datetime(2026, 6, 10, 21, 59, tzinfo=OTTAWA)
    cooling = cooling_off([], Context(at=at), settings)
    assert cooling.not_before == datetime(2026, 6, 11, 7, 0, tzinfo=OTTAWA)
    assert cooling.seconds == 9 * 3600 + 60
    assert (cooling.reasons[0].code, cooling.reasons[0].text) == ("quiet-hours", "quiet hours until 07:00")


def test_a_wait_that_ends_outside_quiet_hours_is_left_alone() -> None:
    settings = CoolingSettings(quiet_hours=((time(22), time(7)),))
    cooling = cooling_off([BLOCK], Context(at=datetime(2026, 6, 10, 23, 0, tzinfo=OTTAWA)), settings)
    assert cooling.not_before is None
    assert cooling.seconds == 12 * 3600


@pytest.mark.parametrize(
    ("at", "hours"),
    [
        (datetime(2026, 3, 7, 23, 0, tzinfo=OTTAWA), 7),  # the clocks skip an hour that night
        (datetime(2026, 10, 31, 23, 0, tzinfo=OTTAWA), 9),  # and repeat one that night
        (datetime(2026, 6, 10, 23, 0, tzinfo=OTTAWA), 8),
    ],
)
def test_quiet_hours_count_real_time_when_the_clocks_change(at: datetime, hours: int) -> None:
    settings = CoolingSettings(base=timedelta(0), quiet_hours=((time(22), time(7)),))
    assert cooling_off([], Context(at=at), settings).seconds == hours * 3600


def test_quiet_hours_that_end_at_a_time_the_clocks_skip_end_after_the_gap() -> None:
    settings = CoolingSettings(base=timedelta(0), quiet_hours=((time(22), time(2, 30)),))
    cooling = cooling_off([], Context(at=datetime(2026, 3, 8, 0, 30, tzinfo=OTTAWA)), settings)
    assert cooling.not_before == datetime(2026, 3, 8, 3, 30, tzinfo=OTTAWA)
    assert cooling.seconds == 2 * 3600


@pytest.mark.parametrize(
    ("at", "until"),
    [
        (datetime(2026, 6, 10, 23, 0, tzinfo=OTTAWA), datetime(2026, 6, 11, 7, 0, tzinfo=OTTAWA)),
        (datetime(2026, 6, 11, 6, 59, tzinfo=OTTAWA), datetime(2026, 6, 11, 7, 0, tzinfo=OTTAWA)),
        (datetime(2026, 6, 11, 7, 0, tzinfo=OTTAWA), None),
        (datetime(2026, 6, 10, 21, 59, tzinfo=OTTAWA), None),
    ],
)
def test_whether_a_moment_lies_in_quiet_hours_and_when_they_end(at: datetime, until: datetime | None) -> None:
    assert quiet_until(at, ((time(22), time(7)),)) == until
    assert quiet_until(at, ()) is None


def test_quiet_hours_cannot_be_told_without_a_time() -> None:
    settings = CoolingSettings(quiet_hours=((time(0), time(23, 59)),))
    assert cooling_off([], Context(), settings).not_before is None


moments = st.builds(
    lambda moment, zone: moment.replace(tzinfo=zone),
    st.datetimes(min_value=datetime(2024, 1, 1), max_value=datetime(2028, 12, 31)),
    st.sampled_from(ZONES),
)
minutes = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))
short = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=3)).map(
    lambda duration: timedelta(seconds=int(duration.total_seconds()))
)


@given(
    moments,
    st.tuples(minutes, minutes),
    short,
    short,
    st.lists(st.sampled_from([NOTE, WARN, BLOCK]), max_size=4),
)
def test_the_wait_is_never_shorter_than_a_term_and_never_ends_in_quiet_hours(
    at: datetime, quiet: tuple[time, time], warn: timedelta, block: timedelta, findings: list[Finding]
) -> None:
    settings = CoolingSettings(warn=warn, block=block, quiet_hours=(quiet,))
    cooling = cooling_off(findings, Context(at=at), settings)
    assert cooling.seconds == max(reason.seconds for reason in cooling.reasons)
    assert [reason.decides for reason in cooling.reasons].count(True) == 1
    if WARN in findings:
        assert cooling.seconds >= min(warn, settings.maximum).total_seconds()
    due = (at.astimezone(UTC) + timedelta(seconds=cooling.seconds)).astimezone(at.tzinfo)
    assert not in_hours(due.time(), *quiet)
    if cooling.not_before is not None:
        assert cooling.not_before.astimezone(UTC) <= due.astimezone(UTC)
        assert timedelta(0) < cooling.not_before.astimezone(UTC) - at.astimezone(UTC)


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=366)))
def test_a_formatted_duration_reads_back(duration: timedelta) -> None:
    assert parse_duration(format_duration(duration)) == timedelta(seconds=round(duration.total_seconds()))


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [("90s", 90), ("15m", 900), ("2h", 7200), ("1d", 86400), ("1h30m", 5400), ("0", 0), (" 2 H ", 7200)],
)
def test_durations_are_read_as_people_type_them(typed: str, seconds: int) -> None:
    assert parse_duration(typed) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "typed", ["", "15", "m", "1.5h", "-5m", "30m1h", "5m5m", "１５m", "9999999d", "two hours", "1h 30"]
)
def test_what_is_no_duration_is_refused_with_a_sentence_and_a_next_step(typed: str) -> None:
    with pytest.raises(DurationError) as caught:
        parse_duration(typed)
    assert caught.value.sentence.endswith(".")
    assert caught.value.next_step


def test_a_bare_number_is_answered_with_a_suggestion() -> None:
    with pytest.raises(DurationError, match="Did you mean 15m"):
        parse_duration("15")


# The wait worked out

QUIET_NIGHT = ((time(22), time(7)),)


def worked(
    findings: list[Finding], at: datetime, lang: str = "en", *, answered: bool = False, **terms: object
) -> str:
    settings = CoolingSettings(quiet_hours=QUIET_NIGHT, **terms)  # type: ignore[arg-type]  # the caller's
    return worked_wait(cooling_off(findings, Context(at=at), settings, lang), lang, answered=answered, at=at)


EVENING = datetime(2026, 6, 10, 21, 50, tzinfo=OTTAWA)
MORNING = datetime(2026, 6, 10, 9, 0, tzinfo=OTTAWA)


def test_a_wait_is_worked_out_in_one_line() -> None:
    assert worked([], MORNING) == "2 min: every held act waits"
    assert worked([WARN], MORNING) == "15 min: one warning"
    assert worked([WARN, WARN], MORNING, answered=True) == "15 min: 2 acknowledged warnings"
    assert worked([BLOCK], MORNING, answered=True) == "12 h: one overridden block"
    expected = "15 min: one acknowledged warning; then not before 07:00: quiet hours"
    assert worked([WARN], EVENING, answered=True) == expected
    expected = "15 min\u00a0: un avertissement; then pas avant 07 h 00\u00a0: heures calmes"
    assert worked([WARN], EVENING, "fr") == expected.replace("then ", "puis ")


def test_a_wait_cut_to_the_maximum_says_so() -> None:
    told = worked([BLOCK], MORNING, answered=True, maximum=timedelta(hours=1))
    assert told == "1 h: one overridden block (cut to the longest wait allowed)"


def test_quiet_hours_that_are_over_are_not_told_and_far_ones_have_their_day() -> None:
    cooling = cooling_off([WARN], Context(at=EVENING), CoolingSettings(quiet_hours=QUIET_NIGHT))
    assert worked_wait(cooling, at=EVENING + timedelta(days=1)) == "15 min: one warning"
    settings = CoolingSettings(block=timedelta(days=2), quiet_hours=QUIET_NIGHT)
    far = cooling_off([BLOCK], Context(at=EVENING + timedelta(minutes=15)), settings)
    assert worked_wait(far, at=EVENING).endswith("then not before 2026-06-13 07:00: quiet hours")


def test_quiet_hours_are_told_in_the_zone_of_whoever_reads() -> None:
    cooling = cooling_off(
        [], Context(at=EVENING + timedelta(hours=1)), CoolingSettings(quiet_hours=QUIET_NIGHT)
    )
    abroad = EVENING.astimezone(ZoneInfo("Europe/London"))
    assert worked_wait(cooling, at=abroad).endswith("not before 12:00: quiet hours")


def test_an_act_that_waits_for_nothing_says_so() -> None:
    assert worked_wait(Cooling(0, ())) == "no wait: nothing was found"


@given(moments, st.lists(st.tuples(minutes, minutes), max_size=3))
def test_however_many_quiet_hours_there_are_a_wait_ends_outside_all_that_leave_a_gap(
    at: datetime, hours: list[tuple[time, time]]
) -> None:
    quiet = tuple(hours)
    end = quiet_until(at, quiet)
    inside = any(in_hours(at.time(), *one) for one in quiet)
    assert (end is None) is not inside
    gap = any(
        not any(in_hours(time(hour, minute), *one) for one in quiet)
        for hour in range(24)
        for minute in (0, 15, 30, 45, 59)
    )
    if end is not None and gap:
        assert not any(in_hours(end.time(), *one) for one in quiet)
        assert end.astimezone(UTC) > at.astimezone(UTC)


def test_quiet_hours_without_a_gap_come_to_an_answer() -> None:
    whole_day = ((time(0), time(12)), (time(12), time(0)))
    assert quiet_until(MORNING, whole_day) is not None
