"""What the rules found: one finding at a time, with everything needed to answer it."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from outtray.acts.reasons import REASON_MINIMUM, is_reason
from outtray.base.clock import Clock
from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.base.translation import ngettext
from outtray.widgets.calm import say
from outtray.widgets.desk.guard import RepeatGuard
from outtray.widgets.desk.messages import AcknowledgeRequested, FindingChosen, OverrideRequested, ReasonClosed
from outtray.widgets.desk.say import counts_content, severity_word, state_of
from outtray.widgets.desk.section import Section
from outtray.widgets.desk.values import DEFAULT_KEYS, Answer, Counts, DeskKeys, ReviewedFinding
from outtray.widgets.icons import UNICODE, Icons
from outtray.widgets.text import line, short_address
from outtray_rules.finding import Finding, Severity

_MATCH_SHOWN = 160


class FindingsPanel(Section):
    """The findings of a review, one in view, with the user's answers.

    The screen gives it findings and answers; it asks with ``AcknowledgeRequested`` and
    ``OverrideRequested`` and shows what the screen then gives it. Acknowledging never moves on to the
    next finding, so that each one has been looked at before it is answered.
    """

    DEFAULT_CSS = """
    FindingsPanel {
        & VerticalScroll {
            height: auto;
            max-height: 14;
            padding: 0 1;
            background: $ot-sheet;
            scrollbar-size-vertical: 1;
        }
        &.-fill { height: 1fr; }
        &.-fill VerticalScroll { height: 1fr; max-height: 999; }
        & #reason, & #reason:focus {
            height: 1;
            border: none;
            padding: 0 1;
            margin: 0 1;
            background: $ot-raised;
            color: $ot-ink;
            display: none;
        }
        & #reason > .input--placeholder { color: $ot-muted; }
        & #state { padding: 0 1; }
        & #state.-none { display: none; }
        & #hint { padding: 0 1; color: $ot-muted; }
        & #hint.-none { display: none; }
        &.-asking #reason { display: block; }
    }
    """

    def __init__(
        self,
        *,
        clock: Clock,
        icons: Icons = UNICODE,
        keys: DeskKeys = DEFAULT_KEYS,
        offers_words: bool = False,
    ) -> None:
        """``offers_words`` shows other words for a finding: where the text can be changed."""
        super().__init__(_("Findings"), icons)
        self._offers_words = offers_words
        self._keys = keys
        self._guard = RepeatGuard(clock.monotonic)
        self._findings: tuple[ReviewedFinding, ...] = ()
        self._index = 0
        self._kept = False
        self._reasons: dict[str, str] = {}
        self._asking: str | None = None
        self._notice = ""
        self.may_override = True
        """Whether a block may stand for a reason; a policy can forbid it, and the screen says so."""

    def compose(self) -> ComposeResult:
        """Title, the finding, a field for a reason, a hint."""
        yield self.heading
        with VerticalScroll():
            yield Static(Content(""), id="finding", markup=False)
        # Outside of what scrolls: what is asked of the user is never out of sight.
        yield Static(Content(""), id="state", markup=False)
        yield Input(placeholder=_("Why must this stand?"), id="reason")
        yield Static(Content(""), id="hint", markup=False)

    def on_mount(self) -> None:
        """Show that nothing was found yet."""
        self._paint()

    # What the screen gives.

    def show_keys(self, keys: DeskKeys) -> None:
        """Name these keys in the hints."""
        self._keys = keys
        self._paint()

    def show(self, findings: Sequence[ReviewedFinding]) -> None:
        """Show the findings of the latest review, gravest first.

        A finding the user went to or answered stays in view while it is there.
        """
        before = self.in_view
        self._findings = tuple(findings)
        keys = [reviewed.finding.key for reviewed in self._findings]
        if before is not None and before.finding.key in keys and (self._kept or self._asking is not None):
            self._index = keys.index(before.finding.key)
        else:
            self._index = 0
            self._kept = False
            self.leave_reason()
        self._notice = ""
        self._paint()
        after = self.in_view
        if (after.finding if after else None) != (before.finding if before else None):
            self.post_message(FindingChosen(after.finding if after else None, by_user=False))

    # What the screen asks.

    @property
    def in_view(self) -> ReviewedFinding | None:
        """The finding in view; None when there is none."""
        return self._findings[self._index] if self._findings else None

    @property
    def asks(self) -> int:
        """How many findings still need an answer."""
        return sum(1 for reviewed in self._findings if reviewed.asks)

    # What the user does.

    def go_next(self) -> None:
        """Put the next finding into view; after the last comes the first."""
        self._go(1)

    def go_previous(self) -> None:
        """Put the finding before this one into view; before the first comes the last."""
        self._go(-1)

    def answer(self) -> None:
        """Answer the finding in view: acknowledge a warning, ask a reason for a block."""
        reviewed = self.in_view
        fresh = self._guard.press()
        if reviewed is None:
            return
        self._kept = True
        if not reviewed.asks:
            self._notice = self._what_now()
        elif not fresh:
            self._notice = _("One press answers one finding. Let the key rest, then press it again.")
        elif reviewed.finding.severity is Severity.BLOCK and not self.may_override:
            self._notice = _("The policy allows no reason for a block: only other words help.")
        elif reviewed.finding.severity is Severity.BLOCK:
            self._open_reason(reviewed.finding)
        else:
            self.post_message(AcknowledgeRequested(reviewed.finding))
        self._paint_hint()

    def show_notice(self, sentence: str) -> None:
        """Say this below the finding in view, until something else is done."""
        self._notice = sentence
        self._paint_hint()

    def key_pressed(self) -> None:
        """Hear that some other key was pressed, so that a held answering key has been let go."""
        self._guard.other_key()

    @on(Input.Submitted, "#reason")
    def _reason_given(self, event: Input.Submitted) -> None:
        event.stop()
        reviewed = self.in_view
        reason = " ".join(sanitise(event.value, single_line=True).split())
        if reviewed is None:
            return
        if not is_reason(reason):
            self._notice = _("A reason is a few words, at least {n} characters: others may read it.").format(
                n=REASON_MINIMUM
            )
            self._paint_hint()
            return
        self._reasons.pop(reviewed.finding.key, None)
        self._close_reason()
        self.post_message(OverrideRequested(reviewed.finding, reason))

    def on_key(self, event: events.Key) -> None:
        """Escape leaves the reason field; what was typed is kept for this finding."""
        if event.key == "escape" and self._asking is not None:
            event.stop()
            event.prevent_default()
            self.leave_reason()

    def leave_reason(self) -> bool:
        """Close the reason field if it is open, keeping what was typed; true if it was."""
        if self._asking is None:
            return False
        self._reasons[self._asking] = self.query_one("#reason", Input).value
        self._close_reason()
        self._paint_hint()
        return True

    def _go(self, step: int) -> None:
        self._guard.other_key()
        if not self._findings:
            return
        self.leave_reason()
        self._index = (self._index + step) % len(self._findings)
        self._kept = True
        self._notice = ""
        self._paint()
        self.query_one(VerticalScroll).scroll_home(animate=False)
        reviewed = self.in_view
        self.post_message(FindingChosen(reviewed.finding if reviewed else None, by_user=True))

    def _open_reason(self, finding: Finding) -> None:
        field = self.query_one("#reason", Input)
        if self._asking is None:
            field.value = self._reasons.get(finding.key, "")
        self._asking = finding.key
        self.add_class("-asking")
        self._notice = ""
        field.focus()

    def _close_reason(self) -> None:
        self._asking = None
        self.remove_class("-asking")
        self.query_one("#reason", Input).value = ""
        self.post_message(ReasonClosed())

    def _what_now(self) -> str:
        asks = self.asks
        if asks:
            return ngettext(
                "{n} more needs an answer: {key} goes on.", "{n} more need an answer: {key} goes on.", asks
            ).format(n=asks, key=self._keys.next)
        return _("Nothing more to answer.")

    def _paint(self) -> None:
        if not self.is_mounted:
            return
        reviewed = self.in_view
        self.heading.show_summary(self._summary())
        say(self.query_one("#finding", Static), self._describe(reviewed) if reviewed else self._nothing())
        state = self.query_one("#state", Static)
        state.set_class(reviewed is None, "-none")
        say(state, self._state(reviewed) if reviewed is not None else Content(""))
        self._paint_hint()

    def _summary(self) -> Content:
        counts = counts_content(Counts.of(self._findings), self.icons, short=len(self._findings) > 1)
        if len(self._findings) < 2:
            return counts
        place = _("{n} of {total}").format(n=self._index + 1, total=len(self._findings))
        return Content.assemble(counts, (f"  {place}", "$ot-ink"))

    def _nothing(self) -> Content:
        return Content.styled(_("No rule has anything to say about these words."), "$ot-muted")

    def _describe(self, reviewed: ReviewedFinding) -> Content:
        finding = reviewed.finding
        colour = f"$ot-{finding.severity.value}"
        sign = self.icons.severity(finding.severity)
        head = Content.assemble(
            (f"{sign} {severity_word(finding.severity)}", f"bold {colour}"),
            "  ",
            self.say(finding.title, "bold $ot-ink"),
        )
        rows = [head]
        if finding.match and (finding.sensitive or finding.match not in finding.message):
            rows.append(self._words(finding, colour))
        rows.append(self.say(finding.message, "$ot-ink"))
        if finding.advice:
            rows.append(
                Content.assemble((_("Try: "), "bold $ot-accent"), self.say(finding.advice, "$ot-ink"))
            )
        if self._offers_words and finding.replacement is not None:
            rows.append(self._suggestion(finding))
        rows.append(self._source(finding))
        return Content("\n").join(rows)

    def _suggestion(self, finding: Finding) -> Content:
        words = sanitise(finding.replacement or "", single_line=True, limit=_MATCH_SHOWN)
        key = (f"  {self._keys.reword}", "bold $ot-accent")
        if not words:
            return Content.assemble((_("Would read better without these words."), "$ot-good"), key)
        quoted = Content.styled(f"{self.icons.open_quote}{words}{self.icons.close_quote}", "$ot-good")
        return Content.assemble((_("Would read: "), "bold $ot-accent"), quoted, key)

    def _words(self, finding: Finding, colour: str) -> Content:
        if finding.sensitive:
            return Content.styled(_("The words are in your draft; they are not repeated here."), "$ot-muted")
        words = sanitise(finding.match, single_line=True, limit=_MATCH_SHOWN)
        return Content.styled(f"{self.icons.open_quote}{words}{self.icons.close_quote}", colour)

    def _source(self, finding: Finding) -> Content:
        source = finding.source
        parts = [self.say(part, "$ot-muted") for part in (source.name, source.clause) if part]
        where = Content.assemble(
            Content.styled(", ", "$ot-muted").join(parts),
            (f" {self.icons.dot} ", "$ot-muted"),
            line(finding.rule, "$ot-muted"),
        )
        if source.url:
            where = Content.assemble(
                where, " ", line(short_address(source.url, self.icons.ellipsis), "$ot-link")
            )
        return where

    def _state(self, reviewed: ReviewedFinding) -> Content:
        words, colour = state_of(reviewed)
        sign = {
            Answer.ACKNOWLEDGED: self.icons.acknowledged,
            Answer.OVERRIDDEN: self.icons.overridden,
            Answer.NONE: self.icons.right,
        }[reviewed.answer]
        forbidden = reviewed.finding.severity is Severity.BLOCK and not self.may_override
        if forbidden:
            words, colour = _("change it: the policy does not allow it to be overridden"), "block"
        state = Content.styled(f"{sign} {words}", f"bold $ot-{colour}")
        if reviewed.asks and not forbidden:
            return Content.assemble(state, (f"  {self._keys.answer}", "bold $ot-accent"))
        if reviewed.answer is Answer.OVERRIDDEN:
            return Content.assemble(state, ": ", line(reviewed.reason, "$ot-ink"))
        return state

    def _paint_hint(self) -> None:
        hint = self.query_one("#hint", Static)
        reviewed = self.in_view
        words = self._notice or (self._hint(reviewed) if reviewed else "")
        hint.set_class(not words, "-none")
        say(hint, Content.styled(words, "$ot-warn" if self._notice else "$ot-muted"))

    def _hint(self, reviewed: ReviewedFinding) -> str:
        if self._asking is not None:
            return _("Enter keeps the reason, {leave} goes back. It goes into the journal.").format(
                leave=self._keys.leave
            )
        return "" if reviewed.asks or not self.asks else self._what_now()
