"""The settings screen: sections at the left, the settings of one, and the one under the cursor in full."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, OptionList

from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.base.translation import ngettext
from outtray.commands import settings as commands
from outtray.commands.command import Command, bindings
from outtray.commands.keys import Remapping
from outtray.config.accounts import load_accounts
from outtray.config.configuration import Preview
from outtray.config.form import SettingsForm, said_of
from outtray.screens.appearance import theme_titles, wanted_keys
from outtray.screens.key_words import key_of
from outtray.screens.messages import SettingsSaved
from outtray.screens.place import PlaceScreen
from outtray.screens.settings.accounts import ACCOUNTS, about, card, made
from outtray.screens.settings.changes import ChangesScreen, Decision
from outtray.screens.settings.editing import Editor, worked_of
from outtray.screens.settings.showing import (
    COMMANDS,
    KEYS,
    TYPED,
    has_words,
    in_full,
    key_rows,
    rows_of,
    ruling_words,
)
from outtray.services.themes import UserThemes
from outtray.services.workspace import Workspace
from outtray.widgets.icons import Icons
from outtray.widgets.settings.details import SettingDetails
from outtray.widgets.settings.list import SettingsList
from outtray.widgets.settings.values import SettingRow
from outtray.widgets.settings.wording import SECTIONS, SETTINGS

_ALL_BESIDE_FROM = 120
_SECTIONS_BESIDE_FROM = 84
_RULES = frozenset({"rules.packs", "rules.off", "rules.severity", "rules.mute"})
"""Changed on a screen of their own."""
_PLAIN = "said:"
"""Begins the id of a line that is only to be read."""


class SettingsScreen(PlaceScreen[None]):
    """Everything that can be set. Nothing is written before the changes have been seen."""

    CSS_PATH = "screen.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(commands.SETTINGS)]
    commands: ClassVar[tuple[Command, ...]] = commands.SETTINGS

    def __init__(self, workspace: Workspace, *, icons: Icons) -> None:
        """Raises ``ConfigError`` when the settings file cannot be read or is no TOML."""
        still = workspace.settings.interface.reduced_motion
        super().__init__(_("Settings"), clock=workspace.clock, icons=icons, still=still)
        self._workspace = workspace
        self._icons = icons
        self.form = SettingsForm(workspace.config)
        self._editor = Editor(self, self.form, workspace.clock, icons, self._changed)
        self.question = Input(placeholder=_("find a setting"), id="question")
        self.sections = SettingsList(icons=icons, id="sections")
        self.list = SettingsList(icons=icons, id="settings")
        self.details = SettingDetails(icons=icons, id="details")
        self.set_class(icons.ascii_only, "-ascii")

    def compose_place(self) -> ComposeResult:
        """The search, the sections, the settings, the one in full."""
        yield self.question
        with Horizontal(id="columns"):
            yield self.sections
            with Vertical(id="inside"):
                yield self.list
                yield self.details

    def on_mount(self) -> None:
        """Begin with the first section."""
        self.sections.border_title = _("Sections")
        self._editor.themes = self._theme_titles
        self._editor.preview_theme = self._preview_theme
        self.sections.show([SettingRow(one, title) for one, title in SECTIONS.items()])
        self.sections.focus()
        self._show()

    def on_resize(self, event: events.Resize) -> None:
        """Put side by side what there is room for."""
        self.set_class(event.size.width < _ALL_BESIDE_FROM, "-stacked")
        self.set_class(event.size.width < _SECTIONS_BESIDE_FROM, "-narrow")

    # What is shown

    @property
    def section(self) -> str:
        """The section under the cursor."""
        return self.sections.chosen or next(iter(SECTIONS))

    @property
    def remapping(self) -> Remapping:
        """The keys as the form has them."""
        return wanted_keys(self.form.own)

    def _show(self) -> None:
        words = self.question.value.strip()
        self.set_class(bool(words), "-searching")
        rows = list(self._found(words) if words else self._rows(self.section))
        if not rows:
            rows = [SettingRow("", _("No setting is called that: fewer words find more."))]
        self.list.show(rows)
        self.list.border_title = _("Found") if words else SECTIONS[self.section]
        unsaved = len(self.form.differences())
        self.list.border_subtitle = (
            ngettext("{count} not saved", "{count} not saved", unsaved).format(count=unsaved)
            if unsaved
            else ""
        )
        self._explain()

    def _rows(self, section: str) -> Iterable[SettingRow]:
        if section == KEYS:
            return key_rows(self.form, self.remapping)
        if section == "accounts":
            return self._account_rows()
        if section == "policy":
            return self._policy_rows()
        return rows_of(self.form, [name for name in SETTINGS if name.startswith(f"{section}.")])

    def _found(self, words: str) -> Iterable[SettingRow]:
        names = [
            name
            for name, about in SETTINGS.items()
            if has_words(words, name, about.title, about.meaning, SECTIONS[name.partition(".")[0]])
        ]
        # What is called so stands before what only speaks of it.
        names.sort(key=lambda name: not has_words(words, SETTINGS[name].title, name))
        yield from rows_of(self.form, names)
        yield from key_rows(self.form, self.remapping, words)

    def _account_rows(self) -> Iterable[SettingRow]:
        login = self._workspace.login
        if login is not None and login.practice:
            yield self._account_row(login.key, _("practice, on this machine only"))
            return
        try:
            accounts = load_accounts(self._workspace.places.accounts_file).accounts
        except OuttrayError as error:
            yield SettingRow("", error.sentence)
            return
        for account in accounts:
            acts = login is not None and account.key == login.key
            yield self._account_row(account.key, _("acts here") if acts else account.kept_in)

    def _account_row(self, account: str, told: str) -> SettingRow:
        own = about(self.form, account)
        return SettingRow(
            f"{ACCOUNTS}.{account}",
            f"@{account}",
            f"{told}; {own}" if own else told,
            changed=self.form.has(ACCOUNTS, account),
            wrong=bool(said_of(self.form.problems, ACCOUNTS, account)),
        )

    def _policy_rows(self) -> Iterable[SettingRow]:
        places, policy = self._workspace.places, self.form.governed.policy
        yield SettingRow("", _("Files"))
        yield SettingRow(f"{_PLAIN}settings", _("Settings"), str(places.settings_file))
        yield SettingRow(f"{_PLAIN}packs", _("Own packs"), str(places.packs))
        yield SettingRow(f"{_PLAIN}themes", _("Own themes"), str(places.themes))
        yield SettingRow("", _("Policy"))
        if not policy.files:
            yield SettingRow(f"{_PLAIN}none", _("None"), _("nobody rules these settings but you"), faint=True)
        for problem in policy.problems:
            yield SettingRow(f"{_PLAIN}{problem.line}", _("Mistake"), str(problem), wrong=True)
        for number, ruling in enumerate(policy.rulings):
            yield SettingRow(
                f"{_PLAIN}ruling-{number}",
                ruling.setting,
                f"{ruling_words(ruling.value)}  ({ruling.origin})",
                ruled=True,
            )

    def _explain(self) -> None:
        """Show the setting under the cursor in full."""
        name = self.list.chosen
        section, _dot, key = name.partition(".")
        if name in TYPED:
            full = in_full(self.form, name)
            self.details.show(
                full.title,
                full.meaning,
                name=full.name,
                facts=full.facts,
                wrong=full.wrong,
                ruled=full.ruled,
                worked=worked_of(self._preview(), section, self._workspace.clock),
            )
        elif section == KEYS and key in COMMANDS:
            command, refusals = COMMANDS[key], self.remapping.refusals
            self.details.show(
                command.label,
                command.help,
                name=f'"{key}"',
                facts=[(_("Now"), self.remapping.words(command))],
                wrong=[one.sentence for one in refusals if one.command == key],
            )
        elif section == ACCOUNTS and key:
            self.details.show(
                f"@{key}",
                _(
                    "{change} gives this account a colour, an audience, a language, hours"
                    " or packs of its own."
                ).format(change=key_of(self.app, commands.CHANGE)),
                name=f'[accounts."{key}"]',
                facts=[(_("Its own"), about(self.form, key) or _("nothing; it is as all are"))],
                wrong=said_of(self.form.problems, ACCOUNTS, key),
            )
        else:
            row = next((one for one in self._rows(self.section) if one.id == name), None)
            self.details.show(row.title if row else "", row.value if row else "")

    def _preview(self) -> Preview:
        return self.form.judge("profile", "jurisdiction", self.form.value("profile", "jurisdiction"))

    # What is done

    @on(OptionList.OptionHighlighted, "#sections")
    def _section_chosen(self) -> None:
        if not self.question.value:
            self._show()

    @on(OptionList.OptionSelected, "#sections")
    def action_into(self) -> None:
        """Go to the settings of this section."""
        self.add_class("-inside")
        self.list.focus()

    def action_parts(self) -> None:
        """Go to the sections."""
        self.remove_class("-inside")
        self.question.value = ""
        self.sections.focus()

    @on(OptionList.OptionHighlighted, "#settings")
    def _setting_chosen(self) -> None:
        self._explain()

    @on(OptionList.OptionSelected, "#settings")
    def _setting_selected(self) -> None:
        self.action_change()

    @on(Input.Changed, "#question")
    def _typed(self) -> None:
        self._show()

    @on(Input.Submitted, "#question")
    def _submitted(self) -> None:
        self.add_class("-inside")
        self.list.focus()

    def action_find(self) -> None:
        """Go to the search."""
        self.question.focus()

    def action_change(self) -> None:
        """Change the setting under the cursor."""
        if not self.sections.has_focus:
            self._change(self.list.chosen)

    @work(group="change", exclusive=True)
    async def _change(self, name: str) -> None:
        section, _dot, key = name.partition(".")
        try:
            if name in _RULES:
                from outtray.screens.settings.rules import RulesScreen

                await self.app.push_screen_wait(RulesScreen(self._workspace, self.form, icons=self._icons))
                self._changed()
            elif section == ACCOUNTS and key:
                await self._change_account(key)
            elif name in TYPED or (section == KEYS and key in COMMANDS):
                await self._editor.change(name)
        except OuttrayError as error:
            self.tell_error(error)

    async def _change_account(self, account: str) -> None:
        answers = await self.app.push_screen_wait(card(self.form, account, icons=self._icons))
        if answers is not None:
            self.form.put(ACCOUNTS, account, made(self.form, account, answers))
            self._changed()

    def action_reset(self) -> None:
        """Go back to the built-in value."""
        name = self.list.chosen
        section, _dot, key = name.partition(".")
        if name in TYPED or (section == KEYS and key in COMMANDS) or (section == ACCOUNTS and key):
            try:
                self._editor.reset(name)
            except OuttrayError as error:
                self.tell_error(error)

    def action_try_it(self) -> None:
        """Review any text against the settings as they stand here."""
        from outtray.screens.settings.trying import TryScreen

        self.app.push_screen(TryScreen(self._workspace, self.form, icons=self._icons))

    def _changed(self) -> None:
        self._show()

    @work(group="change", exclusive=True)
    async def action_save(self) -> None:
        """See what would change, and save it."""
        if not self.form.is_changed:
            self.tell(
                _("Nothing is changed."),
                _("{change} changes the setting under the cursor.").format(
                    change=key_of(self.app, commands.CHANGE)
                ),
            )
            return
        await self._decide()

    async def _decide(self) -> bool:
        """Show the changes and do what is wished; false when the user goes on."""
        path = str(self._workspace.places.settings_file)
        card = ChangesScreen(self.form, path, icons=self._icons)
        decision = await self.app.push_screen_wait(card)
        if decision is None:
            return False
        try:
            if decision is Decision.DROP:
                self.form.forget()
            else:
                self.form.save()
        except OuttrayError as error:
            self.tell_error(error)
            return False
        self._changed()
        if decision is Decision.SAVE:
            self.post_message(SettingsSaved())
            self.tell(_("Saved and in use."))
            await self._compile()
        return True

    async def _compile(self) -> None:
        """Compile the rules that changed away from the keys, and say when that cannot be done."""
        workspace = self._workspace

        def compile_now() -> None:
            workspace.rules()

        try:
            await asyncio.to_thread(compile_now)
        except OuttrayError as error:
            self.tell_error(error)

    @work(group="change", exclusive=True)
    async def action_back(self) -> None:
        """Leave the search or a section, close the notice, or leave; what is not saved is shown first."""
        if self.question.value or self.question.has_focus:
            self.question.value = ""
            self.list.focus()
        elif self.notice.is_told:
            self.notice.action_dismiss()
        elif not self.sections.has_focus:
            self.action_parts()
        elif not self.form.is_changed or await self._decide():
            self.leave(None)

    # Themes

    def _theme_titles(self) -> dict[str, str]:
        own = UserThemes(self._workspace.places.themes)
        own.look()
        return theme_titles(self._program, own.themes)

    def _preview_theme(self, name: str) -> None:
        if name in self.app.available_themes and name != self.app.theme:
            self.app.theme = name

    @property
    def _program(self) -> Any:
        return self.app
