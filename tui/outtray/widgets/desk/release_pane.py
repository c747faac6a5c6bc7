"""The second look: everything a held act would make public, before it may go."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from outtray.base.clock import Clock
from outtray.base.translation import gettext as _
from outtray.base.translation import ngettext
from outtray.commands.moving import DOWN, PAGE_DOWN, PAGE_UP, UP, moving
from outtray.widgets.calm import say
from outtray.widgets.desk.calm_button import CalmButton
from outtray.widgets.desk.cooling_panel import CoolingPanel
from outtray.widgets.desk.findings_panel import FindingsPanel
from outtray.widgets.desk.front_page import FrontPagePanel, LostList
from outtray.widgets.desk.guard import RepeatGuard
from outtray.widgets.desk.messages import EditRequested, LookClosed, ReasonClosed, SendRequested
from outtray.widgets.desk.parent_post import ParentPost
from outtray.widgets.desk.say import act_word, audience_words
from outtray.widgets.desk.values import (
    DEFAULT_KEYS,
    EMPTY_PAGE,
    Attachment,
    DeskKeys,
    HeldAct,
    HoldState,
    Predecessor,
)
from outtray.widgets.icons import UNICODE, Icons
from outtray.widgets.text import block, line
from outtray.widgets.theming import account_variable
from outtray.widgets.words import clock_time
from outtray_rules.headline.model import FrontPage

_WIDE_FROM = 90


class ReleasePane(Vertical):
    """Shows an act with all its words, its audience, findings, headline and wait; asks to send it.

    “Send” can be pressed only while the act is ready and nothing is left to answer. The focus starts on
    “Back”. Where the send key opened the pane (``opened_by_send``), that key held down cannot also send.
    Posts ``SendRequested``, ``EditRequested`` or ``LookClosed``; the gate decides.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *moving({DOWN: "read(1)", UP: "read(-1)", PAGE_DOWN: "read(10)", PAGE_UP: "read(-10)"}),
        Binding("down", "read(1)", show=False),
        Binding("up", "read(-1)", show=False),
        Binding("pagedown", "read(10)", show=False),
        Binding("pageup", "read(-10)", show=False),
    ]

    DEFAULT_CSS = """
    ReleasePane {
        background: $ot-sheet;
        color: $ot-ink;
        border: round $ot-focus;
        border-title-color: $ot-accent;
        border-title-style: bold;
        &.-ascii { border: ascii $ot-focus; }
        & #halves { height: 1fr; background: $ot-sheet; }
        & #act, & #review { height: 1fr; width: 1fr; background: $ot-sheet; scrollbar-size-vertical: 1; }
        & #act > Static { width: 1fr; height: auto; padding: 0 1; background: $ot-sheet; }
        & #text { margin: 1 0; }
        & #extras, & #replaces { margin-bottom: 1; }
        & Section { margin-bottom: 1; }
        & FindingsPanel > VerticalScroll { max-height: 999; }
        &.-narrow #halves { layout: vertical; overflow-y: auto; }
        &.-narrow #act, &.-narrow #review { height: auto; }
        & #buttons { height: 1; padding: 0 1; background: $ot-raised; }
        &.-narrow #buttons { height: 2; layout: grid; grid-size: 3; grid-columns: 1fr 14 14; grid-rows: 1; }
        &.-narrow #why { column-span: 3; }
        & #buttons Static { width: 1fr; height: 1; color: $ot-muted; background: $ot-raised; }
    }
    """

    def __init__(
        self,
        act: HeldAct,
        *,
        clock: Clock,
        page: FrontPage = EMPTY_PAGE,
        icons: Icons = UNICODE,
        keys: DeskKeys = DEFAULT_KEYS,
        reduced_motion: bool = False,
        opened_by_send: bool = False,
    ) -> None:
        super().__init__()
        self._opened_by_send = opened_by_send
        self._act = act
        self._page = page
        self._clock = clock
        self._icons = icons
        self._keys = keys
        self._guard = RepeatGuard(clock.monotonic)
        self._is_seen = False
        self.findings = FindingsPanel(clock=clock, icons=icons, keys=keys)
        self.cooling = CoolingPanel(clock=clock, icons=icons, reduced_motion=reduced_motion)
        self.front_page = FrontPagePanel(clock=clock, icons=icons)
        self.lost = LostList(icons=icons)
        self.set_class(icons.ascii_only, "-ascii")
        self.border_title = Content(_("Second look"))

    def show_keys(self, keys: DeskKeys) -> None:
        """Name these keys in the hints."""
        self._keys = keys
        self.findings.show_keys(keys)
        self.refresh_state()

    def compose(self) -> ComposeResult:
        """The act on one side, its review on the other, the answers below."""
        with Horizontal(id="halves"):
            with VerticalScroll(id="act"):
                yield Static(Content(""), id="who", markup=False)
                yield ParentPost(icons=self._icons)
                yield Static(Content(""), id="text", markup=False)
                yield Static(Content(""), id="extras", markup=False)
                replaces = Static(Content(""), id="replaces", markup=False)
                replaces.display = False
                yield replaces
            with VerticalScroll(id="review"):
                yield self.cooling
                yield self.findings
                yield self.front_page
                yield self.lost
        with Horizontal(id="buttons"):
            yield Static(Content(""), id="why", markup=False)
            yield CalmButton(_("Back"), id="back")
            yield CalmButton(_("Edit"), id="edit")
            yield CalmButton(_("Send"), id="send", kind="good", disabled=True)

    def on_mount(self) -> None:
        """Show the act, start on the safe answer, and watch the clock for the moment it is ready."""
        if self._opened_by_send:
            self._guard.arm()
        self.query_one("#back", Button).focus()
        self.show(self._act, self._page)
        self.set_interval(1.0, self.refresh_state)
        self.call_after_refresh(self._stand)

    def _stand(self) -> None:
        """The act has been drawn: from here on it can have been looked at, and is said to be."""
        self._is_seen = True
        self.refresh_state()

    # What the screen gives.

    def show(self, act: HeldAct, page: FrontPage) -> None:
        """Show this act with the review of today."""
        self._act, self._page = act, page
        say(self.query_one("#who", Static), self._who())
        self.query_one(ParentPost).show(act.parent)
        say(self.query_one("#text", Static), self._text())
        extras = self._extras()
        carries = self.query_one("#extras", Static)
        carries.display = bool(extras)
        say(carries, extras)
        replaces = self.query_one("#replaces", Static)
        replaces.display = act.replaces is not None
        say(replaces, self._replaces(act.replaces))
        self.cooling.show_hold(act.hold)
        self.findings.show(act.findings)
        self.front_page.show_profile(act.profile)
        self.front_page.show(page, act.text)
        self.lost.show(page.lost)
        self.lost.display = bool(page.lost)
        self.refresh_state()

    # What the screen asks.

    @property
    def act(self) -> HeldAct:
        """The act on show."""
        return self._act

    @property
    def can_send(self) -> bool:
        """Whether the act is ready and every finding answered."""
        return self._act.asks == 0 and self._state is HoldState.READY

    @property
    def _state(self) -> HoldState:
        return self._act.hold.state_at(self._clock.now())

    # What the user does.

    def send(self) -> None:
        """Ask to send, by its key; a key pressed before there was anything to see does nothing."""
        if self._guard.press() and self._is_seen and self.can_send:
            self.post_message(SendRequested(self._act.act_id))

    def edit(self) -> None:
        """Ask to take the act back to the desk."""
        self.post_message(EditRequested(self._act.act_id))

    def action_read(self, lines: int) -> None:
        """Scroll through the act and its review without leaving the answers."""
        for part in self.query("#halves, #act, #review"):
            part.scroll_relative(y=lines, animate=False)

    def close(self) -> None:
        """Leave the act as it is."""
        self.post_message(LookClosed(self._act.act_id))

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "send":
            # A button takes a deliberate move to get to; the guard is for keys that were already down.
            if self.can_send:
                self.post_message(SendRequested(self._act.act_id))
        elif event.button.id == "edit":
            self.edit()
        else:
            self.close()

    @on(ReasonClosed)
    def _reason_closed(self) -> None:
        self.query_one("#back", Button).focus()

    def on_resize(self) -> None:
        """One column when there is no room for two."""
        self.set_class(self.size.width < _WIDE_FROM, "-narrow")

    def refresh_state(self) -> None:
        """Enable or disable “Send”, and say why it is disabled."""
        if not self.display:
            return  # the clock struck while the pane was being taken away
        send = self.query_one("#send", Button)
        ready = self.can_send
        if send.disabled == ready:
            if not ready and send.has_focus:
                self.query_one("#back", Button).focus()
            send.disabled = not ready
        say(self.query_one("#why", Static), Content.styled(self._why_not(), "$ot-muted"))

    def _why_not(self) -> str:
        asks = self._act.asks
        if asks:
            return ngettext(
                "{n} finding needs an answer first", "{n} findings need an answer first", asks
            ).format(n=asks)
        until = self._act.hold.quiet_until(self._clock.now())
        if self._state is HoldState.QUIET and until is not None:
            now, zone = self._clock.now(), self._clock.local_zone()
            return _("Nothing is sent before {time}: quiet hours.").format(time=clock_time(until, now, zone))
        return {
            HoldState.READY: _("Read it once more. {key} sends it.").format(key=self._keys.send)
            if self._is_seen
            else "",
            HoldState.COOLING: _("It is still cooling."),
            HoldState.EXPIRED: _("It expired: edit it to hold it anew."),
            HoldState.NEEDS_REVIEW: _("It needs another look first."),
        }.get(self._state, "")

    def _who(self) -> Content:
        audience = self._act.audience
        dot = (f" {self._icons.dot} ", "$ot-muted")
        parts: list[Content | tuple[str, str]] = [
            (f"{self._icons.act(self._act.kind)} {act_word(self._act.kind)} ", "bold $ot-ink"),
            (_("as "), "$ot-muted"),
            line(f"@{audience.account}", f"bold {account_variable(audience.account_index)}"),
            ("\n", ""),
            (
                f"{self._icons.visibility(audience.visibility)} {audience_words(audience, self._icons)}",
                "$ot-ink",
            ),
        ]
        if audience.language:
            parts += [dot, line(audience.language, "$ot-muted")]
        return Content.assemble(*parts)

    def _text(self) -> Content:
        return self._words(self._act.text, self._act.warning)

    @staticmethod
    def _words(said: str, warned: str) -> Content:
        text = block(said, "$ot-ink")
        if not warned:
            return text
        warning = Content.assemble((_("Warning: "), "$ot-warning"), line(warned, "$ot-warning"))
        return Content("\n").join([warning, text])

    def _replaces(self, old: Predecessor | None) -> Content:
        """The post that goes once this act is sent, with all that would be lost."""
        if old is None:
            return Content("")
        return Content("\n").join(
            [
                Content.styled(_("Once it is sent, this post is deleted:"), "bold $ot-warn"),
                line(old.address, "$ot-muted"),
                self._words(old.text, old.warning),
                *self._rows(old.attachments, old.poll_options),
            ]
        )

    def _extras(self) -> Content:
        return Content("\n").join(self._rows(self._act.attachments, self._act.poll_options))

    def _rows(self, attachments: tuple[Attachment, ...], poll_options: tuple[str, ...]) -> list[Content]:
        rows = [
            Content.assemble(
                (f"{self._icons.media} {self._icons.dash} ", "$ot-muted"),
                line(attachment.type, "$ot-muted"),
                ": ",
                line(attachment.description, "$ot-ink")
                if attachment.description
                else Content.styled(_("no description"), "$ot-warn"),
            )
            for attachment in attachments
        ]
        rows += [
            Content.assemble((f"{self._icons.unlisted} ", "$ot-muted"), line(option, "$ot-ink"))
            for option in poll_options
        ]
        return rows
