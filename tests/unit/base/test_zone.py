"""The machine's own zone: a real one with its daylight saving wherever the machine names it."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from outtray.base.zone import machine_zone

SUMMER = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
WINTER = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
FIXED = timezone(timedelta(hours=-5))


def offsets(environment: dict[str, str], etc: Path, now: datetime = WINTER) -> list[timedelta | None]:
    zone = machine_zone(environment, etc, FIXED, now)
    return [moment.astimezone(zone).utcoffset() for moment in (WINTER, SUMMER)]


TORONTO = [timedelta(hours=-5), timedelta(hours=-4)]
NO_SAVING = [timedelta(hours=-5), timedelta(hours=-5)]


@pytest.mark.parametrize(
    "name", ["America/Toronto", ":America/Toronto", "/usr/share/zoneinfo/America/Toronto"]
)
def test_the_zone_of_the_environment_has_its_daylight_saving(name: str, tmp_path: Path) -> None:
    assert offsets({"TZ": name}, tmp_path) == TORONTO


def test_the_zone_is_where_the_link_leads(tmp_path: Path) -> None:
    (tmp_path / "localtime").symlink_to("/usr/share/zoneinfo/America/Toronto")
    assert offsets({}, tmp_path) == TORONTO


def test_the_zone_is_the_one_written_down_where_local_time_is_a_copy(tmp_path: Path) -> None:
    (tmp_path / "localtime").write_bytes(b"TZif")
    (tmp_path / "timezone").write_text("America/Toronto\n", encoding="utf-8")
    assert offsets({}, tmp_path) == TORONTO


@pytest.mark.parametrize(
    "name",
    [
        "",
        "EST5EDT4,M3.2.0,M11.1.0",
        "Nowhere/At",
        "America",
        "../../etc/passwd",
        "/etc/passwd",
        "\0",
        "é" * 999,
    ],
)
def test_a_zone_that_cannot_be_found_is_the_offset_of_the_moment(name: str, tmp_path: Path) -> None:
    assert offsets({"TZ": name}, tmp_path) == NO_SAVING


def test_a_machine_that_names_no_zone_has_the_offset_of_the_moment(tmp_path: Path) -> None:
    assert offsets({}, tmp_path) == NO_SAVING


def test_a_zone_that_contradicts_the_machines_clock_is_not_believed(tmp_path: Path) -> None:
    assert offsets({"TZ": "Europe/Paris"}, tmp_path) == NO_SAVING


def test_the_program_knows_the_summer_and_the_winter_of_its_machine() -> None:
    code = (
        "from datetime import datetime, UTC; from outtray.base.clock import SystemClock\n"
        "zone = SystemClock().local_zone()\n"
        "print({datetime(2026, m, 1, tzinfo=UTC).astimezone(zone).utcoffset() for m in (1, 7)}.__len__())"
    )
    env = {**os.environ, "TZ": "America/Toronto", "PYTHONPATH": os.pathsep.join(sys.path)}
    told = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "2"
