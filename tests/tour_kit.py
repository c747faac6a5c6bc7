"""What the scenes of the tour share: when it takes place, what is written in it, and how each begins."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from textual.screen import Screen

from flow_kit import Flow
from hold_kit import SkewedClock
from outtray.base.translation import language
from outtray.screens.home.columns import Columns
from outtray.screens.home.opened import Opened
from outtray.screens.main import MainScreen

MORNING = datetime(2026, 3, 12, 14, 0, tzinfo=UTC)
"""When the tour takes place: a Thursday in working hours."""

WORDS = {
    "en": {
        "clean": "The kettle on the third floor works again. Tea at four?",
        "risky": "Honestly the OneForm rollout is reckless, and everyone at the department knows it.",
        "answer": "Honestly this rollout is reckless, and everyone at the department knows it.",
        "block": "My number is 046 454 286, and the minister is a bloody disgrace.",
        "long": (
            "Three things I learnt at the counter today.\n\nFirst: nobody reads box 4, and everybody fills it"
            " in. I counted.\n\nSecond: the ferry timetable hangs above the printer, so people look up and"
            " miss the sign that says the printer is broken.\n\nThird: a chair by the door would help more"
            " than a third form. I have asked for a chair.\n---\nMore tomorrow."
        ),
        "query": "Which sign is the most useless?",
        "alt": "A sign that says SIGN NOT IN USE.",
        "reason": "my own number, asked for by counsel",
        "note": "Policy analyst. Footnotes are my own.",
    },
    "fr": {
        "clean": "La bouilloire du troisième étage fonctionne de nouveau. Un thé à quatre heures ?",
        "risky": "Franchement, OneForm est un échec honteux, et tout le ministère le sait.",
        "answer": "Franchement, ce plan est irresponsable, et tout le ministère le sait.",
        "block": "Mon numéro est le 046 454 286, et la ministre est une honte.",
        "long": (
            "Trois choses apprises au guichet aujourd'hui.\n\nD'abord : personne ne lit la case 4, et tout le"
            " monde la remplit. J'ai compté.\n\nEnsuite : l'horaire du traversier est affiché au-dessus de"
            " l'imprimante, alors on lève les yeux et on manque l'avis de panne.\n\nEnfin : une chaise près"
            " de la porte aiderait plus qu'un troisième formulaire. J'ai demandé une chaise.\n---\nLa suite"
            " demain."
        ),
        "query": "Quel panneau est le plus inutile ?",
        "alt": "Un panneau qui dit PANNEAU HORS SERVICE.",
        "reason": "mon propre numéro, à la demande du conseil",
        "note": "Analyste de politiques. Les notes de bas de page sont de moi.",
    },
}

Scene = Callable[[Flow], Awaitable[None]]


class StandingClock(SkewedClock):
    """Always the same morning, until it is told of time that has passed."""

    def __init__(self) -> None:
        super().__init__(timedelta(0))

    def now(self) -> datetime:
        return MORNING + self.skew

    def local_zone(self) -> tzinfo:
        return UTC


def listed_in(scenes: dict[str, Scene]) -> Callable[[Scene], Scene]:
    """What lists a scene there, under its name."""

    def scene(function: Scene) -> Scene:
        scenes[function.__name__.replace("_", "-")] = function
        return function

    return scene


def words(name: str) -> str:
    """What is written in a scene, in the language of the program."""
    return WORDS[language()][name]


def at_minute(flow: Flow, minute: int) -> None:
    """Let it be so many minutes after the tour began, whichever scenes were played before."""
    flow.pass_time(60 * minute - flow.clock.skew.total_seconds())


async def another(flow: Flow, screen: Screen[Any]) -> None:
    """Wait until some other screen than this is in front."""
    await flow.until(lambda: flow.app.screen is not screen, "another screen")


async def at_home(flow: Flow) -> None:
    """Clear away what a scene left: screens, drafts, held acts, columns; then the newest post is selected."""
    while not isinstance(flow.app.screen, MainScreen):
        front = flow.app.screen
        front.dismiss(None)
        await another(flow, front)
    author, tray = flow.workspace.author, flow.workspace.tray
    assert author is not None
    for item in (*await tray.drafts(author.account), *await tray.waiting()):
        await tray.discard(item.id)
    flow.main.tray_changed()
    flow.main.part(Opened).close_all()
    columns = flow.main.part(Columns)
    while len(columns.all) > 1:
        columns.close()
        await flow.pilot.pause()
    if flow.main.notice.is_told:
        flow.main.notice.action_dismiss()
    await flow.until(lambda: flow.main.header.out_tray.held == 0, "an empty out-tray in the header")
    flow.main.timeline.focus()
    await flow.press("1", "g")
    await flow.until(lambda: len(flow.main.timeline.book) > 5, "posts")
