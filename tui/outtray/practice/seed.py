"""Founding the town: accounts, follows and the posts of the past days, from the data files."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from outtray.practice import marking, posting, relations
from outtray.practice.clock import iso
from outtray.practice.drafts import PollDraft, StatusDraft
from outtray.practice.params import Upload
from outtray.practice.pictures import landscape
from outtray.practice.routes.media import store_media
from outtray.practice.world import CLERK, World

DATA = Path(__file__).parent / "data"
_UNITS = {"m": 60, "h": 3600, "d": 86400}

Entry = Mapping[str, Any]


class SeedError(Exception):
    """A data file says something that cannot be planted; names the entry."""


def read(name: str) -> dict[str, Any]:
    """One of the data files."""
    with (DATA / name).open("rb") as file:
        return tomllib.load(file)


def load_emoji() -> dict[str, str]:
    """The town's custom emoji: shortcode to colour."""
    emoji: dict[str, str] = read("accounts.toml")["emoji"]
    return emoji


def seconds(text: str) -> int:
    """``2d4h30m`` in seconds."""
    if not re.fullmatch(r"(\d+[dhm])+", text):
        raise SeedError(f"{text!r} is not a length of time such as 2d4h30m")
    return sum(int(number) * _UNITS[unit] for number, unit in re.findall(r"(\d+)([dhm])", text))


@dataclass(slots=True)
class Planting:
    """What planting one town keeps track of: accounts by handle, statuses by their key."""

    world: World
    now: int
    accounts: dict[str, int] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)

    def moment(self, ago: str) -> int:
        """Milliseconds of a moment so long before the start."""
        return self.now - seconds(ago) * 1000


def plant(world: World) -> None:
    """Fill an empty database. Everything is dated back from the server's present time."""
    people = read("accounts.toml")
    planting = Planting(world, world.clock.millis())
    for entry in people["account"]:
        _plant_account(planting, entry)
    _plant_follows(planting, people)
    entries = [e for name in sorted(DATA.glob("posts-*.toml")) for e in read(name.name)["post"]]
    for entry in sorted(entries, key=lambda e: -seconds(e["ago"])):
        try:
            _plant_post(planting, entry)
        except KeyError as error:
            raise SeedError(f"{entry.get('by')}, {entry['ago']} ago: {error} is not there") from error
    _restore_counts(planting, people)
    _plant_own_things(planting, read("own.toml"))


def _plant_own_things(planting: Planting, own: Entry) -> None:
    """What the clerk keeps: lists and followed hashtags; and what the town hall announced."""
    world, clerk = planting.world, planting.accounts[CLERK]
    for entry in own["list"]:
        list_id = world.next_id(planting.moment("60d"))
        policy = entry.get("replies", "list")
        world.run("INSERT INTO lists VALUES (?, ?, ?, ?, 0)", list_id, clerk, entry["title"], policy)
        for name in entry["members"]:
            world.run("INSERT INTO list_accounts VALUES (?, ?)", list_id, planting.accounts[name])
    for name in own["followed_tags"]:
        tag_id = world.next_id(planting.moment("50d"))
        world.run("INSERT INTO followed_tags (id, account_id, tag) VALUES (?, ?, ?)", tag_id, clerk, name)
    for entry in own["announcement"]:
        at = planting.moment(entry["ago"])
        sql = "INSERT INTO announcements (id, text, published_at) VALUES (?, ?, ?)"
        world.run(sql, world.next_id(at), entry["text"], at)


def _plant_account(planting: Planting, entry: Entry) -> None:
    username, _, domain = entry["acct"].partition("@")
    created = planting.moment(entry.get("since", "800d"))
    account_id = planting.world.next_id(created)
    planting.accounts[entry["acct"]] = account_id
    planting.world.run(
        "INSERT INTO accounts (id, username, domain, acct, display_name, note, fields, locked, bot,"
        " colour, roles,"
        " created_at, default_language) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        account_id,
        username,
        domain or None,
        entry["acct"],
        entry["name"],
        entry.get("bio", ""),
        json.dumps(
            [
                {
                    "name": k,
                    "value": v,
                    "verified_at": iso(created) if k in entry.get("verified", []) else None,
                }
                for k, v in entry.get("fields", {}).items()
            ],
            ensure_ascii=False,
        ),
        entry.get("locked", False),
        entry.get("bot", False),
        entry["colour"],
        json.dumps(
            [{"id": "3", "name": role, "color": ""} for role in entry.get("roles", [])], ensure_ascii=False
        ),
        created,
        "en" if entry["acct"] == CLERK else None,
    )


def _fields(entry: Entry, proven: str) -> list[Entry]:
    verified = entry.get("verified", [])
    return [
        {"name": name, "value": value, "verified_at": proven if name in verified else None}
        for name, value in entry.get("fields", {}).items()
    ]


def _plant_follows(planting: Planting, people: Entry) -> None:
    clerk = planting.accounts[CLERK]
    for entry in people["account"]:
        other = planting.accounts[entry["acct"]]
        for yes, account_id, target in (
            (entry.get("followed", True), clerk, other),
            (entry.get("follows", False), other, clerk),
        ):
            if not yes or other == clerk:
                continue
            if account_id == other and "follows_since" in entry:
                # Recent enough to have been told of.
                since = planting.moment(entry["follows_since"])
                relations.follow(planting.world, account_id, target, at=since)
                continue
            planting.world.run(
                "INSERT INTO follows (id, account_id, target_id, state) VALUES (?, ?, ?, 'following')",
                planting.world.next_id(planting.moment("90d")),
                account_id,
                target,
            )
        for name in entry.get("circle", []):
            planting.world.run(
                "INSERT OR IGNORE INTO follows (id, account_id, target_id, state) VALUES (?, ?, ?,"
                " 'following')",
                planting.world.next_id(planting.moment("80d")),
                other,
                planting.accounts[name],
            )
        if entry.get("asks_to_follow"):
            relations.follow(
                planting.world, other, planting.accounts[entry["asks_to_follow"]], at=planting.now
            )


def _plant_post(planting: Planting, entry: Entry) -> None:
    world, at = planting.world, planting.moment(entry["ago"])
    author = planting.accounts[entry["by"]]
    if "boost" in entry:
        marking.reblog(world, author, planting.statuses[entry["boost"]], at=at)
        return
    media = tuple(_plant_picture(planting, author, picture, at) for picture in entry.get("media", []))
    draft = StatusDraft(
        account_id=author,
        text=entry["text"],
        spoiler_text=entry.get("cw", ""),
        sensitive=entry.get("sensitive", False),
        visibility=entry.get("visibility", "public"),
        language=entry.get("lang", "en"),
        in_reply_to_id=planting.statuses[entry["to"]] if "to" in entry else None,
        media_ids=media,
        poll=_poll(entry["poll"]) if "poll" in entry else None,
        quoted_status_id=planting.statuses[entry["quotes"]] if "quotes" in entry else None,
        quote_policy=entry.get("quote_policy", "public"),
        application={"name": "Web", "website": None} if "@" not in entry["by"] else None,
        card=entry.get("card"),
    )
    status_id = posting.create(world, draft, at=at)
    if "key" in entry:
        planting.statuses[entry["key"]] = status_id
    world.run(
        "UPDATE statuses SET favourites_count = favourites_count + ?, reblogs_count = reblogs_count"
        " + ? WHERE id = ?",
        entry.get("likes", 0),
        entry.get("boosts", 0),
        status_id,
    )
    if "edited" in entry:
        _plant_edit(planting, status_id, draft, entry["edited"])
    if "poll" in entry:
        _plant_votes(world, status_id, entry["poll"])
    if entry.get("pinned"):
        marking.mark(world, author, "pin", status_id, on=True, at=at)
    for name in entry.get("liked_by", []):
        marking.favourite(world, planting.accounts[name], status_id, at=min(at + 600_000, planting.now))
    if entry.get("bookmarked"):
        marking.mark(world, planting.accounts[CLERK], "bookmark", status_id, on=True, at=at)


def _plant_picture(planting: Planting, author: int, picture: Entry, at: int) -> int:
    data = landscape(picture["colour"], picture.get("width", 160), picture.get("height", 90))
    return store_media(
        planting.world, author, Upload("picture.png", "image/png", data), picture.get("alt"), None, at=at
    )


def _poll(entry: Entry) -> PollDraft:
    return PollDraft(
        options=tuple(entry["options"]),
        expires_in=seconds(entry["ends_after"]),
        multiple=entry.get("multiple", False),
        hide_totals=entry.get("hide_totals", False),
    )


def _plant_votes(world: World, status_id: int, entry: Entry) -> None:
    votes: list[int] = entry["votes"]
    world.run(
        "UPDATE polls SET counts = ?, voters = ? WHERE status_id = ?",
        json.dumps(votes),
        entry.get("voters", sum(votes)),
        status_id,
    )


def _plant_edit(planting: Planting, status_id: int, draft: StatusDraft, entry: Entry) -> None:
    changed = StatusDraft(
        account_id=draft.account_id,
        text=entry["text"],
        spoiler_text=draft.spoiler_text,
        visibility=draft.visibility,
        language=draft.language,
        media_ids=draft.media_ids,
        poll=draft.poll,
        quote_policy=draft.quote_policy,
    )
    posting.edit(planting.world, status_id, changed, at=planting.moment(entry["ago"]))


def _restore_counts(planting: Planting, people: Entry) -> None:
    """Give accounts the numbers that people of their standing would show."""
    for entry in people["account"]:
        planting.world.run(
            "UPDATE accounts SET followers_count = ?, following_count = ?, statuses_count ="
            " statuses_count + ?"
            " WHERE id = ?",
            entry.get("followers", 40),
            entry.get("following", 60),
            entry.get("statuses", 300),
            planting.accounts[entry["acct"]],
        )
