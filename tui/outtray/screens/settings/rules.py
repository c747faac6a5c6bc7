"""Packs and rules: which review a post, how grave each is, which are silenced and whether that helps."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widgets import Input, OptionList

from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.base.translation import language
from outtray.commands import settings as commands
from outtray.commands.command import Command, bindings
from outtray.config.form import SettingsForm, said_of
from outtray.journal.wording import severity_words
from outtray.screens.key_words import key_of
from outtray.screens.place import PlaceScreen
from outtray.screens.settings.field import Answers, FieldScreen, Judged, Line
from outtray.screens.settings.page import PageScreen
from outtray.screens.settings.pick import PickScreen, Value
from outtray.screens.settings.rule_page import health_content, rule_content
from outtray.screens.settings.showing import has_words
from outtray.services.muting import rule_health
from outtray.services.rules import own_packs
from outtray.services.workspace import Workspace
from outtray.widgets.icons import Icons
from outtray.widgets.settings.details import SettingDetails
from outtray.widgets.settings.list import SettingsList
from outtray.widgets.settings.values import SettingRow
from outtray.widgets.settings.wording import PARTS
from outtray_rules.explain import page_of, title_of
from outtray_rules.finding import Severity
from outtray_rules.library import load_packs, packs_for, shipped_packs
from outtray_rules.pack import Pack, Rule
from outtray_rules.wording import unfilled

_BESIDE_FROM = 120
_MUTED_FOR = timedelta(days=30)
_PACK = "pack:"
_LONGEST = max(len(severity_words(severity)) for severity in Severity)
"""Letters of the longest name of a severity, so that titles stand below one another."""


class RulesScreen(PlaceScreen[None]):
    """Every pack with its rules; what is changed goes into the form."""

    CSS_PATH = "rules.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(commands.RULES)]
    commands: ClassVar[tuple[Command, ...]] = commands.RULES

    def __init__(self, workspace: Workspace, form: SettingsForm, *, icons: Icons) -> None:
        still = workspace.settings.interface.reduced_motion
        super().__init__(_("Packs and rules"), clock=workspace.clock, icons=icons, still=still)
        self._workspace = workspace
        self._form = form
        self._icons = icons
        self._packs: tuple[Pack, ...] = ()
        self._rules: dict[str, tuple[Rule, Pack]] = {}
        self.question = Input(placeholder=_("find a rule"), id="question")
        self.list = SettingsList(icons=icons, id="rules")
        self.details = SettingDetails(icons=icons, id="details")

    def compose_place(self) -> ComposeResult:
        """The search, the packs, the one under the cursor."""
        yield self.question
        with Horizontal(id="columns"):
            yield self.list
            yield self.details

    def on_mount(self) -> None:
        """Read the packs."""
        self.list.border_title = _("Packs and rules")
        self.list.show([SettingRow("", _("Reading the packs…"))])
        self.list.focus()
        self._load()

    def on_resize(self, event: events.Resize) -> None:
        """Put the rule beside the list where there is room, else below it."""
        self.set_class(event.size.width < _BESIDE_FROM, "-stacked")

    @work(group="load", exclusive=True)
    async def _load(self) -> None:
        own = own_packs(self._workspace.places)
        loaded = await asyncio.to_thread(load_packs, shipped_packs(), own)
        self._packs = loaded.packs
        self._rules = {rule.id: (rule, pack) for pack in loaded.packs for rule in pack.rules}
        if loaded.errors:
            self.notice.tell(str(loaded.errors[0]), _("Mend the line and save."))
        self._show()

    # What is shown

    @property
    def _used(self) -> tuple[str, ...]:
        """The packs that are named or follow from the jurisdiction, under the policy."""
        settings = self._form.settings
        return settings.rules.packs or packs_for(settings.profile.jurisdiction)

    @property
    def _reviewing(self) -> set[str]:
        """Those, and all they build on; the user's own always do."""
        named = {pack.id: pack for pack in self._packs}
        shipped = set(shipped_packs())
        found: set[str] = set()
        waiting = [*self._used, *(name for name in named if name not in shipped)]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting.extend(named[name].extends if name in named else ())
        return found

    def _show(self) -> None:
        self.list.show(list(self._rows()) or [SettingRow("", _("No rule is called that."))])
        self._explain()

    def _rows(self) -> Iterable[SettingRow]:
        words, reviewing, used = self.question.value.strip(), self._reviewing, self._used
        for pack in self._packs:
            title = title_of(pack, language())
            rules = [
                rule
                for rule in pack.rules
                if has_words(words, rule.id, rule.category, rule.wording_in(language()).title, title)
            ]
            if not rules:
                continue
            state = _("in use") if pack.id in reviewing else _("not in use")
            if pack.id in reviewing and pack.id not in used:
                state = _("in use: another pack builds on it")
            yield SettingRow(
                f"{_PACK}{pack.id}", title, f"{state}  {pack.id}", faint=pack.id not in reviewing
            )
            if pack.id in reviewing or words:
                for rule in rules:
                    yield self._row(rule)

    def _row(self, rule: Rule) -> SettingRow:
        own = self._form.own.rules
        held = self._form.settings.rules
        severity = held.severity.get(rule.id, str(rule.severity))
        state = severity_words(severity)
        mute = next((one for one in own.mute if one.rule == rule.id), None)
        if rule.id in held.off:
            state = _("off")
        elif mute is not None and any(one.rule == rule.id for one in held.mute):
            state = _("muted until {day}").format(day=f"{mute.until:%Y-%m-%d}")
        elif rule.id in own.severity and severity != str(rule.severity):
            state = _("{severity} (its own: {own})").format(severity=state, own=severity_words(rule.severity))
        locked = self._form.governed.is_locked(rule.id)
        wording = rule.wording_in(language())
        return SettingRow(
            rule.id,
            f"  {rule.id}",
            f"{state.ljust(_LONGEST)} {wording.title}",
            ruled=locked,
            faint=rule.id in held.off,
        )

    def _explain(self) -> None:
        name = self.list.chosen
        found = self._rules.get(name)
        if found is not None:
            rule = found[0]
            wording = rule.wording_in(language())
            source = " ".join(part for part in (rule.source.name, rule.source.clause) if part)
            self.details.show(
                wording.title,
                unfilled(wording.message, language()),
                name=rule.id,
                facts=[(_("Try"), unfilled(wording.advice, language())), (_("Source"), source)],
                ruled=self._lock_of(rule.id),
            )
            return
        pack_found = next((one for one in self._packs if f"{_PACK}{one.id}" == name), None)
        if pack_found is not None:
            count = str(len(pack_found.rules))
            languages = ", ".join(pack_found.languages)
            self.details.show(
                title_of(pack_found, language()),
                _("{switch} takes it into use, or out of it.").format(
                    switch=key_of(self.app, commands.RULE_OFF)
                ),
                name=pack_found.id,
                facts=[(_("Rules"), count), (_("Languages"), languages), (_("Version"), pack_found.version)],
                ruled=tuple(str(clamp) for clamp in self._form.governed.clamps_of("rules.packs")),
            )

    def _lock_of(self, rule: str) -> tuple[str, ...]:
        if not self._form.governed.is_locked(rule):
            return ()
        lock = next(
            one
            for one in self._form.governed.policy.all("rules.locked")
            if rule in one.value or "*" in one.value
        )
        return (_("The {origin} locks this rule: it cannot be changed.").format(origin=lock.origin),)

    @on(OptionList.OptionHighlighted, "#rules")
    def _highlighted(self) -> None:
        self._explain()

    @on(OptionList.OptionSelected, "#rules")
    def _selected(self) -> None:
        self.action_explain()

    @on(Input.Changed, "#question")
    def _typed(self) -> None:
        self._show()

    @on(Input.Submitted, "#question")
    def _submitted(self) -> None:
        self.list.focus()

    # What is done

    def action_find(self) -> None:
        """Go to the search."""
        self.question.focus()

    def action_back(self) -> None:
        """Leave the search, close the notice, or go back to the settings."""
        if self.question.value or self.question.has_focus:
            self.question.value = ""
            self.list.focus()
        elif self.notice.is_told:
            self.notice.action_dismiss()
        else:
            self.leave(None)

    def action_explain(self) -> None:
        """The page of the rule under the cursor."""
        found = self._rules.get(self.list.chosen)
        if found is not None:
            text = rule_content(page_of(*found, language()), self._icons)
            self.app.push_screen(PageScreen(found[0].id, text, icons=self._icons))

    def action_switch(self) -> None:
        """Switch the pack or rule under the cursor on or off."""
        name = self.list.chosen
        if name.startswith(_PACK):
            pack, used = name.removeprefix(_PACK), list(self._used)
            if pack in used and len(used) == 1:
                self.notice.tell(
                    _("Without any pack nothing would be reviewed."), _("Take another one first.")
                )
                return
            packs = [one for one in used if one != pack] if pack in used else [*used, pack]
            self._put("packs", packs)
        elif self._may_change(name):
            off = list(self._form.own.rules.off)
            self._put("off", [one for one in off if one != name] if name in off else [*off, name])

    @work(group="rule", exclusive=True)
    async def action_severity(self) -> None:
        """Make the rule milder or graver."""
        name = self.list.chosen
        if not self._may_change(name, softer_only=True):
            return
        rule = self._rules[name][0]
        given = dict(self._form.own.rules.severity)
        values = [Value("", _("its own"), str(rule.severity))]
        values += [Value(one, one, about) for one, about in _SEVERITIES.items()]
        card = PickScreen(name, _("How grave is it for you?"), values, given.get(name, ""), icons=self._icons)
        answer = await self.app.push_screen_wait(card)
        if answer is None:
            return
        given.pop(name, None)
        if answer:
            given[name] = answer  # type: ignore[assignment]  # the values of the card are severities
        self._put("severity", given)

    @work(group="rule", exclusive=True)
    async def action_mute(self) -> None:
        """Silence the rule until a day with a reason; a muted one speaks again."""
        name = self.list.chosen
        if not self._may_change(name):
            return
        mutes = list(self._form.written("rules", "mute"))
        others = [one for one in mutes if one.get("rule") != name]
        if len(others) < len(mutes):
            self._put("mute", others)
            return

        def made(answers: Answers) -> list[Any]:
            return [*mutes, {"rule": name, **{key: text.strip() for key, text in answers.items()}}]

        def judge(answers: Answers) -> Judged:
            preview = self._form.judge("rules", "mute", made(answers))
            place = f"[{len(mutes)}]."
            wrong = tuple(one.removeprefix(place) for one in said_of(preview.problems, "rules", "mute"))
            if not answers["reason"].strip():
                wrong = (*wrong, _("Still to be said: {part}.").format(part=PARTS["reason"]))
            return Judged(wrong)

        until = self._workspace.clock.now() + _MUTED_FOR
        lines = [Line("until", PARTS["until"], f"{until:%Y-%m-%d}"), Line("reason", PARTS["reason"])]
        title = _("Mute {rule}").format(rule=name)
        answers = await self.app.push_screen_wait(FieldScreen(title, "", lines, judge, icons=self._icons))
        if answers is not None:
            self._put("mute", made(answers))

    @work(group="health", exclusive=True)
    async def action_health(self) -> None:
        """What the saved rules did lately."""
        self.tell(_("Looking through what was sent…"))
        try:
            health = await rule_health(self._workspace)
        except OuttrayError as error:
            self.tell_error(error)
            return
        self.notice.action_dismiss()
        self.app.push_screen(
            PageScreen(_("Health of the rules"), health_content(health, self._icons), icons=self._icons)
        )

    def _may_change(self, rule: str, *, softer_only: bool = False) -> bool:
        if rule not in self._rules:
            return False
        locked = self._lock_of(rule)
        mutes = self._form.governed.policy.forbids("rules.mutes")
        if locked:
            self.notice.tell(locked[0])
        elif mutes is not None and not softer_only:
            told = _("The {origin} does not allow rules to be muted or switched off.")
            self.notice.tell(told.format(origin=mutes.origin))
        else:
            return True
        return False

    def _put(self, key: str, value: Any) -> None:
        try:
            self._form.put("rules", key, value or None)
        except OuttrayError as error:
            self.tell_error(error)
        self._show()


_SEVERITIES = {
    "note": _("shown; asks nothing"),
    "warn": _("to acknowledge before it is sent"),
    "block": _("to change, or to override with a reason"),
}
