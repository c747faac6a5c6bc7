"""The review of what is being written, and the answers to what it finds."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime

from textual.message import Message

from outtray.acts.review import Review
from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.commands import desk as commands
from outtray.screens import presenting
from outtray.screens.writing.page import Page, Part
from outtray.services.rewriting import with_words
from outtray.widgets.desk.messages import AcknowledgeRequested, DraftEdited, OverrideRequested

LONG = 6_000
"""Characters from which a review runs in a thread: no server takes such a post, but a paste may be one."""


class Reviewing(Part):
    """Reviews each state of the draft once its letter is on the screen, and keeps the answers."""

    commands = commands.REVIEWING

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._review: Review | None = None
        self._started: datetime = page.workspace.clock.now()
        self._version = 0
        self._due = False
        self._under_way = False
        self._overtaken = False

    def hear(self, message: Message) -> None:
        """Take what was typed or answered."""
        page = self.page
        match message:
            case DraftEdited(text, warning, version):
                if not page.is_read_only:
                    page.act = replace(page.act, text=text, content_warning=warning)
                self._version = version
                if not self._due:
                    self._due = True
                    page.call_after_refresh(self.review)
            case AcknowledgeRequested(finding):
                page.answers = page.answers.acknowledge(finding.key)
                self._show()
            case OverrideRequested(finding, reason):
                page.answers = page.answers.override(finding.key, reason)
                self._show()
            case _:
                pass

    def changed(self) -> None:
        """Review what was chosen."""
        self.review()

    def review(self) -> None:
        """Review the draft as it stands and show what was found."""
        self._due = False
        page = self.page
        if not page.is_open:
            return
        page.workspace.written_for(page.workspace.clock.now() - self._started)
        is_ready = page.workspace.review.is_ready(page.act.account)
        if self._under_way or not is_ready or len(page.act.reviewed_text) > LONG:
            self._overtaken = True
            if not self._under_way:
                self._under_way = True
                page.start(self._review_aside, group="review")
            return
        try:
            self._review = page.workspace.review.review(page.act)
        except OuttrayError as error:
            page.tell_error(error)
            return
        self._show()

    async def _review_aside(self) -> None:
        """Review in a thread what would hold up a key: a long paste, or the very first text."""
        page = self.page
        try:
            while self._overtaken:
                self._overtaken = False
                review = await asyncio.to_thread(page.workspace.review.review, page.act)
                if not self._overtaken:
                    self._review = review
                    self._show()
        except OuttrayError as error:
            page.tell_error(error)
        finally:
            self._under_way = False

    def _show(self) -> None:
        page = self.page
        if self._review is None or not page.is_open:
            return
        front = page.workspace.review.front_page(page.act, self._review)
        value = presenting.review_value(
            page.act, self._review, front, page.answers.acknowledged, page.answers.overrides
        )
        page.body.pane.findings.may_override = page.workspace.config.governed.overrides
        page.body.show_review(value, self._version)

    # Commands

    def action_acknowledge(self) -> None:
        """Answer the finding in view."""
        self.page.body.pane.answer_finding()

    def action_previous_finding(self) -> None:
        """Go to the finding before this one."""
        self.page.body.previous_finding()

    def action_next_finding(self) -> None:
        """Go to the next finding."""
        self.page.body.next_finding()

    def action_rewrite(self) -> None:
        """Put the suggested words in place of those found: of the finding in view, and of no other."""
        page, findings = self.page, self.page.body.pane.findings
        page.body.pane.bring_forward(findings)
        reviewed = findings.in_view
        if reviewed is None:
            return
        replacement = reviewed.finding.replacement
        if replacement is None or page.is_read_only:
            findings.show_notice(_("No other words are suggested for this one."))
        elif page.body.composer.put_words(reviewed.finding, replacement):
            page.body.composer.focus_text()
        elif (act := with_words(page.act, reviewed.finding, replacement)) is not None:
            page.change(act)
        else:
            findings.show_notice(_("These words have changed meanwhile."))

    def action_headlines(self) -> None:
        """See the post in the next newspaper."""
        self.page.body.pane.next_headline()
