"""How long the wait is and why; once held, a calm countdown."""

from __future__ import annotations

from datetime import timedelta

from textual.app import ComposeResult, RenderResult
from textual.content import Content
from textual.reactive import reactive
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from outtray.base.clock import Clock
from outtray.base.translation import gettext as _
from outtray.base.translation import language
from outtray.widgets.calm import say
from outtray.widgets.desk.big_digits import big_time
from outtray.widgets.desk.hanging import HangingRows
from outtray.widgets.desk.say import hold_state_colour, hold_state_icon, hold_state_word
from outtray.widgets.desk.section import Section
from outtray.widgets.desk.values import Hold, HoldState
from outtray.widgets.icons import UNICODE, Icons
from outtray.widgets.text import line
from outtray.widgets.words import clock_time, countdown, duration, minutes_left
from outtray_rules.cooling import Cooling, worked_wait

_BAR_WIDEST = 40


class Countdown(Widget):
    """The time left, in big digits when there is room for them. Repaints only itself."""

    DEFAULT_CSS = """
    Countdown { height: 4; width: 1fr; padding: 0 1; background: $ot-sheet; color: $ot-ink; }
    Countdown.-small { height: 1; }
    """

    seconds: reactive[int] = reactive(0)
    """Seconds left."""
    total: reactive[int] = reactive(1)
    """Seconds of the whole wait."""

    def __init__(self, icons: Icons, *, still: bool) -> None:
        super().__init__()
        self._icons = icons
        self._still = still
        self.set_class(still, "-small")

    def render(self) -> RenderResult:
        """The digits over a bar, or one line of words."""
        if self._still:
            return Content.styled(minutes_left(self.seconds), "bold $ot-ink")
        width = self.content_size.width
        clock = countdown(self.seconds)
        rows = big_time(clock, ascii_only=self._icons.ascii_only)
        if self.has_class("-small") or len(rows[0]) > width:
            words = _("{time} left").format(time=clock)
            bar = self._bar(min(_BAR_WIDEST, width - len(words) - 1))
            return Content.assemble((f"{words} ", "bold $ot-ink"), bar)
        digits = [Content.styled(row, "$ot-ink") for row in rows]
        return Content("\n").join([*digits, self._bar(min(_BAR_WIDEST, width))])

    def _bar(self, width: int) -> Content:
        if width < 4:
            return Content("")
        gone = 1 - min(self.seconds / max(self.total, 1), 1)
        full = round(width * gone)
        return Content.assemble(
            (self._icons.full * full, "$ot-accent"), (self._icons.empty * (width - full), "$ot-border")
        )


class CoolingPanel(Section):
    """Before the hold: what the wait would be, each reason named. After it: what is left of it.

    ``reduced_motion`` shows minutes in words instead of seconds. The clock only drives what is shown;
    whether an act may leave is decided elsewhere.
    """

    DEFAULT_CSS = """
    CoolingPanel {
        & #wait { padding: 0 1; }
        &.-terse HangingRows { display: none; }
        &.-terse.-counting #wait { display: none; }
        & Countdown { display: none; }
        &.-counting Countdown { display: block; }
    }
    """

    def __init__(self, *, clock: Clock, icons: Icons = UNICODE, reduced_motion: bool = False) -> None:
        super().__init__(_("Cooling-off"), icons)
        self._clock = clock
        self._still = reduced_motion
        self._countdown = Countdown(icons, still=reduced_motion)
        self._cooling: Cooling | None = None
        self._hold: Hold | None = None
        self._state: HoldState | None = None
        self._terse = False
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """Title, one sentence, the countdown, the reasons."""
        yield self.heading
        yield Static(Content(""), id="wait", markup=False)
        yield self._countdown
        yield HangingRows()

    def on_mount(self) -> None:
        """Prepare the tick; it runs only while something counts down."""
        self._timer = self.set_interval(1.0, self.tick, pause=True)
        self._show_all()

    # What the screen gives.

    def show_forecast(self, cooling: Cooling | None) -> None:
        """Show how long the wait would be if the draft were held as it stands."""
        self._cooling = cooling
        self._hold = None
        self._show_all()

    def show_hold(self, hold: Hold) -> None:
        """Show a held act's wait, from here on by the second."""
        self._cooling = hold.cooling
        self._hold = hold
        self._show_all()

    def show_terse(self, *, terse: bool) -> None:
        """Say it in one line: what decides the wait, and the time left without big digits."""
        if terse == self._terse:
            return
        self._terse = terse
        self.set_class(terse, "-terse")
        self._countdown.set_class(terse or self._still, "-small")
        self._show_all()

    # What the screen asks.

    @property
    def state(self) -> HoldState | None:
        """The state of the held act as last shown; None before a hold."""
        return self._state

    # Time.

    def tick(self) -> None:
        """Show the time left; anything else is painted again only when the state changes."""
        hold = self._hold
        if hold is None or not self.display:
            return  # nothing is held, or the clock struck while the panel was being taken away
        now = self._clock.now()
        if hold.state_at(now) is not self._state:
            self._show_all()
            return
        if self._state is HoldState.COOLING:
            left = hold.seconds_left(now)
            self._countdown.seconds = -(-left // 60) * 60 if self._still and left >= 60 else left
            self.heading.show_summary(self._summary(left))

    def _show_all(self) -> None:
        if not self.is_mounted:
            return
        hold = self._hold
        self._state = hold.state_at(self._clock.now()) if hold else None
        cooling = self._state is HoldState.COOLING
        # A ready act still has to expire on time, so its clock goes on; one that left does not need it.
        if self._timer is not None:
            if self._state in {HoldState.COOLING, HoldState.QUIET, HoldState.READY}:
                self._timer.resume()
            else:
                self._timer.pause()
        self.set_class(cooling, "-counting")
        if cooling and hold is not None:
            self._countdown.total = max(hold.cooling.seconds, 1)
            self.tick()
        else:
            self.heading.show_summary(self._still_summary())
        say(self.query_one("#wait", Static), self._sentence())
        self.query_one(HangingRows).show(self._reasons())

    def _summary(self, left: int) -> Content:
        words = minutes_left(left) if self._still else countdown(left)
        return Content.styled(f"{self.icons.cooling} {words}", "$ot-muted")

    def _still_summary(self) -> Content:
        if self._state is not None:
            sign = hold_state_icon(self._state, self.icons)
            return Content.styled(
                f"{sign} {hold_state_word(self._state)}", f"$ot-{hold_state_colour(self._state)}"
            )
        return Content.styled(duration(self._cooling.seconds), "$ot-muted") if self._cooling else Content("")

    def _sentence(self) -> Content:
        hold, state = self._hold, self._state
        if hold is None or state is None:
            return self._forecast()
        now, zone = self._clock.now(), self._clock.local_zone()
        due = clock_time(hold.quiet_until(now) or hold.due, now, zone)
        words = {
            HoldState.COOLING: _("Due {time}. Nothing leaves before, and nothing leaves by itself."),
            HoldState.QUIET: _("It has cooled. Not before {time}: quiet hours."),
            HoldState.READY: _("Ready since {time}. Look again, then send."),
            HoldState.EXPIRED: _("It was ready and nobody sent it. Look at it again, then hold it anew."),
            HoldState.NEEDS_REVIEW: _("It has cooled; what stands below still needs your answer."),
            HoldState.SENDING: _("On its way."),
            HoldState.UNSURE: _(
                "The server did not answer clearly. Outtray is finding out whether it arrived."
            ),
            HoldState.SENT: _("Sent."),
            HoldState.FAILED: _("Not sent."),
            HoldState.DISCARDED: _("Discarded."),
        }[state].format(time=due)
        colour = "$ot-muted" if state is HoldState.COOLING else f"bold $ot-{hold_state_colour(state)}"
        sentence = Content.styled(words, colour)
        if state is HoldState.COOLING and not self._terse:
            worked = self._worked(hold.cooling, answered=not hold.needs_review)
            sentence = Content.assemble(worked, "\n", sentence)
        if state is HoldState.READY:
            until = _(" It waits until {time}.").format(time=clock_time(hold.expires, now, zone))
            sentence = Content.assemble(sentence, (until, "$ot-muted"))
        if hold.detail:
            sentence = Content.assemble(sentence, " ", line(hold.detail, "$ot-ink"))
        return sentence

    def _forecast(self) -> Content:
        cooling = self._cooling
        if cooling is None:
            return Content.styled(_("The wait is worked out as you write."), "$ot-muted")
        now = self._clock.now()
        due = now + timedelta(seconds=cooling.seconds)
        if cooling.not_before is not None:
            due = max(due, cooling.not_before)
        if self._terse and cooling.reasons:
            terms = [reason for reason in cooling.reasons if reason.code != "quiet-hours"][1:]
            others = ", ".join(f"{_short(reason.code)} {duration(reason.seconds)}" for reason in terms)
            worked = self._worked(cooling, answered=False)
            if not others:
                return worked
            return Content.assemble(worked, (_(" (else: {others})").format(others=others), "$ot-muted"))
        ready = _("If you hold it as it is: ready {time}.").format(
            time=clock_time(due, now, self._clock.local_zone())
        )
        return Content.assemble(self._worked(cooling, answered=False), "\n", (ready, "$ot-muted"))

    def _worked(self, cooling: Cooling, *, answered: bool) -> Content:
        """The wait worked out in one line, what decides it first."""
        now = self._clock.now().astimezone(self._clock.local_zone())
        told = worked_wait(cooling, language(), answered=answered, at=now)
        wait, _sign, why = told.partition(":")
        return Content.assemble((wait, "bold $ot-ink"), self.say(f":{why}" if why else "", "$ot-ink"))

    def _reasons(self) -> list[tuple[Content, Content]]:
        cooling = self._cooling
        if cooling is None or self._state not in {None, HoldState.COOLING} or len(cooling.reasons) < 2:
            return []  # one reason alone is told in the sentence above
        widest = max((len(duration(reason.seconds)) for reason in cooling.reasons), default=0)
        rows: list[tuple[Content, Content]] = []
        for reason in cooling.reasons:
            colour = "$ot-ink" if reason.decides else "$ot-muted"
            sign = self.icons.right if reason.decides else " "
            lead = Content.styled(f"{sign} {duration(reason.seconds):>{widest}}  ", colour)
            rows.append((lead, self.say(reason.text, colour)))
        return rows


def _short(code: str) -> str:
    """One word for a term that does not decide the wait."""
    return {
        "base": _("always"),
        "warn": _("warning"),
        "block": _("block"),
        "reply": _("reply"),
        "boost": _("boost"),
        "edit": _("edit"),
        "quiet-hours": _("quiet hours"),
    }.get(code, code)
