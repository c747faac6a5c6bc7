"""What was sent before counts in a run that begins no draft: the third criticism in a month is graver."""

from __future__ import annotations

from pathlib import Path

from hold_kit import review
from outtray.acts.states import State
from outtray.base.clock import SystemClock
from outtray.config.locations import locations
from outtray.config.settings import CoolingTerms, Settings
from outtray.services import acting
from outtray.services.workspace import Login, Workspace
from practice_process import PracticeServer


async def test_the_reviews_of_a_fresh_start_know_what_was_sent(
    practice_server: PracticeServer, tmp_path: Path
) -> None:
    login = Login(
        practice_server.url, "harbour.example", practice_server.account, lambda: practice_server.token
    )
    places = locations({"OUTTRAY_HOME": str(tmp_path)})
    settings = Settings(cooling=CoolingTerms())
    first = Workspace(places, SystemClock(), login=login, defaults=settings)
    connection = await first.connect(login)
    made = practice_server.make_post("minister", "The bridge opens in May.")
    status = await connection.reader.status(made["id"])
    assert first.author is not None
    act = acting.favourite(first.author, status)
    sent = await first.tray.hold(act, review(act))
    assert sent.state is State.SENT
    assert first.prepare().review.recent == ()
    await first.close()

    second = Workspace(places, SystemClock(), login=login, defaults=settings)
    recent = second.prepare().review.recent
    assert [one.at for one in recent] == [sent.updated_at]
    assert second.review.read(act)[1].recent == recent
    second.close_files()
