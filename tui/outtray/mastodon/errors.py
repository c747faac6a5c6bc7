"""What can go wrong between this program and a server.

ServerError
├── Unreachable            no answer: name unknown, refused, reset, timed out, TLS refused
├── NotMastodon            an answer that no Mastodon-compatible server gives (HTML, empty, truncated)
│   └── Moved              the server sends everyone to another host: ``to``
├── TooLarge               an answer over the size limit
├── Refused                the server said no; ``status`` holds the HTTP code
│   ├── Unauthorised       401, or 403 that names the token: log in again
│   ├── NotFound           404 or 410
│   ├── Invalid            422: ``server_message`` says why
│   └── RateLimited        429: ``until`` says when
├── ServerFault            5xx
├── Unsupported            this server lacks the feature
└── DeniedByDoor           the program's own egress rule refused to send a public write
"""

from __future__ import annotations

from datetime import datetime

from outtray.base.errors import OuttrayError


class ServerError(OuttrayError):
    """Anything that went wrong with a server; ``host`` names it."""

    def __init__(self, sentence: str, next_step: str = "", *, host: str = "") -> None:
        super().__init__(sentence, next_step)
        self.host = host


class Unreachable(ServerError):
    """No usable answer came; ``maybe_accepted`` is true when the request may have reached the server."""

    def __init__(
        self, sentence: str, next_step: str = "", *, host: str = "", maybe_accepted: bool = True
    ) -> None:
        super().__init__(sentence, next_step, host=host)
        self.maybe_accepted = maybe_accepted


class NotMastodon(ServerError):
    """The answer cannot be read as the Mastodon API."""


class TooLarge(ServerError):
    """The answer is larger than the program is willing to hold."""


class Refused(ServerError):
    """The server understood and said no, for certain."""

    def __init__(
        self, sentence: str, next_step: str = "", *, host: str = "", status: int, server_message: str = ""
    ) -> None:
        super().__init__(sentence, next_step, host=host)
        self.status = status
        self.server_message = server_message


class Unauthorised(Refused):
    """The token is missing, revoked or too narrow."""


class NotFound(Refused):
    """The thing asked for does not exist, or not for this account."""


class Invalid(Refused):
    """The server found the request itself wrong, e.g. a text over its limit."""


class RateLimited(Refused):
    """Too many requests; ``until`` is the server's own time for the next one, or in a minute."""

    def __init__(
        self,
        sentence: str,
        next_step: str = "",
        *,
        host: str = "",
        server_message: str = "",
        until: datetime | None = None,
    ) -> None:
        super().__init__(sentence, next_step, host=host, status=429, server_message=server_message)
        self.until = until


class ServerFault(ServerError):
    """The server broke (5xx); a write may or may not have happened. ``status`` is the HTTP code."""

    def __init__(self, sentence: str, next_step: str = "", *, host: str = "", status: int) -> None:
        super().__init__(sentence, next_step, host=host)
        self.status = status


class Unsupported(ServerError):
    """This server does not offer something; ``feature`` names it (`mastodon.features`), if it has a name."""

    def __init__(self, sentence: str, next_step: str = "", *, host: str = "", feature: str = "") -> None:
        super().__init__(sentence, next_step, host=host)
        self.feature = feature


class DeniedByDoor(ServerError):
    """A public write without a permit tried to leave; it never did."""


class Moved(NotMastodon):
    """The server sends everyone to another one; ``to`` is that host. The token did not go there."""

    def __init__(self, sentence: str, next_step: str = "", *, host: str = "", to: str = "") -> None:
        super().__init__(sentence, next_step, host=host)
        self.to = to
