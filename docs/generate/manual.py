"""The manual page, made from the command line itself."""

from __future__ import annotations

import os

from argparse_manpage.manpage import Manpage

from outtray import __version__
from outtray.cli.main import build_parser

_DATA = {
    "project_name": "outtray",
    "version": __version__,
    "description": "a Mastodon client in which nothing leaves unread",
    "manual_title": "User Commands",
    # A date would make a different page of the same program every day.
    "date": "\\&",
}


def page() -> str:
    """The page in roff, section 1."""
    os.environ["COLUMNS"] = "1000"  # its synopsis is wrapped by the reader of the page, not here
    return str(Manpage(build_parser(), _data=dict(_DATA))).rstrip("\n") + "\n"
