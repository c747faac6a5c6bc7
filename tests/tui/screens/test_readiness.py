"""The moment an act is ready is noticed, quiet hours are said, and notices that are over go away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flow_kit import Flow, program
from outtray.acts.states import State
from outtray.base.clock import SystemClock
from outtray.config.settings import InterfaceSettings
from outtray.screens.confirm import ConfirmScreen
from outtray.screens.look import LookScreen
from outtray.screens.main import MainScreen
from outtray.screens.outtray import OutTrayScreen
from outtray.screens.ready_notice import announce_ready, notification
from outtray.services import acting
from practice_process import PracticeServer


def write_settings(folder: Path, text: str) -> None:
    """The settings of the practice world."""
    place = folder / "config" / "practice"
    place.mkdir(parents=True)
    (place / "settings.toml").write_text(text, encoding="utf-8")


def quiet_now() -> str:
    """Quiet hours from an hour ago to two hours ahead."""
    now = datetime.now(UTC).astimezone(SystemClock().local_zone())  # noqa: TID251
    begin, end = now - timedelta(hours=1), now + timedelta(hours=2)
    return f'[cooling]\nquiet_hours = {{ from = "{begin:%H:%M}", to = "{end:%H:%M}" }}\n'


def why(flow: Flow) -> str:
    """What stands below the table of the out-tray."""
    screen = flow.app.screen
    assert isinstance(screen, OutTrayScreen), flow.screens
    return str(screen.why.render())


async def test_a_post_edited_while_it_was_held_is_shown_anew_to_who_has_it_open(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    seen = practice_server.make_post("minister", "Harmless.")
    async with program(tmp_path, practice_server) as flow:
        connection, author = flow.workspace.connection, flow.workspace.author
        assert connection is not None
        assert author is not None
        await flow.hold_act(acting.boost(author, await connection.reader.status(seen["id"])))
        flow.pass_time(600)
        flow.main.tray_changed()
        await flow.until(lambda: flow.main.header.out_tray.ready, "a ready boost")
        await flow.look()
        practice_server.edit(seen["id"], "Vote for me!")
        await flow.press("s")
        await flow.until(lambda: "edited since" in flow.told, "the refusal")
        assert "Here is the new version" in flow.told
        assert "Open the act" not in flow.told
        await flow.until(lambda: "Vote for me!" in flow.picture(), "the new words")
        [item] = await flow.waiting()
        await flow.until(lambda: item.act.reviewed_text == "Vote for me!", "the new version")
        flow.pass_time(1300)
        screen = flow.app.screen
        assert isinstance(screen, LookScreen)
        await flow.until(
            lambda: not flow._send_disabled(), "an act that can be sent without leaving the look"
        )


async def test_nothing_is_ready_is_said_no_longer_once_something_is(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    async with program(tmp_path, practice_server) as flow:
        await flow.hold_act(flow.post("The ferry runs again."))
        flow.main.tray_changed()
        await flow.press("full_stop")
        await flow.until(lambda: "Nothing is ready yet" in flow.told, "the notice")
        flow.pass_time(600)
        await flow.until(lambda: flow.main.header.out_tray.ready, "a ready act in the header")
        await flow.until(lambda: not flow.told, "the notice to go")


async def test_another_notice_stays_when_something_becomes_ready(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    async with program(tmp_path, practice_server) as flow:
        await flow.hold_act(flow.post("The ferry runs again."))
        flow.main.tell("Parked as a draft.")
        flow.pass_time(600)
        await flow.until(lambda: flow.main.header.out_tray.ready, "a ready act in the header")
        assert "Parked" in flow.told


async def test_in_quiet_hours_nothing_is_called_ready_anywhere(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    write_settings(tmp_path, quiet_now())
    async with program(tmp_path, practice_server) as flow:
        act = flow.post("The ferry runs again.")
        review = flow.workspace.review.review(act)
        item = await flow.workspace.tray.hold(act, review)
        assert item.hold is not None
        assert item.hold.not_before is not None
        flow.main.tray_changed()
        await flow.until(lambda: flow.main.header.out_tray.held == 1, "the header to know")
        assert flow.main.header.out_tray.ready == 0
        screen = await flow.out_tray()
        await flow.until(lambda: "quiet hours" in why(flow), "why it waits")
        assert "12 s: every held act waits; then not before" in why(flow)
        assert screen.table.chosen is not None


async def test_an_act_that_cooled_before_the_quiet_hours_says_until_when_they_last(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    async with program(tmp_path, practice_server) as flow:
        await flow.hold("The ferry runs again.")
        flow.workspace.config.save({"cooling": _quiet_at(flow)})
        flow.main.tray_changed()
        await flow.until(lambda: not flow.main.header.out_tray.ready, "no ready act in the header")
        await flow.press("full_stop")
        await flow.until(lambda: "Nothing is sent before" in flow.told, "the notice")
        assert "quiet hours" in flow.told
        await flow.out_tray()
        await flow.until(lambda: "not before" in flow.picture(), "the row")
        await flow.press("enter")
        await flow.shows(LookScreen)
        await flow.until(lambda: "It has cooled. Not before" in flow.picture(), "the look")
        assert flow._send_disabled()


def _quiet_at(flow: Flow) -> dict[str, object]:
    now = flow.clock.now().astimezone(flow.clock.local_zone())
    # They began after the act had cooled, nine minutes ago.
    begin, end = now - timedelta(minutes=3), now + timedelta(hours=2)
    return {"quiet_hours": {"from": f"{begin:%H:%M}", "to": f"{end:%H:%M}"}}


async def test_quiet_hours_set_over_a_wait_are_counted_into_what_is_left(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    async with program(tmp_path, practice_server) as flow:
        item = await flow.hold_act(flow.post("The ferry runs again."))
        assert flow.workspace.tray.remaining(item) <= timedelta(seconds=12)
        flow.workspace.config.save({"cooling": _quiet_at(flow)})
        assert flow.workspace.tray.remaining(item) > timedelta(hours=1, minutes=58)
        due = flow.workspace.tray.summary((item,)).next_due
        assert due is not None
        assert due - flow.clock.now() > timedelta(hours=1, minutes=58)


async def test_leaving_says_what_is_ready_and_that_nothing_leaves(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    async with program(tmp_path, practice_server) as flow:
        await flow.hold("The ferry runs again.")
        await flow.hold_act(flow.post("The bridge opens in May."))
        await flow.press("q")
        await flow.shows(ConfirmScreen)
        shown = " ".join(flow.picture().split())
        assert "2 acts still wait." in shown
        assert "1 is ready for its second look." in shown
        assert "The next one is ready" in shown
        assert "Nothing is sent while Outtray is closed" in shown


async def test_a_mistaken_policy_is_told_at_the_start_and_reading_goes_on(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text('[cooling]\nwran = "1h"\n', encoding="utf-8")
    async with program(tmp_path, practice_server, policy=policy, keep_notice=True) as flow:
        assert isinstance(flow.app.screen, MainScreen)
        await flow.until(lambda: "cannot be read, so nothing can be sent" in flow.told, "the notice")
        assert 'wran = "1h"' in flow.told
        await flow.hold("The ferry runs again.")
        await flow.look()
        await flow.press("s")
        await flow.until(lambda: "did you mean “warn”?" in flow.told, "the refusal")
    assert practice_server.writes("/api/v1/statuses") == []


# Bell and notification


@pytest.mark.parametrize(
    ("wanted", "environment", "begins"),
    [
        ("off", {"TERM_PROGRAM": "iTerm.app"}, ""),
        ("auto", {}, ""),
        ("auto", {"TERM": "xterm-256color"}, ""),
        ("auto", {"TERM_PROGRAM": "WezTerm"}, "\x1b]9;"),
        ("auto", {"TERM": "foot-extra"}, "\x1b]777;notify;Outtray;"),
        ("auto", {"TERM": "foot", "TMUX": "/tmp/tmux"}, ""),
        ("osc9", {}, "\x1b]9;"),
        ("osc777", {"TERM": "dumb"}, "\x1b]777;notify;"),
        ("osc9", {"TMUX": "/tmp/tmux"}, "\x1bPtmux;\x1b\x1b]9;"),
    ],
)
@pytest.mark.feature("notifications.desktop")
def test_a_notification_is_written_only_where_it_is_wanted_and_understood(
    wanted: str, environment: dict[str, str], begins: str
) -> None:
    sequence = notification(wanted, environment)
    assert sequence.startswith(begins)
    assert bool(sequence) is bool(begins)


@pytest.mark.feature("notifications.desktop")
async def test_a_notification_never_has_a_word_of_the_act(
    tmp_path: Path, practice_server: PracticeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    rung: list[bool] = []
    async with program(tmp_path, practice_server) as flow:
        driver = flow.app._driver
        assert driver is not None
        monkeypatch.setattr(driver, "write", written.append)
        monkeypatch.setattr(flow.app, "bell", lambda: rung.append(True))
        flow.workspace.config.save({"interface": {"notify": "osc777", "bell": True}})
        await flow.hold("The blue folder is on the ferry.")
        await flow.until(lambda: any("777" in text for text in written), "the notification")
        assert not any("folder" in text for text in written if "\x1b]777" in text)
        assert rung == [True]
        written.clear()
        rung.clear()
        announce_ready(flow.app, InterfaceSettings(bell=False, notify="off"))
        assert (written, rung) == ([], [])


async def test_an_act_that_expired_by_the_clock_of_its_server_can_be_sent_after_one_refusal(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    """It was looked at without the network: here that look keeps it ready, its server knows of none."""
    async with program(tmp_path, practice_server) as flow:
        tray = flow.workspace.tray
        item = await flow.hold_act(flow.post("The ferry runs again."))
        flow.pass_time(3600)
        practice_server.set_fault("drop_before", path_regex="verify_credentials", times=None)
        looked = await tray.look(item, flow.workspace.review.review(item.act))
        practice_server.clear_faults()
        assert looked.hold is not None
        assert looked.hold.looked_server_at is None
        later = tray.cooling.ready_window + timedelta(minutes=30)
        flow.clock.skew = later
        practice_server.shift_clock(later.total_seconds())
        flow.main.tray_changed()
        await flow.until(lambda: flow.main.header.out_tray.ready, "a ready act")
        screen = await flow.look()
        await flow.press("s")
        await flow.until(lambda: "it is ready again" in flow.told, "the refusal")
        assert practice_server.writes("/api/v1/statuses$") == []

        def counts() -> bool:
            hold = screen._item.hold
            return hold is not None and hold.looked_server_at is not None

        await flow.until(counts, "a look that counts")
        await flow.pilot.click("#send")  # the key again, so soon, would be taken for one that is held down
        await flow.until(lambda: practice_server.writes("/api/v1/statuses$"), "the post on the server")
        await flow.shows(MainScreen)
        assert (await tray.item(item.id)).state is State.SENT
