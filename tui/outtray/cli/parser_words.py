"""What argparse says by itself, in the language of the program.

argparse words its usage line, headings and mistakes through two functions of its own module, which know the
language of the environment only and no French. They are given the program's catalogue; a sentence that a
later Python words otherwise stays English.
"""

from __future__ import annotations

import argparse

from outtray.base.translation import gettext as _
from outtray.base.translation import ngettext


def word_the_parser() -> None:
    """Let argparse speak the language chosen with ``use_languages``."""
    vars(argparse).update(_=_, ngettext=ngettext)


def argparse_sentences() -> tuple[str, ...]:
    """The sentences of argparse (Python 3.11 to 3.14) that a command line can lead to, for the catalogue."""
    return (
        _("usage: "),
        _("positional arguments"),
        _("options"),
        _("show this help message and exit"),
        _("show program's version number and exit"),
        _("argument %(argument_name)s: %(message)s"),
        _("ambiguous option: %(option)s could match %(matches)s"),
        _("expected at least one argument"),
        _("expected at most one argument"),
        _("expected one argument"),
        ngettext("expected %s argument", "expected %s arguments", 2),
        _("ignored explicit argument %r"),
        _("invalid %(type)s value: %(value)r"),
        _("invalid choice: %(value)r (choose from %(choices)s)"),
        _("not allowed with argument %s"),
        _("one of the arguments %s is required"),
        _("the following arguments are required: %s"),
        _("unknown parser %(parser_name)r (choices: %(choices)s)"),
        _("unrecognized arguments: %s"),
    )
