"""One-use permits: the only thing that lets a public write through the egress transport.

An import contract leaves this module to the publisher, which issues permits, and to the transport, which
spends them.
"""

from __future__ import annotations

import threading
from hashlib import sha256

EXTENSION = "outtray.permit"
"""The request extension that carries a permit."""


class Permit:
    """Leave for exactly one request: this method, this address, these bytes, once."""

    __slots__ = ("_lock", "_spent", "body", "method", "url")

    def __init__(self, method: str, url: str, body: bytes) -> None:
        self.method = method
        self.url = url
        self.body = sha256(body).digest()
        self._spent = False
        self._lock = threading.Lock()

    def spend(self, method: str, url: str, body: bytes) -> bool:
        """Use the permit up; true only the first time, and only for the request it was made for."""
        with self._lock:
            spent, self._spent = self._spent, True
        return not spent and (method, url, sha256(body).digest()) == (self.method, self.url, self.body)
