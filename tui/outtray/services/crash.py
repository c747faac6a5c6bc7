"""What is kept of an error nobody foresaw: its traceback in a private file, for a report."""

from __future__ import annotations

import re
import traceback
from pathlib import Path

from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.storage.atomic import write_text

_SECRET = re.compile(
    r"""((?:\bbearer\s+|(?:access_token|client_secret|code_verifier)["']?\s*[=:]\s*["']?))[^\s"'&,}]+""",
    re.IGNORECASE,
)
"""A secret after the word that says so, in a header, a form or JSON."""


def keep_traceback(error: BaseException, data: Path) -> str:
    """Write the traceback, without local variables, into ``data``; return the next step for the user.

    Variables are left out because one of them could hold a token, and what looks like one in a library's
    message is struck out.
    """
    path = data / "crash.txt"
    try:
        write_text(path, _SECRET.sub(r"\1…", "".join(traceback.format_exception(error))), mode=0o600)
    except OuttrayError:
        return _("Please report this.")
    return _("Please report this; the details are in {path}.").format(path=path)
