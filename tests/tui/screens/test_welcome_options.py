"""The first start, the options card and the small dialogues, in the real program."""

from __future__ import annotations

from pathlib import Path

import pytest

from outtray.config.locations import Locations, locations
from outtray.welcome import WelcomeApp


@pytest.fixture
def places(tmp_path: Path) -> Locations:
    """The directories of a newcomer."""
    made = locations({"OUTTRAY_HOME": str(tmp_path / "home")})
    made.make()
    return made


async def test_a_crash_of_the_welcome_prints_a_sentence_and_no_local_variable(
    places: Locations, capsys: pytest.CaptureFixture[str]
) -> None:
    def explode() -> None:
        token = "-".join(["the", "access", "token"])
        raise ZeroDivisionError(f"{len(token)}")

    app = WelcomeApp(places)
    with pytest.raises(ZeroDivisionError):
        async with app.run_test():
            app.call_later(explode)
    printed = capsys.readouterr().err
    assert "Outtray had to stop: ZeroDivisionError" in printed
    assert "the-access-token" not in printed
    kept = (places.data / "crash.txt").read_text()
    assert "explode" in kept
    assert "the-access-token" not in kept
