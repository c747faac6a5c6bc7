"""Every screen of the program, each reached the way a person at the keys reaches it.

The snapshots (``tests/tui/snapshots``) and the pictures of the docs (``docs/screenshots``) are taken on it. A
scene begins at the home timeline and leaves its screen in front; ``at_home`` clears it away.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from textual.screen import Screen
from textual.widgets import Input, OptionList, TextArea

from flow_kit import Flow
from frames import words_of
from hold_kit import SkewedClock
from outtray.acts.act import Attachment, Poll
from outtray.base.translation import language
from outtray.screens.address import AddressScreen
from outtray.screens.confirm import ConfirmScreen
from outtray.screens.desk import DeskScreen
from outtray.screens.doctor import DoctorScreen
from outtray.screens.drafts import DraftsScreen
from outtray.screens.help import HelpScreen
from outtray.screens.home.columns import Columns
from outtray.screens.home.filters import Filtering
from outtray.screens.home.listings import Listings
from outtray.screens.home.lists import Gathering
from outtray.screens.home.moderation import Moderation
from outtray.screens.home.notifications import Notifications
from outtray.screens.home.opened import Opened
from outtray.screens.lessons import LessonsScreen
from outtray.screens.links import LinksScreen
from outtray.screens.look import LookScreen
from outtray.screens.main import MainScreen
from outtray.screens.media import MediaScreen
from outtray.screens.menu import MenuScreen
from outtray.screens.options import OptionsScreen
from outtray.screens.outtray import OutTrayScreen
from outtray.screens.palette import Palette
from outtray.screens.poll import PollScreen
from outtray.screens.profile_form import ProfileFormScreen
from outtray.screens.register import RegisterScreen
from outtray.screens.settings.changes import ChangesScreen
from outtray.screens.settings.entries import EntriesScreen
from outtray.screens.settings.field import FieldScreen
from outtray.screens.settings.keys import KeyScreen
from outtray.screens.settings.page import PageScreen
from outtray.screens.settings.pick import PickScreen
from outtray.screens.settings.rules import RulesScreen
from outtray.screens.settings.screen import SettingsScreen
from outtray.screens.settings.trying import TryScreen
from outtray.screens.thread_parts import ThreadScreen
from outtray.screens.vote import VoteScreen
from outtray.services.acting import of_its_kind
from outtray.services.outtray import Answers
from outtray.widgets.desk.findings_panel import FindingsPanel
from outtray.widgets.settings.wording import SECTIONS
from outtray.widgets.timeline.view import TimelineView

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
SCENES: dict[str, Scene] = {}


class StandingClock(SkewedClock):
    """Always the same morning, until it is told of time that has passed."""

    def __init__(self) -> None:
        super().__init__(timedelta(0))

    def now(self) -> datetime:
        return MORNING + self.skew

    def local_zone(self) -> tzinfo:
        return UTC


def scene(function: Scene) -> Scene:
    """List a scene under its name."""
    SCENES[function.__name__.replace("_", "-")] = function
    return function


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


# Reading


@scene
async def home(flow: Flow) -> None:
    """The home timeline."""
    await flow.press("j", "j")


async def to_older(flow: Flow, view: TimelineView) -> None:
    """Go to the end, and wait until older posts have come."""
    loaded = len(view.book)
    await flow.press("G")
    await flow.until(lambda: len(view.book) > loaded, "older posts")


async def stand_on(flow: Flow, beginning: str) -> None:
    """Put the cursor on the post that holds these words, however far down."""
    view = flow.main.timeline
    for _turn in range(8):
        for index, entry in enumerate(view.book):
            if not entry.is_gap and beginning in view.book.status(index).shown.content:
                assert view.select(entry.id)
                await flow.pilot.pause()
                return
        await to_older(flow, view)
    raise AssertionError(f"no post says {beginning!r}")


@scene
async def thread(flow: Flow) -> None:
    """What was answered to the minister."""
    await by_the_minister(flow)
    await flow.press("enter")
    await flow.until(lambda: _front(flow) is not flow.main.timeline and len(_front(flow).book) > 1, "answers")


async def by_the_minister(flow: Flow) -> None:
    """Home, with a post of the minister's selected."""
    await stand_on(flow, "To my officials")


def _front(flow: Flow) -> TimelineView:
    view = flow.main.front_view
    return view if view is not None else flow.main.timeline


@scene
async def profile(flow: Flow) -> None:
    """Who the minister is, and what she wrote."""
    await by_the_minister(flow)
    await flow.press("p")
    await flow.until(lambda: _front(flow) is not flow.main.timeline and len(_front(flow).book) > 3, "posts")


@scene
async def search(flow: Flow) -> None:
    """What is found for a word."""
    await flow.press("slash")
    await flow.until(lambda: isinstance(flow.app.focused, Input), "the field")
    await flow.press(*"oneform", "enter")
    await flow.until(lambda: len(_front(flow).book) > 3, "what is found")


@scene
async def columns(flow: Flow) -> None:
    """Three timelines side by side."""
    for source in ("2", "3"):
        for key in ("C", "a", source):
            before = flow.app.screen
            await flow.press(key)
            await another(flow, before)
        await flow.shows(MainScreen)
    columns = flow.main.part(Columns)
    await flow.until(lambda: all(len(one.view.book) > 5 for one in columns.all), "posts in each")


@scene
async def column_menu(flow: Flow) -> None:
    """What can be done with a column."""
    await flow.press("C")
    await flow.shows(MenuScreen)


@scene
async def notifications(flow: Flow) -> None:
    """What happened."""
    await flow.press("n")
    part = flow.main.part(Notifications)
    await flow.until(lambda: part.view is not None and len(part.view.book) > 2, "notifications")


@scene
async def conversations(flow: Flow) -> None:
    """Who wrote to the user alone."""
    flow.main.part(Listings).open_conversations()
    await listed(flow)


@scene
async def trends(flow: Flow) -> None:
    """What many speak of."""
    flow.main.part(Listings).open_trending_tags()
    await listed(flow)


@scene
async def lists(flow: Flow) -> None:
    """Lists and followed hashtags."""
    flow.main.part(Gathering).action_lists()
    await listed(flow)


@scene
async def filters(flow: Flow) -> None:
    """What the server hides."""
    flow.main.part(Filtering).action_filters()
    await listed(flow)


@scene
async def moderation(flow: Flow) -> None:
    """Whom the user muted or blocked."""
    flow.main.part(Moderation).action_moderation()
    await listed(flow)


async def listed(flow: Flow) -> None:
    """Wait for what a list has to show."""
    await flow.until(lambda: len(_front(flow).book) > 0, "the list")


@scene
async def vote(flow: Flow) -> None:
    """A vote in a poll."""
    await stand_on(flow, "badge colour")
    await flow.press("V")
    await flow.shows(VoteScreen)


@scene
async def links(flow: Flow) -> None:
    """The links of a post."""
    await by_the_minister(flow)
    await flow.press("o")
    await flow.until(lambda: isinstance(flow.app.screen, LinksScreen | AddressScreen), "the links")


@scene
async def actions(flow: Flow) -> None:
    """All that can be done with a post."""
    await by_the_minister(flow)
    await flow.press("a")
    await flow.shows(MenuScreen)


@scene
async def notice(flow: Flow) -> None:
    """A sentence with a next step: there is one account in practice."""
    await flow.press("u")
    await flow.until(lambda: flow.told, "the notice")


@scene
async def help(flow: Flow) -> None:  # noqa: A001 - a scene is called as its screen is
    """Every key of the timelines."""
    await flow.press("question_mark")
    await flow.shows(HelpScreen)


@scene
async def palette(flow: Flow) -> None:
    """Commands by name."""
    await flow.press("ctrl+p")
    await flow.shows(Palette)
    await flow.until(lambda: flow.app.screen.query_one(OptionList).option_count > 10, "the commands")


@scene
async def doctor(flow: Flow) -> None:
    """What the program stands on."""
    await flow.app.run_action("screen.doctor")
    await flow.shows(DoctorScreen)


# Writing


async def write(flow: Flow, text: str, *, findings: bool = False) -> None:
    """Write on a desk that opens."""
    await flow.shows(DeskScreen)
    await flow.until(lambda: flow.desk.query("DraftArea") and flow.area.has_focus, "the page")
    flow.area.insert(text)
    panel = flow.desk.query_one(FindingsPanel)
    await flow.until(lambda: not findings or panel.in_view is not None, "findings")


@scene
async def desk_empty(flow: Flow) -> None:
    """A page to begin on."""
    await flow.open_desk()


@scene
async def desk_clean(flow: Flow) -> None:
    """A post no rule has a word about."""
    await flow.press("c")
    await write(flow, words("clean"))


@scene
async def desk_findings(flow: Flow) -> None:
    """A post with much to say about."""
    await flow.press("c")
    await write(flow, words("risky"), findings=True)


@scene
async def desk_reply(flow: Flow) -> None:
    """An answer to the minister, below her own words."""
    await by_the_minister(flow)
    await flow.press("r")
    await write(flow, words("answer"), findings=True)


@scene
async def desk_headline(flow: Flow) -> None:
    """The answer with a headline chosen: the words it lifts are highlighted."""
    await desk_reply(flow)
    await flow.press("f9", "f9", "f9")


@scene
async def desk_acknowledged(flow: Flow) -> None:
    """One finding answered, the next in view."""
    await desk_findings(flow)
    await flow.press("f6")


@scene
async def desk_block(flow: Flow) -> None:
    """A finding that asks for a typed reason."""
    await flow.press("c")
    await write(flow, words("block"), findings=True)
    await flow.press("f6")
    await flow.until(lambda: isinstance(flow.app.focused, Input), "the field for the reason")
    await flow.press(*["space" if letter == " " else letter for letter in words("reason")])


@scene
async def desk_media_poll(flow: Flow) -> None:
    """All a draft can carry: warning, pictures with and without words."""
    await flow.press("c")
    await write(flow, words("query"))
    media = (
        Attachment("a" * 64, "image/png", "sign.png", words("alt"), (0.0, 1.0)),
        Attachment("b" * 64, "image/jpeg", "counter.jpg"),
    )
    flow.desk.change(replace(flow.desk.act, content_warning="signs", media=media))
    await flow.until(lambda: "counter.jpg" in words_of(flow.app), "the pictures")


@scene
async def desk_poll(flow: Flow) -> None:
    """A post with a poll."""
    await flow.press("c")
    await write(flow, words("query"))
    poll = Poll(("SIGN NOT IN USE", "QUIET PLEASE", "PULL", "¹"), 86_400, multiple=True)
    flow.desk.change(of_its_kind(replace(flow.desk.act, poll=poll)))
    await flow.pilot.pause()


@scene
async def desk_thread(flow: Flow) -> None:
    """A text cut into the posts of a thread."""
    await flow.press("c")
    await write(flow, words("long"))
    await flow.press("ctrl+t")
    await flow.shows(ThreadScreen)


@scene
async def desk_completion(flow: Flow) -> None:
    """Names offered under the cursor."""
    await flow.press("c")
    await write(flow, "")
    await flow.press("at", "d", "e")
    await flow.until(lambda: "@desmond" in words_of(flow.app), "names")


@scene
async def desk_emoji(flow: Flow) -> None:
    """Emoji to choose from."""
    await flow.press("c")
    await write(flow, "")
    await flow.press("ctrl+s")
    await flow.until(lambda: flow.app.screen is not flow.main, "the emoji")
    await flow.pilot.pause(0.2)


@scene
async def options(flow: Flow) -> None:
    """Audience, language, warning."""
    await desk_clean(flow)
    await flow.press("ctrl+o")
    await flow.shows(OptionsScreen)


@scene
async def media(flow: Flow) -> None:
    """Attachments of a draft."""
    await desk_media_poll(flow)
    await flow.press("ctrl+g")
    await flow.shows(MediaScreen)


@scene
async def poll(flow: Flow) -> None:
    """The poll of a draft."""
    await desk_poll(flow)
    await flow.press("ctrl+b")
    await flow.shows(PollScreen)


@scene
async def desk_help(flow: Flow) -> None:
    """Every key of the desk."""
    await desk_clean(flow)
    await flow.press("f1")
    await flow.shows(HelpScreen)


@scene
async def own_profile(flow: Flow) -> None:
    """The user's own profile, to be changed."""
    await flow.press("M")
    await flow.shows(ProfileFormScreen)
    form = flow.app.screen
    await flow.until(lambda: isinstance(form.focused, Input), "the card")
    form.query_one("#note", TextArea).text = words("note")


@scene
async def drafts_empty(flow: Flow) -> None:
    """No draft yet."""
    await flow.press("d")
    await flow.pilot.pause(0.2)


@scene
async def drafts(flow: Flow) -> None:
    """Drafts to go on with."""
    at_minute(flow, 10)
    author = flow.workspace.author
    assert author is not None
    for text in (words("clean"), words("risky"), words("long")):
        flow.pass_time(60)
        await flow.workspace.tray.save_draft(flow.post(text))
    await flow.press("d")
    await flow.shows(DraftsScreen)
    await flow.until(lambda: flow.app.screen.query_one(OptionList).option_count == 3, "all three")


# Preferences


async def settings_at(flow: Flow, number: int, *, inside: bool = True) -> SettingsScreen:
    """The settings, at one of their sections."""
    await flow.press("comma")
    await flow.shows(SettingsScreen)
    screen = flow.app.screen
    assert isinstance(screen, SettingsScreen)
    await flow.until(lambda: screen.sections.has_focus, "the sections")
    screen.sections.highlighted = number
    if inside:
        await flow.press("enter")
        await flow.until(lambda: screen.list.has_focus, "the settings of the section")
    return screen


@scene
async def settings(flow: Flow) -> None:
    """The sections of the settings."""
    await settings_at(flow, 0, inside=False)


@scene
async def settings_cooling(flow: Flow) -> None:
    """How long acts wait."""
    await settings_at(flow, list(SECTIONS).index("cooling"))
    await flow.press("down")


@scene
async def settings_wait(flow: Flow) -> None:
    """A wait, judged and worked out as it is typed."""
    await settings_cooling(flow)
    await flow.press("enter")
    await flow.shows(FieldScreen)
    flow.app.screen.query(Input).first().value = "20m"


@scene
async def settings_changes(flow: Flow) -> None:
    """The lines that would change."""
    await settings_wait(flow)
    await flow.press("enter")
    await flow.shows(SettingsScreen)
    await flow.press("s")
    await flow.shows(ChangesScreen)


@scene
async def settings_choice(flow: Flow) -> None:
    """A value chosen from a list: a theme."""
    await find_setting(flow, "interface.theme")
    await flow.press("enter")
    await flow.shows(PickScreen)


@scene
async def settings_entries(flow: Flow) -> None:
    """A list of entries: texts to watch for."""
    await find_setting(flow, "rules.watch")
    await flow.press("enter")
    await flow.shows(EntriesScreen)


@scene
async def settings_interface(flow: Flow) -> None:
    """How the program looks and listens."""
    await settings_at(flow, list(SECTIONS).index("interface"))


@scene
async def settings_keys(flow: Flow) -> None:
    """The keys, and one that is asked for by two."""
    await settings_at(flow, list(SECTIONS).index("keys"))
    await flow.press("j", "enter")
    await flow.shows(KeyScreen)
    await flow.press("j")


@scene
async def settings_policy(flow: Flow) -> None:
    """Where the files are, and who rules."""
    await settings_at(flow, list(SECTIONS).index("policy"))


@scene
async def settings_search(flow: Flow) -> None:
    """Settings found by a word."""
    await settings_at(flow, 0, inside=False)
    await flow.press("slash")
    flow.app.screen.query_one("#question", Input).value = "post"


@scene
async def rules(flow: Flow) -> None:
    """Packs and rules."""
    await find_setting(flow, "rules.packs")
    await flow.press("enter")
    await flow.shows(RulesScreen)


async def find_setting(flow: Flow, name: str) -> None:
    """The settings, at the one of this name."""
    await flow.press("comma")
    await flow.shows(SettingsScreen)
    await flow.press("slash")
    screen = flow.app.screen
    assert isinstance(screen, SettingsScreen)
    screen.question.value = name
    await flow.until(lambda: screen.list.chosen == name, name)
    await flow.press("enter")
    await flow.until(lambda: screen.list.has_focus, name)


@scene
async def rule(flow: Flow) -> None:
    """What one rule finds, and on whose word."""
    await rules(flow)
    screen = flow.app.screen
    assert isinstance(screen, RulesScreen)
    await flow.until(lambda: screen.list.option_count > 3, "the rules")
    screen.list.highlighted = 3
    await flow.press("enter")
    await flow.shows(PageScreen)


@scene
async def try_it(flow: Flow) -> None:
    """A text against the settings as they stand."""
    await settings_at(flow, 0, inside=False)
    await flow.press("t")
    await flow.shows(TryScreen)
    area = flow.app.screen.query_one(TextArea)
    await flow.until(lambda: area.has_focus, "the box")
    area.insert(words("risky"))
    await flow.pilot.pause(0.3)


# What is held. Time passes from here on.


async def hold_two(flow: Flow) -> None:
    """A clean post and a risky one, held a minute apart."""
    for text in (words("clean"), words("risky")):
        act = flow.post(text)
        review = flow.workspace.review.review(act)
        warned = frozenset(one.key for one in review.findings if one.severity == "warn")
        await flow.workspace.tray.hold(act, review, Answers(warned))
        flow.pass_time(2)
    flow.main.tray_changed()
    await flow.until(lambda: flow.main.header.out_tray.held == 2, "both in the header")


@scene
async def out_tray_empty(flow: Flow) -> None:
    """Nothing waits."""
    at_minute(flow, 20)
    await flow.press("O")
    await flow.shows(OutTrayScreen)


@scene
async def out_tray(flow: Flow) -> None:
    """One act that is ready, one that cools."""
    at_minute(flow, 25)
    await hold_two(flow)
    flow.pass_time(9)
    flow.main.tray_changed()
    await flow.until(lambda: flow.main.header.out_tray.ready == 1, "a ready act in the header")
    await flow.out_tray()


@scene
async def look_cooling(flow: Flow) -> None:
    """The second look, too early."""
    at_minute(flow, 30)
    await hold_two(flow)
    tray = await flow.out_tray()
    await flow.press("j", "enter")
    await flow.until(lambda: flow.app.screen is not tray, "the look")


@scene
async def look_ready(flow: Flow) -> None:
    """The second look, with an act that can be sent."""
    at_minute(flow, 35)
    await hold_two(flow)
    flow.pass_time(600)
    flow.main.tray_changed()
    await flow.until(lambda: flow.main.header.out_tray.ready, "a ready act")
    await flow.press("full_stop")
    await flow.shows(LookScreen)


@scene
async def quit_question(flow: Flow) -> None:
    """Leaving while something waits."""
    at_minute(flow, 60)
    await hold_two(flow)
    await flow.press("q")
    await flow.shows(ConfirmScreen)


@scene
async def register(flow: Flow) -> None:
    """All that happened so far."""
    await flow.press("R")
    await flow.shows(RegisterScreen)


@scene
async def lessons(flow: Flow) -> None:
    """What review did."""
    await flow.press("L")
    await flow.shows(LessonsScreen)
