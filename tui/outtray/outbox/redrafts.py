"""Delete and redraft: what a sent act takes the place of goes once the act is known to be there."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from urllib.parse import quote

from outtray.acts.item import STILL_THERE, Item, Note
from outtray.base.clock import Clock
from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.mastodon.errors import NotFound, ServerError
from outtray.mastodon.session import Session
from outtray.mastodon.truth import Truth, is_the_same, target_of
from outtray.outbox.errors import ChangedSince
from outtray.outbox.protocol import ReleasingStore
from outtray.outbox.proving import prove
from outtray.outbox.refusals import WrongAccount


class Redrafts:
    """Deletes replaced posts, tries again where that fails, and tells whoever looks at the act meanwhile.

    ``session`` gives the way to an act's server, or why there is none; ``again`` are the seconds before
    another try.
    """

    def __init__(
        self,
        store: ReleasingStore,
        session: Callable[[Item], Session | OuttrayError],
        clock: Clock,
        *,
        again: float,
    ) -> None:
        self._store = store
        self._session = session
        self._clock = clock
        self._again = again
        self._to_replace: tuple[Item, ...] = ()
        self._replaced_at: tuple[int, int] | None = None
        self._next_try: dict[str, float] = {}

    @property
    def is_under_way(self) -> bool:
        """Whether something is still to be deleted, as far as was known at the last look."""
        return bool(self._to_replace)

    async def delete_replaced(self) -> None:
        """Everything that was sent in the place of something; looked for only when anything changed."""
        version = await asyncio.to_thread(self._store.version)
        if version != self._replaced_at or self._to_replace:
            self._to_replace = await asyncio.to_thread(self._store.to_replace)
            self._replaced_at = version
        for item in self._to_replace:
            if self._clock.monotonic() >= self._next_try.get(item.id, 0.0):
                await self._delete(item)

    async def _delete(self, item: Item) -> None:
        """Delete what one act takes the place of.

        A post that was changed since somebody decided to let it go stays: nobody has decided about these
        words.
        """
        session, old = self._session(item), item.act.replaces
        if not isinstance(session, Session) or old is None:
            return
        try:
            await prove(item.act.account, session)
            with contextlib.suppress(NotFound):
                if not is_the_same(target_of(await Truth(session.wire).status(old.id)), old):
                    await asyncio.to_thread(self._store.spared, item, _left_alone())
                    return
                path = f"/api/v1/statuses/{quote(old.id, safe='')}"
                await session.wire.post(path, method="DELETE", may_be_empty=True)
        except (ServerError, WrongAccount) as error:
            self._next_try[item.id] = self._clock.monotonic() + self._again
            told = _("The post this takes the place of is still there. {reason}").format(
                reason=error.sentence
            )
            if item.note is None:
                with contextlib.suppress(ChangedSince):
                    await asyncio.to_thread(self._store.annotate, item, Note(STILL_THERE, told))
            return
        self._next_try.pop(item.id, None)
        with contextlib.suppress(ChangedSince):
            await asyncio.to_thread(self._store.replaced, item)


def _left_alone() -> str:
    return _(
        "The post this takes the place of was edited since, so it was left where it is."
        " Delete it yourself, or keep it."
    )
