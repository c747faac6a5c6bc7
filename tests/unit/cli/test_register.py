"""The register on the command line: any day of the calendar is a day, in every zone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from journal_kit import Past
from outtray.cli.main import run

EAST, WEST = "Pacific/Auckland", "America/Vancouver"


@pytest.fixture(autouse=True)
def act(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A home in which one act is held."""
    past = Past(tmp_path / "data" / "outbox")
    item = past.hold("still waiting")
    past.tray.close()
    monkeypatch.setenv("OUTTRAY_HOME", str(tmp_path))
    return item.id


@pytest.mark.parametrize("zone", ["UTC", EAST, WEST])
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (["--to", "9999-12-31"], True),
        (["--to", "9999-12-30"], True),
        (["--to", "9999-12-31T23:59:59"], True),
        (["--to", "9999-12-31T23:59:59-12:00"], True),
        (["--from", "0001-01-01"], True),
        (["--from", "0001-01-01T00:00:00+14:00"], True),
        (["--from", "0001-01-01", "--to", "9999-12-31"], True),
        (["--from", "9999-12-31"], False),
        (["--from", "9999-12-31", "--to", "9999-12-31"], False),
        (["--to", "0001-01-01"], False),
        (["--to", "0001-01-01T00:00:00+14:00"], False),
    ],
)
def test_the_first_and_the_last_day_there_are_can_be_asked_for(
    act: str,
    zone: str,
    typed: list[str],
    found: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("TZ", zone)
    assert run(["register", "show", "--json", *typed]) == 0
    assert [one["id"] for one in json.loads(capsys.readouterr().out)["acts"]] == [act] * found
    for kind in ("jsonl", "csv", "html"):
        assert run(["register", "export", "--format", kind, *typed]) == 0
        assert (act in capsys.readouterr().out) is found


@pytest.mark.parametrize("typed", ["10000-01-01", "2026-02-30", "0000-01-01", "9999-12-32", "", "soon"])
def test_a_day_that_never_comes_is_a_sentence(typed: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["register", "show", "--to", typed]) == 2
    assert "is not a date" in capsys.readouterr().err


def test_the_last_day_is_not_before_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["register", "show", "--from", "9999-12-31", "--to", "9999-12-30"]) == 2
    assert "before the first" in capsys.readouterr().err
