"""Completions for the shells, made from the command line itself."""

from __future__ import annotations

import shtab

from outtray.cli.main import build_parser


def script(shell: str) -> str:
    """The completion script for `bash`, `zsh` or `tcsh`, ended by a newline."""
    return str(shtab.complete(build_parser(), shell=shell)).rstrip("\n") + "\n"
