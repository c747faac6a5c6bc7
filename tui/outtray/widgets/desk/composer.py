"""Where a post is written: warning, text, counter, recipients and audience on one sheet."""

from __future__ import annotations

from collections.abc import Sequence

from rich.highlighter import Highlighter
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static, TextArea

from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.mastodon.counting import counted_length
from outtray.mastodon.tokens import Token
from outtray.widgets.calm import say
from outtray.widgets.desk.completions import CompletionList
from outtray.widgets.desk.draft_area import DraftArea, Mark, MarkKind
from outtray.widgets.desk.messages import DraftEdited
from outtray.widgets.desk.parent_post import ParentPost
from outtray.widgets.desk.positions import EditLog
from outtray.widgets.desk.say import audience_words
from outtray.widgets.desk.values import Audience, Carried, CarriedPoll, Completion, Parent, Recipient
from outtray.widgets.icons import UNICODE, Icons
from outtray.widgets.text import line
from outtray.widgets.theming import account_variable
from outtray.widgets.words import counted, duration
from outtray_rules.finding import Finding, Severity, Span

TEXT_FIELD = "text"
WARNING_FIELD = "content_warning"

_NEARLY_FULL = 20
"""From how few characters left the counter asks for attention."""


class Composer(Vertical):
    """The sheet on the left of the desk.

    Give it a draft with ``load``, a review with ``show_review``, the words a headline lifts with
    ``show_lifted``. It posts ``DraftEdited``; typing never waits for whoever listens.
    """

    DEFAULT_CSS = """
    Composer {
        background: $ot-sheet;
        color: $ot-ink;
        border: round $ot-border;
        border-title-color: $ot-accent;
        border-title-style: bold;
        border-subtitle-color: $ot-muted;
        &:focus-within { border: round $ot-focus; }
        &.-ascii { border: ascii $ot-border; }
        &.-ascii:focus-within { border: ascii $ot-focus; }
        & #warning, & #warning:focus {
            height: 1;
            border: none;
            padding: 0 1;
            margin: 0 1 1 1;
            background: $ot-raised;
            color: $ot-warning;
            display: none;
        }
        & #warning > .input--placeholder { color: $ot-muted; }
        &.-warned #warning { display: block; }
        & DraftArea { height: 1fr; min-height: 2; margin-top: 1; }
        &.-short DraftArea { margin-top: 0; }
        &.-tight #recipients, &.-tight #measure { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
        &.-short #warning, &.-short #warning:focus { margin-bottom: 0; }
        & #recipients, & #measure { width: 1fr; height: auto; padding: 0 1; background: $ot-sheet; }
        &.-ascii #recipients, &.-ascii #measure { text-overflow: clip; }
        & #recipients.-none, & #carried.-none, & #why.-none { display: none; }
        & #carried { width: 1fr; height: auto; max-height: 5; padding: 0 1; background: $ot-sheet; }
        &.-tight #carried { max-height: 1; }
        & #why { width: 1fr; height: auto; padding: 0 1; color: $ot-muted; background: $ot-sheet; }
    }
    """

    def __init__(
        self,
        *,
        icons: Icons = UNICODE,
        limit: int = 500,
        url_weight: int = 23,
    ) -> None:
        super().__init__()
        self._icons = icons
        self._limit = limit
        self._url_weight = url_weight
        self._counts = True
        self._measure_due = False
        self._audience = Audience()
        self._findings: tuple[Finding, ...] = ()
        self._in_view: Finding | None = None
        self._reviewed = 0
        self._lifted: tuple[Span, ...] = ()
        self._warning_marks = _WarningMarks(self)
        self.completions = CompletionList(ascii_only=icons.ascii_only)
        self.version = 0
        self._area_versions: dict[int, int] = {0: 0}
        self.set_class(icons.ascii_only, "-ascii")
        self.border_title = Content(_("New post"))

    def compose(self) -> ComposeResult:
        """Parent, warning, text, then what the text amounts to."""
        yield ParentPost(icons=self._icons)
        yield Input(
            placeholder=_("Content warning: what a reader sees before the text"),
            highlighter=self._warning_marks,
            id="warning",
        )
        yield DraftArea(placeholder=_("What do you want to say?"), completions=self.completions)
        yield Static(Content(""), id="carried", classes="-none", markup=False)
        yield Static(Content(""), id="recipients", classes="-none", markup=False)
        yield Static(Content(""), id="measure", markup=False)
        yield Static(Content(""), id="why", classes="-none", markup=False)
        yield self.completions

    def on_mount(self) -> None:
        """Show an empty counter."""
        self._measure()

    # What the screen gives.

    def load(self, text: str, warning: str = "") -> None:
        """Put a whole draft here, with the cursor at its end."""
        with self.prevent(TextArea.Changed, Input.Changed):
            self.query_one(DraftArea).load_text(text)
            self.query_one("#warning", Input).value = sanitise(warning, single_line=True)
        self.show_warning_field(shown=bool(warning))
        self._edited()

    def show_warning(self, warning: str) -> None:
        """Put this content warning here and leave the text, its cursor and its history alone."""
        self.query_one("#warning", Input).value = sanitise(warning, single_line=True)
        self.show_warning_field(shown=bool(warning))

    def show_parent(self, parent: Parent | None) -> None:
        """Keep this post in sight above the text, or none."""
        self.query_one(ParentPost).show(parent)
        title = _("New post") if parent is None else _("Reply to @{acct}").format(acct=parent.acct)
        self.border_title = line(title)

    def show_title(self, title: str) -> None:
        """Say in the frame what is being written, when it is neither a new post nor a reply."""
        self.border_title = line(title or _("New post"))

    def show_audience(self, audience: Audience) -> None:
        """Show who would read it, and as whom."""
        self._audience = audience
        handle = f"@{audience.account}" if audience.account else ""
        self.border_subtitle = (
            line(handle, f"bold {account_variable(audience.account_index)}") if handle else None
        )
        self._measure()

    def show_limit(self, limit: int, url_weight: int) -> None:
        """Count as this server counts: its limit, and its weight of an address."""
        self._limit = limit
        self._url_weight = url_weight
        self._measure()

    def count_nothing(self) -> None:
        """Show no counter: the words are somebody else's, and no limit is spent on them."""
        self._counts = False
        self._measure()

    def show_reason(self, sentence: str) -> None:
        """Say below the audience why it is this one; nothing when there is nothing to say."""
        below = self.query_one("#why", Static)
        below.set_class(not sentence, "-none")
        say(below, line(sentence, "$ot-muted"))

    def show_carried(self, carried: Carried) -> None:
        """Show what goes along with the words: attachments, a poll."""
        rows = [
            Content.assemble(
                (f"{self._icons.media} ", "$ot-accent"),
                line(medium.name, "$ot-ink"),
                "  ",
                line(medium.description, "$ot-muted")
                if medium.description
                else Content.styled(_("without description"), "$ot-warn"),
            )
            for medium in carried.media
        ]
        if carried.poll is not None:
            rows += self._poll_rows(carried.poll)
        below = self.query_one("#carried", Static)
        below.set_class(not rows, "-none")
        say(below, Content("\n").join(rows))

    def _poll_rows(self, poll: CarriedPoll) -> list[Content]:
        dot = f" {self._icons.dot} "
        facts = [duration(poll.runs)]
        if poll.multiple:
            facts.append(_("several answers"))
        if poll.hide_totals:
            facts.append(_("counts hidden until it ends"))
        answers = Content.styled(dot, "$ot-muted").join(line(option, "$ot-ink") for option in poll.options)
        # In a small window only the beginning is seen: how long it runs stands nowhere else.
        told = (f"{dot.join(facts)}  ", "$ot-muted")
        return [Content.assemble((f"{self._icons.poll} ", "$ot-accent"), told, answers)]

    def show_recipients(self, recipients: Sequence[Recipient]) -> None:
        """Show whom the text mentions; those nobody knows come first."""
        line_below = self.query_one("#recipients", Static)
        line_below.set_class(not recipients, "-none")
        recipients = sorted(recipients, key=lambda recipient: recipient.known is not False)
        signs = {True: self._icons.good, False: "?", None: self._icons.ellipsis}
        parts = [
            Content.assemble(
                line(f"@{recipient.acct} ", "$ot-warn" if recipient.known is False else "$ot-mention"),
                (
                    signs[recipient.known],
                    {True: "$ot-good", False: "bold $ot-warn", None: "$ot-muted"}[recipient.known],
                ),
                (_(" unknown here") if recipient.known is False else "", "$ot-warn"),
            )
            for recipient in recipients
        ]
        say(line_below, Content.assemble((_("To "), "$ot-muted"), Content("  ").join(parts)))

    def offer(self, token: Token, offered: Sequence[Completion]) -> None:
        """Offer these below the cursor for what is being typed; nothing closes the list."""
        area = self.query_one(DraftArea)
        self.completions.offer(token, offered if area.has_focus else (), area.cursor_screen_offset)

    def on_resize(self) -> None:
        """Keep what is offered below the cursor, which the new size may have moved."""
        self.call_after_refresh(self._follow_cursor)

    def _follow_cursor(self) -> None:
        self.completions.stand_below(self.query_one(DraftArea).cursor_screen_offset)

    @on(OptionList.OptionSelected, "#completions")
    def _completion_picked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.query_one(DraftArea).complete(self.completions.chosen)

    def show_review(
        self,
        findings: Sequence[Finding],
        version: int,
        *,
        in_view: Finding | None = None,
        lifted: Sequence[Span] = (),
    ) -> None:
        """Underline what a review of this version found; a late one is moved to where its words are.

        ``in_view`` is the finding the review pane shows, ``lifted`` are the words of a chosen headline.
        """
        self._findings = tuple(findings)
        self._reviewed = version
        self._in_view = in_view
        self._lifted = tuple(lifted)
        self._paint()

    def show_in_view(self, finding: Finding | None, *, jump: bool) -> None:
        """Set off the words of the finding the review pane has in view; ``jump`` moves the cursor there."""
        self._in_view = finding
        self._paint()
        if (
            jump
            and finding is not None
            and finding.field == TEXT_FIELD
            and finding.span.end > finding.span.start
        ):
            self.query_one(DraftArea).jump_to(finding.span, self._text_version(self._reviewed))

    def put_words(self, finding: Finding, words: str) -> bool:
        """Put other words in place of those of a finding of the latest review.

        False when they are not there any more. In the text one undo takes that back.
        """
        words = sanitise(words)
        if finding.field == WARNING_FIELD:
            warning = self.query_one("#warning", Input)
            start, end = finding.span
            if warning.value[start:end].casefold() != finding.match.casefold():
                return False
            warning.value = f"{warning.value[:start]}{words}{warning.value[end:]}"
            return True
        if finding.field != TEXT_FIELD or finding.span.end <= finding.span.start:
            return False
        return self.query_one(DraftArea).put(words, finding.span, self._text_version(self._reviewed))

    def show_lifted(self, quotes: Sequence[Span]) -> None:
        """Highlight the words the headline on the front page lifts (spans of the reviewed text)."""
        self._lifted = tuple(quotes)
        self._paint()

    def show_warning_field(self, *, shown: bool) -> None:
        """Show or hide the content warning; its words stay when it is hidden only if it is empty."""
        warning = self.query_one("#warning", Input)
        self.set_class(shown or bool(warning.value), "-warned")

    # What the screen asks.

    @property
    def text(self) -> str:
        """The text as it stands."""
        return self.query_one(DraftArea).text

    @property
    def warning(self) -> str:
        """The content warning as it stands; empty for none."""
        return self.query_one("#warning", Input).value

    @property
    def left(self) -> int:
        """How many characters are left by the server's count; negative when over the limit."""
        return self._limit - counted_length(self.text, self.warning, self._url_weight)

    def focus_text(self) -> None:
        """Put the cursor into the text."""
        self.query_one(DraftArea).focus()

    # What the user does.

    @on(TextArea.Changed)
    @on(Input.Changed, "#warning")
    def _field_changed(self, event: TextArea.Changed | Input.Changed) -> None:
        event.stop()
        if isinstance(event, Input.Changed):
            clean = sanitise(event.value, single_line=True)
            if clean != event.value:
                event.input.value = clean
                return
        self._edited()

    @on(Input.Submitted, "#warning")
    def _warning_finished(self, event: Input.Submitted) -> None:
        event.stop()
        self.query_one(DraftArea).focus()

    def _edited(self) -> None:
        self.version += 1
        self._area_versions[self.version] = self.query_one(DraftArea).version
        self._area_versions.pop(self.version - EditLog.KEPT, None)
        if not self._measure_due:
            # The letter is drawn first; the counter comes with the frame after it.
            self._measure_due = True
            self.call_after_refresh(self._measure)
        self.post_message(DraftEdited(self.text, self.warning, self.version))

    def _text_version(self, version: int) -> int:
        """The version of the text alone within a version of text and warning."""
        return self._area_versions.get(version, -1)

    def _paint(self) -> None:
        in_view = self._in_view
        marks = [
            Mark(finding.span, _MARK_OF[finding.severity])
            for finding in self._findings
            if finding.field == TEXT_FIELD
        ]
        if in_view is not None and in_view.field == TEXT_FIELD:
            marks.append(Mark(in_view.span, MarkKind.IN_VIEW))
        marks += [Mark(span, MarkKind.LIFTED) for span in self._lifted]
        self.query_one(DraftArea).show_marks(marks, self._text_version(self._reviewed))
        in_warning = tuple(finding for finding in self._findings if finding.field == WARNING_FIELD)
        if in_warning != self._warning_marks.findings:
            self._warning_marks.findings = in_warning
            self.query_one("#warning", Input).refresh()

    def _measure(self) -> None:
        self._measure_due = False
        if not self.is_mounted:
            return
        left = self.left
        if left < 0:
            count = Content.styled(_("{n} over the limit").format(n=counted(-left)), "bold $ot-block")
        else:
            colour = "$ot-warn" if left <= _NEARLY_FULL else "$ot-muted"
            count = Content.styled(_("{n} left").format(n=counted(left)), colour)
        dot = (f" {self._icons.dot} ", "$ot-muted")
        sign = self._icons.visibility(self._audience.visibility)
        parts: list[Content | tuple[str, str]] = [count, dot] if self._counts else []
        parts += [
            (f"{sign} {audience_words(self._audience, self._icons)}", "$ot-ink"),
        ]
        if self._audience.language:
            parts += [dot, line(self._audience.language, "$ot-muted")]
        say(self.query_one("#measure", Static), Content.assemble(*parts))


_MARK_OF = {Severity.NOTE: MarkKind.NOTE, Severity.WARN: MarkKind.WARN, Severity.BLOCK: MarkKind.BLOCK}


class _WarningMarks(Highlighter):
    """Underlines findings in the content warning; Input asks it for each frame."""

    def __init__(self, composer: Composer) -> None:
        self._composer = composer
        self.findings: tuple[Finding, ...] = ()

    def highlight(self, text: Text) -> None:
        """Style the spans of findings that still name the words they were found in."""
        area = self._composer.query_one(DraftArea)
        for finding in self.findings:
            start, end = finding.span
            if text.plain[start:end].casefold() == finding.match.casefold():
                component = f"draft-area--{_MARK_OF[finding.severity].value}"
                text.stylize(area.get_component_rich_style(component, partial=True), start, end)
