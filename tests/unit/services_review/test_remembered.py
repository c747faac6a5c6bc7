"""A draft that is begun before the server answers begins as it will after: the account is remembered."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from hold_kit import SkewedClock
from outtray.acts.act import AccountKey
from outtray.config.locations import locations
from outtray.services.acting import Author
from outtray.services.workspace import Login, Workspace
from outtray_rules.draft import Visibility
from practice_process import PracticeServer


def workspace(folder: Path, login: Login) -> Workspace:
    """The program of one start."""
    places = locations({"OUTTRAY_HOME": str(folder)})
    places.make()
    return Workspace(places, SkewedClock(timedelta(0)), login=login)


def author_of(work: Workspace) -> Author | None:
    """Who would be writing at this moment."""
    return work.author


async def test_what_a_draft_begins_with_is_known_without_the_server(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    practice_server.api(
        "PATCH",
        "/api/v1/accounts/update_credentials",
        data={"source[privacy]": "unlisted", "source[language]": "fr", "source[sensitive]": "true"},
    )
    login = Login(practice_server.url, "town.example", practice_server.account, lambda: practice_server.token)
    first = workspace(tmp_path, login)
    assert author_of(first) is None, "nobody has ever answered"
    await first.connect(login)
    known = first.author
    await first.close()

    assert known == Author(
        AccountKey("town.example", practice_server.account_id, login.acct),
        Visibility.UNLISTED,
        "fr",
        sensitive=True,
    )

    again = workspace(tmp_path, login)
    assert again.author == known
    await again.close()

    (tmp_path / "cache" / "authors.json").write_text("{{{")
    damaged = workspace(tmp_path, login)
    assert damaged.author is None
    await damaged.close()


async def test_a_login_nobody_has_answered_for_starts_narrow_but_for_practice(tmp_path: Path) -> None:
    away = Login("http://127.0.0.1:9", "town.example", "clerk", lambda: "", "17")
    real = workspace(tmp_path / "real", away)
    assert real.author is not None
    assert (real.author.account.id, real.author.visibility) == ("17", Visibility.PRIVATE)
    await real.close()
    away = Login("http://127.0.0.1:9", "practice", "clerk", lambda: "", "17", practice=True)
    practice = workspace(tmp_path / "practice", away)
    assert practice.author is not None
    assert practice.author.visibility is Visibility.PUBLIC
    await practice.close()
