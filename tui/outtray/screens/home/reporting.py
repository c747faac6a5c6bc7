"""Asks everything a report says, one small question after the other; nothing leaves before its review."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from textual.app import App

from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.mastodon.content import parse, plain_text
from outtray.mastodon.models import Account, Status
from outtray.screens.ask import AskScreen
from outtray.screens.menu import Choice, MenuScreen
from outtray.screens.opening import opening_here
from outtray.services.connection import Connection

_MOST_SHOWN = 9


@dataclass(frozen=True, slots=True)
class Report:
    """What the moderators are to be told."""

    comment: str
    category: str
    rule_ids: tuple[str, ...] = ()
    status_ids: tuple[str, ...] = ()
    forward: bool = False


async def ask_report(
    app: App[Any], connection: Connection, account: Account, about: Status | None
) -> Report | None:
    """Ask for the kind, the rules broken, the posts that show it, and the words; None when given up.

    ``about`` is the post the report was begun on, which is chosen already. Raises ``ServerError``.
    """
    title = _("Report @{acct}").format(acct=account.acct)
    kinds = (
        Choice("spam", "s", _("Spam"), _("links to harm, false engagement, repetition")),
        Choice("violation", "v", _("It breaks a rule of this server"), _("which one is asked next")),
        Choice("legal", "l", _("It is illegal"), _("under the law of your country or the server's")),
        Choice("other", "o", _("Something else")),
    )
    category = await app.push_screen_wait(MenuScreen(title, kinds))
    if category is None:
        return None
    rule_ids: tuple[str, ...] = ()
    told = _("Say what is wrong, for the moderators of this server. It is reviewed before it goes.")
    # What is typed while the server is asked is for the next page, of which there may be none.
    with opening_here(app):
        if category == "violation":
            chosen = await _rules(app, connection)
            if chosen is None:
                return None
            rule_ids = chosen
        with opening_here(app):
            posts = await _posts(app, connection, account, about)
            if posts is None:
                return None
            text = await app.push_screen_wait(AskScreen(title, told))
    if text is None or (not text.strip() and not posts and not rule_ids):
        return None
    forward = False
    if "@" in account.acct:
        host = account.acct.rpartition("@")[2]
        ways = (
            Choice("here", "h", _("Only to this server")),
            Choice("forward", "f", _("To {host}, too").format(host=host), _("without your name")),
        )
        way = await app.push_screen_wait(MenuScreen(title, ways))
        if way is None:
            return None
        forward = way == "forward"
    return Report(text.strip(), category, rule_ids, posts, forward)


async def _rules(app: App[Any], connection: Connection) -> tuple[str, ...] | None:
    """The rules that were broken; none where the server tells none."""
    try:
        rules = await connection.reader.rules()
    except OuttrayError:
        return ()
    if not rules:
        return ()
    return await _several(app, _("Which rules?"), {rule.id: rule.text for rule in rules}, frozenset())


async def _posts(
    app: App[Any], connection: Connection, account: Account, about: Status | None
) -> tuple[str, ...] | None:
    page = await connection.reader.account_statuses(account.id)
    own = [status for status in page.items if status.reblog is None]
    if about is not None:
        own = [about, *(status for status in own if status.id != about.id)]
    if not own:
        return ()
    words = {
        status.id: status.spoiler_text or " ".join(plain_text(parse(status.content)).split()) or _("(media)")
        for status in own[:_MOST_SHOWN]
    }
    marked = frozenset() if about is None else frozenset({about.id})
    return await _several(app, _("Which posts show it?"), words, marked)


async def _several(
    app: App[Any], title: str, words: dict[str, str], marked: frozenset[str]
) -> tuple[str, ...] | None:
    """Mark any number; None when given up."""
    chosen = set(marked)
    while True:
        choices = [Choice("\0done", "d", _("Go on"), _("{count} marked").format(count=len(chosen)))]
        choices += [
            Choice(
                one,
                str(number) if number <= _MOST_SHOWN else "",
                ("[x] " if one in chosen else "[ ] ") + text[:60],
            )
            for number, (one, text) in enumerate(words.items(), start=1)
        ]
        answer = await app.push_screen_wait(MenuScreen(title, choices))
        if answer is None:
            return None
        if answer == "\0done":
            return tuple(one for one in words if one in chosen)
        chosen ^= {answer}
