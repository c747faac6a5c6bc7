"""Writing statuses: create, edit, delete, with everything that follows from each."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from outtray.practice import delivery, notices
from outtray.practice.drafts import PollDraft, StatusDraft
from outtray.practice.errors import NotFound
from outtray.practice.text import BASE_MARK, Mentioned, Rendered, render
from outtray.practice.world import DOMAIN, World


def find_mentioned(world: World, user: str, domain: str | None, author_id: int) -> Mentioned | None:
    """The account behind ``@user`` or ``@user@domain``.

    A bare name means the author's own server, or else this one: a real server would send such a mention on
    with its domain.
    """
    if domain is not None and domain.lower() in {DOMAIN, world.base_url.split("://", 1)[1]}:
        domain = None
    elif domain is None:
        domain = world.value("SELECT domain FROM accounts WHERE id = ?", author_id)
        known = world.row("SELECT 1 FROM accounts WHERE acct = ?", f"{user}@{domain}")
        domain = None if known is None else domain
    acct = f"{user}@{domain}" if domain else user
    row = world.row("SELECT id, username, domain, acct FROM accounts WHERE acct = ?", acct)
    if row is None:
        return None
    url = f"https://{row['domain']}" if row["domain"] else BASE_MARK
    return Mentioned(row["id"], row["username"], row["acct"], f"{url}/@{row['username']}")


def _rendered(world: World, draft: StatusDraft) -> Rendered:
    found = render(draft.text, lambda user, domain: find_mentioned(world, user, domain, draft.account_id))
    if draft.quoted_status_id is None:
        return found
    quoted = world.row(
        "SELECT a.username, a.domain FROM statuses s JOIN accounts a ON a.id = s.account_id WHERE s.id = ?",
        draft.quoted_status_id,
    )
    if quoted is None:
        return found
    base = f"https://{quoted['domain']}" if quoted["domain"] else BASE_MARK
    # Servers that do not know quotes show this line; those that do leave it out.
    url = f"{base}/@{quoted['username']}/{draft.quoted_status_id}"
    line = f'<p class="quote-inline">RE: {_plain_link(url)}</p>'
    return Rendered(line + found.content, found.mentions, found.tags, found.links)


def _plain_link(url: str) -> str:
    return f'<a href="{url}" target="_blank" rel="nofollow noopener" translate="no">{url}</a>'


def create(world: World, draft: StatusDraft, *, at: int | None = None) -> int:
    """Write a checked status down and tell everybody concerned; answers its id.

    ``at`` backdates a seeded status: it is notified then, and not streamed.
    """
    moment = world.clock.millis() if at is None else at
    found = _rendered(world, draft)
    parent = None
    if draft.in_reply_to_id is not None:
        parent = world.row("SELECT * FROM statuses WHERE id = ?", draft.in_reply_to_id)
        if parent is None:
            raise NotFound("The post you are trying to reply to does not appear to exist.")
    with world.transaction():
        status_id = world.next_id(at)
        world.run(
            "INSERT INTO statuses (id, account_id, created_at, text, content, spoiler_text,"
            " sensitive, visibility,"
            " language, in_reply_to_id, in_reply_to_account_id, thread_id, quote_of_id,"
            " quote_policy, application,"
            " card, mentions, tags) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            status_id,
            draft.account_id,
            moment,
            draft.text,
            found.content,
            draft.spoiler_text,
            draft.sensitive or bool(draft.spoiler_text and draft.media_ids),
            draft.visibility,
            draft.language,
            None if parent is None else parent["id"],
            None if parent is None else parent["account_id"],
            status_id if parent is None else parent["thread_id"],
            draft.quoted_status_id,
            draft.quote_policy,
            json.dumps(draft.application) if draft.application else None,
            json.dumps(draft.card, ensure_ascii=False) if draft.card else None,
            _mentions_json(found),
            json.dumps(found.tags, ensure_ascii=False),
        )
        _index(world, status_id, found)
        for position, media_id in enumerate(draft.media_ids):
            world.run(
                "UPDATE media SET status_id = ?, position = ? WHERE id = ?", status_id, position, media_id
            )
        if draft.poll is not None:
            _create_poll(world, status_id, draft.poll, moment)
        _count_up(world, draft, parent, status_id, moment)
        _notify(world, draft, found, status_id, at)
        if draft.visibility == "direct":
            _converse(world, status_id, draft.account_id, found, at)
    if at is None:
        delivery.announce(world, status_id)
    return status_id


def _mentions_json(found: Rendered) -> str:
    return json.dumps([{"id": m.id, "username": m.username, "acct": m.acct} for m in found.mentions])


def _index(world: World, status_id: int, found: Rendered) -> None:
    world.run("DELETE FROM status_tags WHERE status_id = ?", status_id)
    world.run("DELETE FROM status_mentions WHERE status_id = ?", status_id)
    for tag in found.tags:
        world.run("INSERT OR IGNORE INTO status_tags VALUES (?, ?)", tag, status_id)
    for who in found.mentions:
        world.run("INSERT OR IGNORE INTO status_mentions VALUES (?, ?)", who.id, status_id)


def _create_poll(world: World, status_id: int, poll: PollDraft, moment: int) -> None:
    world.run(
        "INSERT INTO polls (id, status_id, expires_at, multiple, hide_totals, options, counts,"
        " voters, announced)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)",
        world.ids.dated(moment),
        status_id,
        None if poll.expires_in is None else moment + poll.expires_in * 1000,
        poll.multiple,
        poll.hide_totals,
        json.dumps(poll.options, ensure_ascii=False),
        json.dumps([0] * len(poll.options)),
        # One that ended before the town was founded is no news.
        poll.expires_in is not None and moment + poll.expires_in * 1000 <= world.clock.millis(),
    )


def _count_up(
    world: World, draft: StatusDraft, parent: sqlite3.Row | None, status_id: int, moment: int
) -> None:
    world.run(
        "UPDATE accounts SET statuses_count = statuses_count + 1,"
        " last_status_at = max(coalesce(last_status_at, 0), ?) WHERE id = ?",
        moment,
        draft.account_id,
    )
    if parent is not None:
        world.run("UPDATE statuses SET replies_count = replies_count + 1 WHERE id = ?", parent["id"])
    if draft.quoted_status_id is not None:
        world.run("UPDATE statuses SET quotes_count = quotes_count + 1 WHERE id = ?", draft.quoted_status_id)


def _notify(world: World, draft: StatusDraft, found: Rendered, status_id: int, at: int | None) -> None:
    mentioned = {who.id for who in found.mentions}
    for who in mentioned:
        notices.notify(world, who, "mention", draft.account_id, status_id, at=at)
    if draft.quoted_status_id is not None:
        author = world.value("SELECT account_id FROM statuses WHERE id = ?", draft.quoted_status_id)
        if author is not None and author not in mentioned:
            notices.notify(world, author, "quote", draft.account_id, status_id, at=at)
    if draft.visibility != "direct":
        for row in world.rows(
            "SELECT account_id FROM follows WHERE target_id = ? AND notify = 1 AND state = 'following'",
            draft.account_id,
        ):
            if row["account_id"] not in mentioned:
                notices.notify(world, row["account_id"], "status", draft.account_id, status_id, at=at)


def _converse(world: World, status_id: int, author: int, found: Rendered, at: int | None) -> None:
    thread = world.value("SELECT thread_id FROM statuses WHERE id = ?", status_id)
    for account_id in {author, *(who.id for who in found.mentions)}:
        world.run(
            "INSERT INTO conversations (id, account_id, thread_id, unread) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (account_id, thread_id) DO UPDATE SET unread = excluded.unread, id = excluded.id",
            world.next_id(at),
            account_id,
            thread,
            account_id != author,
        )


@dataclass(frozen=True, slots=True)
class MediaChange:
    """New description and focal point for a medium, as an edit may carry them."""

    id: int
    description: str | None
    focus: tuple[float, float] | None


def snapshot(world: World, status_id: int, at: int) -> None:
    """Keep the present version of a status in its history."""
    row = world.row("SELECT * FROM statuses WHERE id = ?", status_id)
    if row is None:
        raise NotFound
    media = [
        m["id"] for m in world.rows("SELECT id FROM media WHERE status_id = ? ORDER BY position", status_id)
    ]
    poll = world.value("SELECT options FROM polls WHERE status_id = ?", status_id)
    world.run(
        "INSERT INTO edits (id, status_id, created_at, content, spoiler_text, sensitive, media, poll)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        world.ids.dated(at),
        status_id,
        at,
        row["content"],
        row["spoiler_text"],
        row["sensitive"],
        json.dumps(media),
        poll,
    )


def edit(
    world: World,
    status_id: int,
    draft: StatusDraft,
    changes: tuple[MediaChange, ...] = (),
    *,
    at: int | None = None,
) -> None:
    """Replace a status by what the draft says: media or a poll that is left out is gone, as on Mastodon."""
    moment = world.clock.millis() if at is None else at
    before = world.row("SELECT * FROM statuses WHERE id = ?", status_id)
    if before is None:
        raise NotFound
    found = _rendered(world, draft)
    known = {
        row["account_id"]
        for row in world.rows("SELECT * FROM status_mentions WHERE status_id = ?", status_id)
    }
    with world.transaction():
        if world.row("SELECT 1 FROM edits WHERE status_id = ?", status_id) is None:
            snapshot(world, status_id, before["created_at"])
        world.run(
            "UPDATE statuses SET text = ?, content = ?, spoiler_text = ?, sensitive = ?, language ="
            " ?, edited_at = ?,"
            " mentions = ?, tags = ?, quote_policy = ? WHERE id = ?",
            draft.text,
            found.content,
            draft.spoiler_text,
            draft.sensitive or bool(draft.spoiler_text and draft.media_ids),
            draft.language,
            moment,
            _mentions_json(found),
            json.dumps(found.tags, ensure_ascii=False),
            draft.quote_policy,
            status_id,
        )
        _index(world, status_id, found)
        world.run("UPDATE media SET status_id = NULL WHERE status_id = ?", status_id)
        for position, media_id in enumerate(draft.media_ids):
            world.run(
                "UPDATE media SET status_id = ?, position = ? WHERE id = ?", status_id, position, media_id
            )
        for change in changes:
            describe_media(world, change)
        _edit_poll(world, status_id, draft.poll, moment)
        snapshot(world, status_id, moment)
        for who in found.mentions:
            if who.id not in known:
                notices.notify(world, who.id, "mention", draft.account_id, status_id, at=at)
        for row in world.rows("SELECT account_id FROM statuses WHERE reblog_of_id = ?", status_id):
            notices.notify(world, row["account_id"], "update", draft.account_id, status_id, at=at)
    if at is None:
        delivery.announce(world, status_id, "status.update")


def describe_media(world: World, change: MediaChange) -> None:
    """Change what a medium says about itself."""
    if change.description is not None:
        world.run("UPDATE media SET description = ? WHERE id = ?", change.description or None, change.id)
    if change.focus is not None:
        world.run("UPDATE media SET focus_x = ?, focus_y = ? WHERE id = ?", *change.focus, change.id)


def _edit_poll(world: World, status_id: int, poll: PollDraft | None, moment: int) -> None:
    row = world.row("SELECT * FROM polls WHERE status_id = ?", status_id)
    if poll is None:
        if row is not None:
            world.run("DELETE FROM votes WHERE poll_id = ?", row["id"])
            world.run("DELETE FROM polls WHERE id = ?", row["id"])
        return
    if row is None:
        _create_poll(world, status_id, poll, moment)
        return
    same = tuple(json.loads(row["options"])) == poll.options and bool(row["multiple"]) == poll.multiple
    if not same:
        # Other choices make the votes cast so far meaningless.
        world.run("DELETE FROM votes WHERE poll_id = ?", row["id"])
        world.run(
            "UPDATE polls SET options = ?, counts = ?, voters = 0, multiple = ? WHERE id = ?",
            json.dumps(poll.options, ensure_ascii=False),
            json.dumps([0] * len(poll.options)),
            poll.multiple,
            row["id"],
        )
    expires = None if poll.expires_in is None else moment + poll.expires_in * 1000
    world.run(
        "UPDATE polls SET expires_at = ?, hide_totals = ?, announced = 0 WHERE id = ?",
        expires,
        poll.hide_totals,
        row["id"],
    )


_FORGET = (
    "DELETE FROM polls WHERE status_id = ?",
    "DELETE FROM edits WHERE status_id = ?",
    "DELETE FROM marks WHERE status_id = ?",
    "DELETE FROM notifications WHERE status_id = ?",
    "DELETE FROM status_tags WHERE status_id = ?",
    "DELETE FROM status_mentions WHERE status_id = ?",
    "DELETE FROM idempotency WHERE status_id = ?",
)


def delete(world: World, status_id: int, *, keep_media: bool = True) -> None:
    """Remove a status, its boosts and what was noted about it.

    Media go back to being unattached when kept, so that "delete and redraft" can use them again.
    """
    row = world.row("SELECT * FROM statuses WHERE id = ?", status_id)
    if row is None:
        raise NotFound
    boosts = [r["id"] for r in world.rows("SELECT id FROM statuses WHERE reblog_of_id = ?", status_id)]
    with world.transaction():
        for boost in boosts:
            delete(world, boost)
        if row["in_reply_to_id"] is not None:
            world.run(
                "UPDATE statuses SET replies_count = max(0, replies_count - 1) WHERE id = ?",
                row["in_reply_to_id"],
            )
        if row["reblog_of_id"] is not None:
            world.run(
                "UPDATE statuses SET reblogs_count = max(0, reblogs_count - 1) WHERE id = ?",
                row["reblog_of_id"],
            )
        if row["quote_of_id"] is not None:
            world.run(
                "UPDATE statuses SET quotes_count = max(0, quotes_count - 1) WHERE id = ?", row["quote_of_id"]
            )
        world.run(
            "UPDATE accounts SET statuses_count = max(0, statuses_count - 1) WHERE id = ?", row["account_id"]
        )
        if keep_media:
            world.run("UPDATE media SET status_id = NULL WHERE status_id = ?", status_id)
        else:
            world.run("DELETE FROM media WHERE status_id = ?", status_id)
        world.run("DELETE FROM votes WHERE poll_id IN (SELECT id FROM polls WHERE status_id = ?)", status_id)
        for sql in _FORGET:
            world.run(sql, status_id)
        world.run("DELETE FROM statuses WHERE id = ?", status_id)
    delivery.announce_deletion(world, status_id)
