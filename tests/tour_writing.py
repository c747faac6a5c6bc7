"""Scenes of the tour: the desk, and the cards of what a draft carries."""

from __future__ import annotations

from dataclasses import replace

from textual.widgets import Input, OptionList, TextArea

from flow_kit import Flow
from frames import words_of
from outtray.acts.act import Attachment, Poll
from outtray.screens.desk import DeskScreen
from outtray.screens.drafts import DraftsScreen
from outtray.screens.help import HelpScreen
from outtray.screens.media import MediaScreen
from outtray.screens.options import OptionsScreen
from outtray.screens.poll import PollScreen
from outtray.screens.profile_form import ProfileFormScreen
from outtray.screens.thread_parts import ThreadScreen
from outtray.services.acting import of_its_kind
from outtray.widgets.desk.findings_panel import FindingsPanel
from tour_kit import Scene, at_minute, listed_in, words
from tour_reading import by_the_minister

SCENES: dict[str, Scene] = {}
scene = listed_in(SCENES)


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
