"""How the documentation is built; see ``make docs``."""

from sphinx.application import Sphinx

from outtray import __version__

project = "Outtray"
author = "The Outtray contributors"
copyright = "the Outtray contributors; text and pictures may be passed on as the program may"  # noqa: A001
release = __version__
version = __version__

extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build", "screenshots/*.py"]
nitpicky = True

html_theme = "furo"
html_title = "Outtray"
html_show_sourcelink = False
html_copy_source = False
# Nobody who reads these pages is told on: no web fonts, no analytics, nothing fetched from elsewhere.
html_theme_options = {
    "source_repository": "",
    "light_css_variables": {"color-brand-primary": "#7a1f1f", "color-brand-content": "#7a1f1f"},
    "dark_css_variables": {"color-brand-primary": "#e0a84f", "color-brand-content": "#e0a84f"},
}


def _stand_alone(_app: Sphinx, name: str, source: list[str]) -> None:
    """The pages of single rules are found through their list and by searching, not through the sidebar."""
    if name.startswith("reference/rules/") and name.count("/") == 3:
        source[0] = f"---\norphan: true\n---\n{source[0]}"


def setup(app: Sphinx) -> None:
    """Hook into Sphinx."""
    app.connect("source-read", _stand_alone)
