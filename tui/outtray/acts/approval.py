"""The proof of a release: bound to one version of one act, needed by the publisher, made by the gate."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from outtray.acts.act import AccountKey
from outtray.acts.errors import ForgedApproval
from outtray.acts.seal import is_genuine
from outtray.base.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Release:
    """What the user decided: everything an approval says, before it is sealed.

    ``digest`` is that of the act; ``findings`` are (rule, severity) as seen; ``answers`` are
    (rule, ``acknowledged`` or the override's reason); ``not_before`` is the moment the cooling-off ended.
    """

    item_id: str
    account: AccountKey
    digest: str
    idempotency_key: str
    not_before: datetime
    released_at: datetime
    findings: tuple[tuple[str, str], ...] = ()
    answers: tuple[tuple[str, str], ...] = ()

    def content(self) -> bytes:
        """The exact bytes a seal is put on."""
        return json.dumps(
            [
                self.item_id,
                [self.account.host, self.account.id, self.account.acct],
                self.digest,
                self.idempotency_key,
                self.not_before.isoformat(),
                self.released_at.isoformat(),
                self.findings,
                self.answers,
            ]
        ).encode("ascii")


@dataclass(frozen=True, slots=True)
class Approval:
    """A sealed release. Building one with any other content than was sealed raises ``ForgedApproval``."""

    release: Release
    seal: bytes

    def __post_init__(self) -> None:
        if not is_genuine(self.release.content(), self.seal):
            raise ForgedApproval(
                _("Something tried to send an act without a release."),
                _("Nothing was sent. Please report this: it is a defect of the program."),
            )
