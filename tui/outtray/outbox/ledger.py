"""The mechanics of every change in the out-tray: one transaction, one row changed, its journal row."""

from __future__ import annotations

import contextlib
import hmac
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from outtray.acts.act import Act
from outtray.acts.canonical import digest, to_json
from outtray.acts.errors import UnreadableAct
from outtray.acts.item import Hold, Item, Note, Sending
from outtray.acts.modes import DEFAULT_MODES, Modes
from outtray.acts.review import Review, review_to_json
from outtray.acts.states import State, check_transition
from outtray.base.boot import Boot, read_boot
from outtray.base.clock import Clock
from outtray.base.translation import gettext as _
from outtray.journal import chain
from outtray.journal.events import Event, EventName, JournalledFinding, Row
from outtray.journal.masking import masked
from outtray.outbox.errors import ChangedSince, NoSuchItem
from outtray.outbox.schema import answers_json, item_of, plain
from outtray.storage.sqlite import Database


class Ledger:
    """The database of the out-tray and its journal, as one: nothing changes in one without the other."""

    def __init__(
        self,
        database: Database,
        key: bytes,
        clock: Clock,
        new_id: Callable[[], str],
        *,
        keep_drafts: bool = False,
        modes: Callable[[], Modes] = lambda: DEFAULT_MODES,
        boot: Callable[[], Boot | None] = read_boot,
    ) -> None:
        self.modes = modes
        self.boot = boot
        self.database = database
        self.key = key
        self.clock = clock
        self.keep_drafts = keep_drafts
        self._new_id = new_id
        self._own_changes = 0
        self._held_here: dict[str, tuple[datetime, float]] = {}

    def item(self, item_id: str) -> Item:
        """One act by its id; raises ``NoSuchItem``."""
        with self.database.reading() as connection:
            return _read(connection, item_id)

    def items(self, where: str, values: tuple[str, ...] = ()) -> tuple[Item, ...]:
        """Acts that fulfil a condition on their columns, oldest first; without those ``unreadable`` names."""
        return tuple(item for item in self._rows(where, values).values() if isinstance(item, Item))

    def unreadable(self) -> tuple[tuple[str, UnreadableAct], ...]:
        """The ids of stored acts that cannot be read, each with why."""
        rows = self._rows("1", ()).items()
        return tuple((name, error) for name, error in rows if isinstance(error, UnreadableAct))

    def _rows(self, where: str, values: tuple[str, ...]) -> dict[str, Item | UnreadableAct]:
        found: dict[str, Item | UnreadableAct] = {}
        with self.database.reading() as connection:
            for row in connection.execute(f"SELECT * FROM items WHERE {where} ORDER BY ordinal", values):  # noqa: S608 - conditions are written in this package
                try:
                    found[row["id"]] = item_of(row)
                except UnreadableAct as error:
                    found[row["id"]] = error
        return found

    def version(self) -> tuple[int, int]:
        """Differs from an earlier answer when anything was changed since, here or in another process."""
        return (self.database.data_version(), self._own_changes)

    def idempotency_key(self, item_id: str, act_digest: str, *, refusal: str = "") -> str:
        """The same for every try to send the same words of the same act, and for nothing else.

        ``refusal`` names a refusal after which the tries count anew.
        """
        what = "\n".join(part for part in (item_id, act_digest, refusal) if part)
        return hmac.digest(self.key, what.encode(), "sha256").hex()[:32]

    def note_hold(self, item_id: str, at: datetime) -> None:
        """Remember, for as long as this process lives, when it held an act by the clock nobody can set."""
        if self._held_here.get(item_id, (None, 0.0))[0] != at:
            self._held_here[item_id] = (at, self.clock.monotonic())

    def held_here(self, item_id: str, at: datetime) -> timedelta | None:
        """How long ago this process held the act at ``at``; None when another one did."""
        noted, since = self._held_here.get(item_id, (None, 0.0))
        return timedelta(seconds=self.clock.monotonic() - since) if noted == at else None

    @contextlib.contextmanager
    def adding(self, act: Act) -> Iterator[Change]:
        """A change of an act that is not in the out-tray yet; it starts as a draft."""
        at = self.clock.now().isoformat()
        with self.database.transaction() as connection:
            item_id = self._new_id()
            while connection.execute("SELECT 1 FROM items WHERE id = ?", (item_id,)).fetchone():
                item_id = self._new_id()
            connection.execute(
                "INSERT INTO items"
                " (id, state, revision, host, account_id, act, digest, created_at, updated_at)"
                " VALUES (?, 'draft', 0, ?, ?, ?, ?, ?, ?)",
                (item_id, act.account.host, act.account.id, to_json(act), digest(act), at, at),
            )
            change = Change(self, connection, _read(connection, item_id))
            yield change
            change.write()
        self._own_changes += 1

    @contextlib.contextmanager
    def changing(self, item_id: str, *, seen: int | None = None) -> Iterator[Change]:
        """A change of one act; raises ``ChangedSince`` when it is no longer at the revision ``seen``."""
        with self.database.transaction() as connection:
            item = _read(connection, item_id)
            if seen is not None and item.revision != seen:
                raise ChangedSince(
                    _("This act was changed after you looked at it."),
                    _("Look at it again before you decide."),
                )
            change = Change(self, connection, item)
            yield change
            change.write()
        self._own_changes += 1

    @contextlib.contextmanager
    def journalling(self) -> Iterator[sqlite3.Connection]:
        """A transaction for events that belong to no act in the out-tray."""
        with self.database.transaction() as connection:
            yield connection
        self._own_changes += 1


class Change:
    """What one transaction does to one act; written when the transaction ends."""

    def __init__(self, ledger: Ledger, connection: sqlite3.Connection, item: Item) -> None:
        self.connection = connection
        self.item = item
        self._ledger = ledger
        self._columns: dict[str, str | int | None] = {}
        self._deleted = False

    @property
    def now(self) -> datetime:
        """The local time of this change."""
        return self._ledger.clock.now()

    @property
    def ever_held(self) -> bool:
        """Whether this act has ever been more than a draft."""
        row = self.connection.execute("SELECT ever_held FROM items WHERE id = ?", (self.item.id,)).fetchone()
        return bool(row[0])

    @contextlib.contextmanager
    def also(self, item: Item) -> Iterator[Change]:
        """A change of another act in the same transaction; ``item`` was read in it."""
        change = Change(self._ledger, self.connection, item)
        yield change
        change.write()

    def earlier(self) -> str | None:
        """What ``remember`` kept."""
        row = self.connection.execute("SELECT earlier FROM items WHERE id = ?", (self.item.id,)).fetchone()
        return None if row[0] is None else str(row[0])

    def remember(self, earlier: str | None) -> None:
        """Keep what an act was before it became a draft again."""
        self._columns["earlier"] = earlier

    def to(self, state: State) -> None:
        """Change the state; raises ``IllegalTransition`` when the table has no such change."""
        check_transition(self.item.state, state)
        self.item = replace(self.item, state=state)
        self._columns["state"] = state
        if state is State.HELD:
            self._columns["ever_held"] = 1

    def act(self, act: Act) -> None:
        """Replace the act's content."""
        self.item = replace(self.item, act=act, digest=digest(act))
        self._columns.update(
            act=to_json(act), digest=self.item.digest, host=act.account.host, account_id=act.account.id
        )

    def reduce(self, act: Act) -> None:
        """Keep less of an act that was sent; its digest stays that of what was sent."""
        self.item = replace(self.item, act=act)
        self._columns["act"] = to_json(act)

    def review(self, review: Review | None) -> None:
        """Replace the review."""
        self.item = replace(self.item, review=review)
        self._columns["review"] = None if review is None else review_to_json(review)

    def answers(self, acknowledged: frozenset[str], overrides: Mapping[str, str]) -> None:
        """Replace the user's answers; reasons are masked here, before anything keeps them."""
        findings = self.item.review.findings if self.item.review is not None else ()
        reasons = {key: masked(reason.strip(), findings) for key, reason in overrides.items()}
        self.item = replace(self.item, acknowledged=acknowledged, overrides=reasons)
        self._columns["answers"] = answers_json(acknowledged, reasons)

    def hold(self, hold: Hold | None) -> None:
        """Replace when and for how long the act is held."""
        known = self.item.hold
        if hold is not None and (known is None or known.at != hold.at):
            self._ledger.note_hold(self.item.id, hold.at)
            if hold.server_at is None and hold.boot is None:
                hold = replace(hold, boot=self._ledger.boot())
        self.item = replace(self.item, hold=hold)
        self._columns["hold"] = plain(hold)

    def note(self, note: Note | None) -> None:
        """Replace the note that says why the act is where it is."""
        self.item = replace(self.item, note=note)
        self._columns["note"] = plain(note)

    def sending(self, sending: Sending | None) -> None:
        """Replace what is known about the release under way."""
        self.item = replace(self.item, sending=sending)
        self._columns["sending"] = plain(sending)

    def sent(self, status_id: str, url: str) -> None:
        """Record what the act has become on the server."""
        self.item = replace(self.item, sent_id=status_id, sent_url=url)
        self._columns.update(sent_id=status_id, sent_url=url)

    def delete(self) -> None:
        """Remove the row altogether: only for drafts that were never held."""
        self.connection.execute("DELETE FROM items WHERE id = ?", (self.item.id,))
        self._deleted = True

    def journal(
        self,
        name: EventName,
        *,
        key: str = "",
        url: str = "",
        detail: Mapping[str, str] | None = None,
        cooling: bool = False,
        words: bool = False,
    ) -> Row:
        """Append this change to the journal; ``words`` keeps the act's words beside the chain."""
        item = self.item
        shown = item.review.cooling if cooling and item.review is not None else None
        findings = item.review.findings if item.review is not None else ()
        # A draft may hold half a surrogate pair, which no file can be written with.
        said = item.act.public_words.encode("utf-8", "replace").decode("utf-8")
        kept = chain.Words(said, masked(said, findings)) if words or self._ledger.keep_drafts else None
        return chain.append(
            self.connection,
            self._ledger.key,
            Event(
                name=name,
                act_id=item.id,
                account=f"{item.act.account.host}/{item.act.account.id}",
                kind=item.act.kind,
                at=self.now,
                text=chain.keyed_digest(self._ledger.key, item.act),
                findings=journalled(item),
                seconds=None if shown is None else shown.seconds,
                reasons=() if shown is None else tuple(reason.code for reason in shown.reasons),
                key=key,
                url=url,
                detail={**(_circumstances(item.act) if name in _TOLD_WHOLE else {}), **(detail or {})},
                handle=item.act.account.handle,
            ),
            kept,
        )

    def write(self) -> None:
        """Write what changed; called once, at the end of the transaction."""
        if self._deleted:
            return
        at = self.now
        self.item = replace(self.item, revision=self.item.revision + 1, updated_at=at)
        columns = {**self._columns, "revision": self.item.revision, "updated_at": at.isoformat()}
        assignments = ", ".join(f"{name} = ?" for name in columns)
        self.connection.execute(
            f"UPDATE items SET {assignments} WHERE id = ?",  # noqa: S608 - names are written above
            (*columns.values(), self.item.id),
        )


def _circumstances(act: Act) -> dict[str, str]:
    """For whom an act is and what it is about, as the journal tells it."""
    about = act.target or act.reply_to
    told = {"visibility": str(act.visibility) if act.makes_status else ""}
    told["about"] = (about.url or about.id) if about is not None else ""
    return {name: value for name, value in told.items() if value}


_TOLD_WHOLE = frozenset({EventName.HELD, EventName.SENT})
"""Events that say for whom and about what; the others happen to the act one of these told of."""


def journalled(item: Item) -> tuple[JournalledFinding, ...]:
    """The findings of an act as the journal keeps them: never the words that caused them."""
    if item.review is None:
        return ()
    found = []
    for finding in item.review.findings:
        if finding.key in item.overrides:
            found.append(
                JournalledFinding(finding.rule, finding.severity, "overridden", item.overrides[finding.key])
            )
        elif finding.key in item.acknowledged:
            found.append(JournalledFinding(finding.rule, finding.severity, "acknowledged"))
        else:
            found.append(JournalledFinding(finding.rule, finding.severity))
    return tuple(found)


def _read(connection: sqlite3.Connection, item_id: str) -> Item:
    row = connection.execute("SELECT * FROM items WHERE id = ?", (item_id,)).fetchone()
    if row is None:
        raise NoSuchItem(
            _("There is no act {id} in the out-tray.").format(id=item_id),
            _("See `outtray outbox list` for those there are."),
        )
    return item_of(row)
