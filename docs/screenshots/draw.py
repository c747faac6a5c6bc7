"""Draws the pictures of the docs by driving the program on a practice server; see ``make screenshots``.

``draw.py`` draws all, in every language there is a catalogue for; ``draw.py --language fr desk look`` draws
these. English pictures lie beside this file, others in a folder named for their language. The scenes are
those of the tour that the tests take (``tests/tour.py``); clocks stand still there, so that a picture differs
from the one before only where the program does.
"""

from __future__ import annotations

import argparse
import asyncio
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "docs")]

from outtray.base.translation import use_languages  # noqa: E402

LANGUAGES = ("en", "fr")
_CHOICES = argparse.ArgumentParser(description="Draw the pictures of the docs.")
_CHOICES.add_argument("--language", choices=LANGUAGES, help="only this one (default: all)")
_CHOICES.add_argument("--folder", type=Path, default=Path(__file__).parent, help="draw them here instead")
_CHOICES.add_argument("pictures", nargs="*", metavar="PICTURE", help="only these (default: all)")
CHOSEN = _CHOICES.parse_args()
LANGUAGE: str = CHOSEN.language or "en"
# Before the screens are imported: what stands beside each key is worded then.
use_languages([LANGUAGE])

from screenshots.picture import picture  # noqa: E402
from screenshots.season import lay_down  # noqa: E402
from textual.widgets import Input, OptionList, TextArea  # noqa: E402

from flow_kit import Flow, program  # noqa: E402
from frames import frame_of, words_of  # noqa: E402
from outtray.acts.act import AccountKey  # noqa: E402
from outtray.config.locations import locations  # noqa: E402
from outtray.screens.home.columns import Columns  # noqa: E402
from outtray.screens.main import MainScreen  # noqa: E402
from outtray.screens.menu import MenuScreen  # noqa: E402
from practice_process import PracticeServer  # noqa: E402
from tour import SCENES  # noqa: E402
from tour_kit import MORNING, Scene, StandingClock, at_home, words  # noqa: E402
from tour_reading import by_the_minister  # noqa: E402
from tour_writing import write  # noqa: E402


async def desk(flow: Flow) -> None:
    """An answer to the minister that judges her plan."""
    await by_the_minister(flow)
    await flow.press("r")
    await write(flow, words("risky"), findings=True)


async def front_page(flow: Flow) -> None:
    """The same with the tabloid chosen: the words it lifts are highlighted in the draft."""
    await desk(flow)
    await flow.press("f9", "f9", "f9")


async def columns(flow: Flow) -> None:
    """Home beside a list and a hashtag."""
    for name in ("Press", "#civicstack"):
        await flow.press("C")
        await flow.shows(MenuScreen)
        await flow.press("a")
        await flow.until(lambda name=name: name in words_of(flow.app), "the menu of timelines")
        menu = flow.app.screen.query_one(OptionList)
        at = next(
            number
            for number in range(menu.option_count)
            if name in str(menu.get_option_at_index(number).prompt)
        )
        menu.highlighted = at
        await flow.press("enter")
        await flow.shows(MainScreen)
    shown = flow.main.part(Columns)
    await flow.until(lambda: all(len(one.view.book) > 2 for one in shown.all), "posts in each")


async def packs(flow: Flow) -> None:
    """The rules, once they are read."""
    await SCENES["rules"](flow)
    await flow.until(lambda: "any-" in words_of(flow.app), "the rules")


async def register(flow: Flow) -> None:
    """The register, at a post that was changed before it was sent."""
    await SCENES["register"](flow)
    await flow.until(lambda: "box 4" in words_of(flow.app) or "case 4" in words_of(flow.app), "the acts")
    await flow.press("j", "j", "j")


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: its scene, its size in cells, its theme, and whether a season of posts lies behind it."""

    scene: Scene
    size: tuple[int, int]
    theme: str = "registry"
    season: bool = False


PICTURES = {
    "timeline": Picture(SCENES["home"], (110, 32)),
    "timeline-light": Picture(SCENES["home"], (110, 32), "foolscap"),
    "narrow": Picture(SCENES["home"], (60, 26)),
    "thread": Picture(SCENES["thread"], (150, 34)),
    "profile": Picture(SCENES["profile"], (150, 34)),
    "columns": Picture(columns, (160, 34)),
    "notifications": Picture(SCENES["notifications"], (110, 28)),
    "keys": Picture(SCENES["help"], (110, 34)),
    "desk": Picture(desk, (116, 38)),
    "desk-light": Picture(desk, (116, 38), "foolscap"),
    "desk-contrast": Picture(desk, (116, 38), "high-contrast"),
    "front-page": Picture(front_page, (116, 40), "newsprint"),
    "thread-parts": Picture(SCENES["desk-thread"], (110, 34)),
    "out-tray": Picture(SCENES["out-tray"], (110, 14)),
    "look": Picture(SCENES["look-ready"], (110, 32)),
    "settings": Picture(SCENES["settings-cooling"], (116, 34)),
    "rules": Picture(packs, (116, 34)),
    "register": Picture(register, (120, 34), season=True),
    "lessons": Picture(SCENES["lessons"], (116, 38), season=True),
}


async def draw(names: list[str], *, season: bool) -> None:
    """Play these scenes in one program, one after the other, and save the last frame of each."""
    with (
        tempfile.TemporaryDirectory(prefix="outtray-") as home,
        PracticeServer("--seed-now", MORNING.isoformat(), "--clock-stands") as server,
    ):
        if season:
            places = locations({"OUTTRAY_HOME": home}, practice=True)
            places.make()
            me = server.api("GET", "/api/v1/accounts/verify_credentials").json()
            account = AccountKey(host="practice", id=me["id"], acct=me["acct"])
            lay_down(places.outbox, account, MORNING, LANGUAGE)
        async with program(Path(home), server, clock=StandingClock()) as flow:
            await flow.until(lambda: flow.main.header.connection.words in {"live", "en direct"}, "live")
            for name in names:
                save(name, await taken(flow, PICTURES[name]))


async def taken(flow: Flow, wanted: Picture) -> str:
    """One picture."""
    await at_home(flow)
    flow.app.theme = wanted.theme
    await flow.pilot.resize_terminal(*wanted.size)
    await wanted.scene(flow)
    await at_rest(flow)
    return picture(flow.app, "Outtray")


def save(name: str, drawn: str) -> None:
    """Put it where the pages look for it."""
    folder: Path = CHOSEN.folder if LANGUAGE == "en" else CHOSEN.folder / LANGUAGE
    folder.mkdir(exist_ok=True, parents=True)
    (folder / f"{name}.svg").write_text(drawn, encoding="utf-8")
    print(folder / f"{name}.svg")


async def at_rest(flow: Flow) -> None:
    """Wait until nothing has moved for longer than a second, which is how often countdowns are drawn."""
    for field in (*flow.app.screen.query(Input), *flow.app.screen.query(TextArea)):
        field.cursor_blink = False
        field._cursor_visible = True
    last, still = None, 0
    for _turn in range(400):
        await flow.pilot.pause(0.05)
        frame = frame_of(flow.app)
        still = still + 1 if frame == last else 0
        last = frame
        if still == 24:
            return
    raise AssertionError("this screen is never still")


def main() -> int:
    """Draw what was asked for; another process for each language, whose words are chosen once."""
    if unknown := [name for name in CHOSEN.pictures if name not in PICTURES]:
        print(f"no picture is called {', '.join(unknown)}; there are {', '.join(PICTURES)}", file=sys.stderr)
        return 2
    if CHOSEN.language is None:
        command = [sys.executable, __file__, "--folder", str(CHOSEN.folder), *CHOSEN.pictures]
        done = [subprocess.run([*command, "--language", code], check=False) for code in LANGUAGES]  # noqa: S603
        return max(one.returncode for one in done)
    for season in (False, True):
        names = [name for name in CHOSEN.pictures or PICTURES if PICTURES[name].season is season]
        if names:
            asyncio.run(draw(names, season=season))
    return 0


if __name__ == "__main__":
    sys.exit(main())
