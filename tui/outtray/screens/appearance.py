"""How the program looks and listens, as the settings have it: at the start, and again when they change."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.base.translation import language
from outtray.commands.keys import Remapping
from outtray.commands.reading import SETTINGS
from outtray.screens.key_words import key_of
from outtray.screens.place import PlaceScreen
from outtray.services.themes import ThemeNews, UserThemes
from outtray.widgets.icons import ASCII, UNICODE, Icons, become
from outtray.widgets.scrollbar import use_plain_scroll_bars
from outtray.widgets.theming import textual_theme
from outtray_themes.loader import DEFAULT_DARK

if TYPE_CHECKING:
    from outtray.config.settings import Settings
    from outtray.screens.program import Program
    from outtray.services.workspace import Workspace


def wanted_keys(settings: Settings) -> Remapping:
    """The user's keys against those that fields and lists listen to."""
    from outtray.commands.remapping import remap
    from outtray.screens.listening import listened

    return remap(settings.keys, letters_move=settings.interface.keys == "vi", listened=listened())


class Appearance:
    """Follows the settings and the user's themes for one program.

    ``icons`` is the set that every widget of the program was given; it is changed in place.
    """

    def __init__(self, app: Program[Any], workspace: Workspace, icons: Icons, *, ascii_only: bool) -> None:
        """``ascii_only`` says that the terminal draws nothing else, whatever the settings say."""
        self._app = app
        self._workspace = workspace
        self._icons = icons
        self._ascii_only = ascii_only
        self.themes = UserThemes(workspace.places.themes)
        self._applied = -1
        self._refused: tuple[str, ...] = ()

    async def begin(self) -> None:
        """Take everything that the first frame did without, then look out for what is saved."""
        self._app.register_themes()
        self._take_themes(await asyncio.to_thread(self.themes.look))
        self.follow()
        lookout = self._workspace.lookout
        lookout.watch(self.themes.look, self._take_themes, fail=self._tell_error)
        lookout.watch(self._is_behind, lambda _behind: self.follow(), fail=self._tell_error)

    def _is_behind(self) -> bool:
        return self._workspace.config.version != self._applied

    def follow(self) -> None:
        """Do as the settings say, if they say something else than when this was last done."""
        config = self._workspace.config
        if config.version == self._applied:
            return
        self._applied = config.version
        settings = config.settings
        self.show_theme(settings.interface.theme)
        self._app.animation_level = "none" if settings.interface.reduced_motion else "full"
        self._draw_with(ASCII if self._ascii_only or settings.interface.icons == "ascii" else UNICODE)
        self._keep_still(settings.interface.reduced_motion)
        self._listen(settings)

    def show_theme(self, name: str) -> None:
        """Show this theme, or the one that ships when there is none of that name."""
        known = self._app.available_themes
        wanted = name if name in known else DEFAULT_DARK
        if wanted != self._app.theme:
            self._app.theme = wanted
        if name not in known and not self.themes.problems and not self._workspace.problems:
            # A mistake in the settings is told first: one sentence at a time stands on the screen.
            self._tell(
                _("There is no theme “{name}”.").format(name=name), _("Settings list those there are.")
            )

    def _take_themes(self, news: ThemeNews) -> None:
        for theme in news.changed:
            self._app.register_theme(textual_theme(theme))
            if theme.name == self._app.theme:
                self._app.draw_theme_again()
        wanted = self._workspace.settings.interface.theme
        if wanted in {theme.name for theme in news.changed} and self._applied >= 0:
            self.show_theme(wanted)
        if news.problems:
            kept = _("A theme has a mistake, so its last good version stays:\n{problem}")
            self._tell(kept.format(problem=news.problems[0]), _("Mend the line and save."))
        elif news.faint:
            self._tell(news.faint[0], _("It is shown all the same."))

    def _draw_with(self, icons: Icons) -> None:
        if self._icons.ascii_only == icons.ascii_only:
            return
        become(self._icons, icons)
        use_plain_scroll_bars(plain=icons.ascii_only)
        for screen in self._app.screen_stack:
            for node in screen.walk_children(with_self=True):
                node.set_class(icons.ascii_only, "-ascii")
        self._app.draw_theme_again()

    def _keep_still(self, still: bool) -> None:
        for screen in self._app.screen_stack:
            if isinstance(screen, PlaceScreen):
                screen.header.still = still

    def _listen(self, settings: Settings) -> None:
        if not settings.keys and settings.interface.keys == "vi" and not self._app.remapping.keys:
            return
        remapping = wanted_keys(settings)
        if remapping.keys != self._app.remapping.keys:
            self._app.use_keys(remapping)
        refused = tuple(refusal.sentence for refusal in remapping.refusals)
        if refused and refused != self._refused:
            self._tell(
                _("[keys] in the settings: {sentence}").format(sentence=refused[0]),
                _("It keeps the key it came with; {settings} opens the settings.").format(
                    settings=key_of(self._app, SETTINGS)
                ),
            )
        self._refused = refused

    def _tell_error(self, error: OuttrayError) -> None:
        self._tell(error.sentence, error.next_step)

    def _tell(self, sentence: str, next_step: str) -> None:
        places = [screen for screen in self._app.screen_stack if isinstance(screen, PlaceScreen)]
        if places:
            places[-1].notice.tell(sentence, next_step)


def theme_titles(app: Program[Any], own: Mapping[str, Any]) -> dict[str, str]:
    """Every theme that can be chosen, with what it is said to be."""
    from outtray_themes.loader import shipped_themes

    titles = {theme.name: theme.described(language()) for theme in shipped_themes()}
    titles |= {name: theme.described(language()) for name, theme in own.items()}
    return {name: titles[name] for name in titles if name in app.available_themes}
