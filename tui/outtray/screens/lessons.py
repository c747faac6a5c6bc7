"""Lessons: what review did for this user, counted as the research counts it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.base.translation import ngettext
from outtray.commands import records as commands
from outtray.commands.command import Command, bindings
from outtray.screens.place import PlaceScreen
from outtray.services.lessons import RESEARCH, Advice, Lessons, Outcome, Tally, learn
from outtray.services.register import Register
from outtray.services.workspace import Workspace
from outtray.widgets.icons import Icons
from outtray.widgets.records.plot import Stack, StackedBars
from outtray.widgets.text import line

_OUTCOMES = (Outcome.UNCHANGED, Outcome.MILDER, Outcome.REWRITTEN, Outcome.DROPPED, Outcome.WAITING)
_RULES = 12
"""Rules drawn and listed, those that hit most often."""
_NAME = 28
_COLUMN = 11


class LessonsScreen(PlaceScreen[None]):
    """Counts in words, a plot by rule or by hour, and what to do about it."""

    CSS_PATH = "lessons.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(commands.LESSONS)]
    commands: ClassVar[tuple[Command, ...]] = commands.LESSONS

    def __init__(self, workspace: Workspace, *, icons: Icons) -> None:
        still = workspace.settings.interface.reduced_motion
        super().__init__(_("Lessons"), clock=workspace.clock, icons=icons, still=still)
        self._workspace = workspace
        self._icons = icons
        self._lessons: Lessons | None = None
        self._by_hour = False
        self.counts = Static(markup=False, id="counts")
        self.plot = StackedBars(ascii_only=icons.ascii_only, id="plot")
        self.legend = Static(markup=False, id="legend")
        self.table = Static(markup=False, id="table")
        self.advice = Static(markup=False, id="advice")

    def compose_place(self) -> ComposeResult:
        """Counts, plot, numbers, advice."""
        with VerticalScroll(id="page"):
            yield self.counts
            yield self.legend
            yield self.plot
            yield self.table
            yield self.advice

    def on_mount(self) -> None:
        """Count."""
        self.query_one("#page").focus()
        self._count()

    @work(group="count", exclusive=True)
    async def _count(self) -> None:
        try:
            machinery = await asyncio.to_thread(self._workspace.prepare)
            found = await Register(machinery.outbox.journal, self._workspace.clock).find()
        except OuttrayError as error:
            self.tell_error(error)
            return
        zone = self._workspace.clock.local_zone()
        self._lessons = await asyncio.to_thread(learn, found, zone)
        self._show()

    def _show(self) -> None:
        lessons = self._lessons
        if lessons is None:
            return
        any_hit = lessons.tally.total > 0
        self.counts.update(Content("\n").join(list(_counts(lessons))))
        self.plot.display = any_hit
        self.legend.display = any_hit
        self.table.display = any_hit
        if any_hit:
            self._draw(lessons)
            self.legend.update(self.plot.legend([_outcome_words(outcome) for outcome in _OUTCOMES]))
            self.table.update(_table(lessons))
        self.advice.update(Content("\n").join(list(self._advice(lessons))))

    def _draw(self, lessons: Lessons) -> None:
        if self._by_hour:
            bars = [Stack(f"{hour.hour:02}", _parts(hour.tally)) for hour in lessons.hours]
        else:
            bars = [Stack(rule.rule, _parts(rule.tally)) for rule in lessons.rules[:_RULES]]
        self.plot.border_title = (
            _("When rules hit, by the hour you held") if self._by_hour else _("What came of it, by rule")
        )
        self.plot.styles.height = 16 if self._by_hour else 2 * len(bars) + 5
        self.plot.show(bars, lying=not self._by_hour)

    def _advice(self, lessons: Lessons) -> Iterator[Content]:
        if not lessons.suggestions:
            return
        yield Content.styled(_("What to make of it"), "bold $ot-accent")
        signs = {Advice.KEEP: self._icons.good, Advice.MUTE: self._icons.bullet, Advice.ADD: self._icons.warn}
        for suggestion in lessons.suggestions:
            yield Content.assemble((f"{signs[suggestion.advice]} ", "$ot-accent"), line(suggestion.sentence))

    # Commands

    def action_other_plot(self) -> None:
        """Draw by rule, or by hour."""
        self._by_hour = not self._by_hour
        self._show()

    def action_back(self) -> None:
        """Close the notice, or go back."""
        if self.notice.is_told:
            self.notice.action_dismiss()
        else:
            self.leave(None)


def _counts(lessons: Lessons) -> Iterator[Content]:
    tally = lessons.tally
    if not lessons.acts:
        yield Content.styled(
            _(
                "Nothing has been held yet. What rules find in your posts, and what you then do, is counted"
                " here: on this machine, for you alone."
            ),
            "$ot-muted",
        )
        return
    held = ngettext("{count} act was held", "{count} acts were held", lessons.acts).format(count=lessons.acts)
    hit = ngettext("a rule hit {count} of them.", "a rule hit {count} of them.", tally.total).format(
        count=tally.total
    )
    yield Content.styled(_("{held}; {hit}").format(held=held, hit=hit), "bold $ot-ink")
    if tally.decided:
        yield Content.styled(_("You: {outcomes}").format(outcomes=_shares(tally)), "$ot-ink")
        yield Content.styled(
            _("In the research: {outcomes} (Katsaros, Yang, Fratamico 2022)").format(
                outcomes=_shares(RESEARCH)
            ),
            "$ot-muted",
        )
    if lessons.regrets:
        told = ngettext(
            "{count} was taken back within a day of being sent.",
            "{count} were taken back within a day of being sent.",
            len(lessons.regrets),
        )
        yield Content.styled(told.format(count=len(lessons.regrets)), "$ot-warn")


def _shares(tally: Tally) -> str:
    told = _("{unchanged} sent unchanged, {milder} milder, {rewritten} otherwise, {dropped} dropped")
    return told.format(
        unchanged=_percent(tally.share(Outcome.UNCHANGED)),
        milder=_percent(tally.share(Outcome.MILDER)),
        rewritten=_percent(tally.share(Outcome.REWRITTEN)),
        dropped=_percent(tally.share(Outcome.DROPPED)),
    )


def _percent(share: float) -> str:
    return _("{n}%").format(n=round(100 * share))


def _outcome_words(outcome: Outcome) -> str:
    return {
        Outcome.UNCHANGED: _("unchanged"),
        Outcome.MILDER: _("milder"),
        Outcome.REWRITTEN: _("rewritten"),
        Outcome.DROPPED: _("dropped"),
        Outcome.WAITING: _("waiting"),
    }[outcome]


def _parts(tally: Tally) -> tuple[int, ...]:
    return tuple(int(getattr(tally, outcome.value)) for outcome in _OUTCOMES)


def _table(lessons: Lessons) -> Content:
    """The numbers behind the plot, for who wants them exact or cannot see it."""
    names = [_("Rule").ljust(_NAME), *(_outcome_words(outcome).rjust(_COLUMN) for outcome in _OUTCOMES)]
    lines = [Content.styled("".join(names), "bold $ot-accent")]
    for rule in lessons.rules[:_RULES]:
        numbers = "".join(str(part or "·").rjust(_COLUMN) for part in _parts(rule.tally))
        lines.append(Content.assemble(line(rule.rule[:_NAME].ljust(_NAME)), numbers))
    return Content("\n").join(lines)
