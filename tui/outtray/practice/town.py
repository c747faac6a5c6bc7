"""The town going about its day: people who post, correct themselves, and answer the person practising."""

from __future__ import annotations

import asyncio
import json
import random
import re
from collections.abc import Mapping
from typing import Any

from outtray.practice import marking, posting
from outtray.practice.drafts import StatusDraft
from outtray.practice.hub import Channel, Listener
from outtray.practice.seed import read
from outtray.practice.world import CLERK, Json, World

Line = Mapping[str, Any]


class Town:
    """Plays the lines of ``data/beats.toml``: the same dice give the same day.

    ``pace`` is the mean time in seconds between posts, usually 40. The first comes within a fifth of
    that (8 s), answers to the clerk after a quarter to a half of it (10 to 20 s).
    """

    def __init__(self, world: World, pace: float, dice: random.Random) -> None:
        self._world = world
        self._pace = pace
        self._dice = dice
        lines = read("beats.toml")
        self._beats: list[Line] = [line for line in lines["beat"] if not self._was_said(line)]
        self._refrain: list[Line] = lines["refrain"]
        self._replies: list[Line] = lines["reply"]
        self._answers: list[str] = lines["answer"]
        self._direct: list[str] = lines["direct"]
        self._said: set[int] = set()
        self._clerk = self._account(CLERK)

    def _account(self, acct: str) -> int:
        return int(self._world.value("SELECT id FROM accounts WHERE acct = ?", acct))

    def _was_said(self, line: Line) -> bool:
        """Whether the town said this on an earlier day: it goes on where it stopped."""
        if "text" not in line:
            return False
        return bool(
            self._world.value(
                "SELECT 1 FROM statuses WHERE account_id = ? AND text IN (?, ?)",
                self._account(line["by"]),
                line["text"],
                line.get("correct", line["text"]),
            )
        )

    @property
    def coming(self) -> tuple[Line, ...]:
        """What will be said next, in order, before the refrains."""
        return tuple(self._beats)

    async def run(self) -> None:
        """Go on until cancelled."""
        listener = Listener(self._clerk, {Channel("user")})
        self._world.hub.add(listener)
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._talk(tasks))
                tasks.create_task(self._listen(listener, tasks))
        finally:
            self._world.hub.remove(listener)

    async def _talk(self, tasks: asyncio.TaskGroup) -> None:
        await asyncio.sleep(self._dice.uniform(0.08, 0.18) * self._pace)
        while True:
            line = self._beats.pop(0) if self._beats else self._dice.choice(self._refrain)
            status_id = self.play(line)
            if status_id is not None and ("correct" in line or line.get("withdraw")):
                tasks.create_task(self._reconsider(status_id, line))
            await asyncio.sleep(self._dice.uniform(0.5, 1.5) * self._pace)

    def play(self, line: Line) -> int | None:
        """Carry out one line; answers the id of the new post, None when there was nothing left to boost."""
        author = self._account(line["by"])
        if "boost" in line:
            target = self._popular(author)
            return None if target is None else marking.reblog(self._world, author, target)[0]
        draft = StatusDraft(
            account_id=author,
            text=line["text"],
            spoiler_text=line.get("cw", ""),
            visibility=line.get("visibility", "public"),
            language=line.get("lang", "en"),
        )
        return posting.create(self._world, draft)

    def _popular(self, author: int) -> int | None:
        """A well-liked public post of somebody else that the author has not boosted yet."""
        found = self._world.value(
            "SELECT s.id FROM statuses s WHERE s.visibility = 'public' AND s.reblog_of_id IS NULL"
            " AND s.account_id <> ?1 AND NOT EXISTS"
            " (SELECT 1 FROM statuses b WHERE b.account_id = ?1 AND b.reblog_of_id = s.id)"
            " ORDER BY s.favourites_count DESC LIMIT 1",
            author,
        )
        return None if found is None else int(found)

    async def _reconsider(self, status_id: int, line: Line) -> None:
        await asyncio.sleep(self._dice.uniform(0.25, 0.5) * self._pace)
        row = self._world.row("SELECT * FROM statuses WHERE id = ?", status_id)
        if row is None:
            return
        if line.get("withdraw"):
            posting.delete(self._world, status_id)
            return
        changed = StatusDraft(row["account_id"], line["correct"], language=row["language"])
        posting.edit(self._world, status_id, changed)

    async def _listen(self, listener: Listener, tasks: asyncio.TaskGroup) -> None:
        while (message := await listener.queue.get()) is not None:
            if message.event != "update":
                continue
            status = json.loads(message.payload)
            if status["account"]["acct"] == CLERK and status["reblog"] is None:
                tasks.create_task(self._react(status))

    async def _react(self, status: Json) -> None:
        """Like, answer and perhaps boost a post of the clerk's, as somebody who could see it."""
        status_id = int(status["id"])
        for line in self._answers_to(status):
            await asyncio.sleep(self._dice.uniform(0.25, 0.5) * self._pace)
            if self._world.row("SELECT 1 FROM statuses WHERE id = ?", status_id) is None:
                return
            who = self._account(line["by"])
            if status["visibility"] != "direct":
                marking.favourite(self._world, who, status_id)
            draft = StatusDraft(
                account_id=who,
                text=f"@{CLERK} {line['text']}",
                spoiler_text=status["spoiler_text"],
                visibility=status["visibility"],
                language=line.get("lang", "en"),
                in_reply_to_id=status_id,
            )
            posting.create(self._world, draft)
        if status["visibility"] == "public" and self._dice.random() < 0.4:
            booster = self._dice.choice(["anouk", "stapler", "claire@fedi.example", "foi_fran"])
            marking.reblog(self._world, self._account(booster), status_id)

    def _answers_to(self, status: Json) -> list[Line]:
        """One or two lines for a post: from those spoken to first, then from whoever the words call up."""
        mentioned = [m["acct"] for m in status["mentions"] if m["acct"] != CLERK]
        if status["visibility"] == "direct":
            return [{"by": acct, "text": self._dice.choice(self._direct)} for acct in mentioned]
        lines: list[Line] = [{"by": acct, "text": self._dice.choice(self._answers)} for acct in mentioned[:1]]
        words = re.sub(r"<[^>]+>", " ", status["content"])
        fitting = [
            (number, line)
            for number, line in enumerate(self._replies)
            if number not in self._said
            and line["by"] not in mentioned
            and re.search(line.get("when", ""), words)
            and (status["visibility"] != "private" or self._follows(line["by"]))
        ]
        called_up = [choice for choice in fitting if "when" in choice[1]]
        chosen = self._dice.choice(called_up or fitting) if fitting else None
        if chosen is not None:
            self._said.add(chosen[0])
            lines.append(chosen[1])
        if len(self._said) > len(self._replies) * 2 // 3:
            self._said.clear()
        return lines

    def _follows(self, acct: str) -> bool:
        sql = "SELECT 1 FROM follows WHERE account_id = ? AND target_id = ? AND state = 'following'"
        return self._world.row(sql, self._account(acct), self._clerk) is not None
