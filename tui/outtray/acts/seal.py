"""The stamp only the gate may put on an approval.

Importing this module is the power to approve: an import contract leaves it to ``outbox.gate``, and to
``acts.approval`` for checking. The key lives as long as the process; a release that outlives the process
is sealed again by ``Gate.resume`` from the journal.
"""

from __future__ import annotations

import hmac
import secrets

_KEY = secrets.token_bytes(32)


def stamp(content: bytes) -> bytes:
    """The stamp for exactly this content, in this process."""
    return hmac.digest(_KEY, content, "sha256")


def is_genuine(content: bytes, stamped: bytes) -> bool:
    """Whether ``stamped`` was made by ``stamp`` for exactly this content."""
    return hmac.compare_digest(stamp(content), stamped)
