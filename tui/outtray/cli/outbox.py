"""``outtray outbox``: the out-tray on a plain line interface."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta

from outtray.acts.item import Item
from outtray.acts.states import State
from outtray.acts.words import state_word
from outtray.base.clock import SystemClock
from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.cli import moving
from outtray.cli.client import chosen_account
from outtray.cli.exits import CLEAN, FAILED, UsageError, at_terminal
from outtray.cli.look import item_lines, state_words
from outtray.cli.plain import answer_held
from outtray.cli.terms import Formatter, Subcommands, ask, print_json
from outtray.cli.two_words import two_words
from outtray.config.locations import locations
from outtray.outbox.refusals import NotHeld, StillCooling
from outtray.services.outtray import OutTray
from outtray.services.switching import login_for
from outtray.services.workspace import Workspace


def add(commands: Subcommands, formatter: Formatter) -> None:
    """Declare the command and its parts."""
    parser = commands.add_parser(
        "outbox",
        help=_("see, release or discard held acts"),
        description=_("The out-tray: what is held, how long it still cools, and what becomes of it."),
        epilog=_("example:  outtray outbox list"),
        formatter_class=formatter,
    )
    parts = parser.add_subparsers(metavar="PART", required=True)
    listing = parts.add_parser(
        "list",
        help=_("every held act with its state"),
        description=_("Every held act with its state and how long it still cools."),
        epilog=_("example:  outtray outbox list --json"),
        formatter_class=formatter,
    )
    listing.add_argument("--json", action="store_true", help=_("print JSON for machines"))
    listing.set_defaults(run=_list)
    showing = parts.add_parser(
        "show",
        help=_("one act with its review"),
        description=_("One act with its words, its findings and how it could read."),
        epilog=_("example:  outtray outbox show ID, with an ID that `outtray outbox list` gives"),
        formatter_class=formatter,
    )
    showing.add_argument("id")
    showing.add_argument("--json", action="store_true", help=_("print JSON for machines"))
    showing.set_defaults(run=_show)
    releasing = parts.add_parser(
        "release",
        help=_("look at a ready act once more and send it"),
        description=_("Show a ready act once more, ask for two words of it, and send it. Needs a terminal."),
        epilog=_("example:  outtray outbox release ID, with an ID that `outtray outbox list` gives"),
        formatter_class=formatter,
    )
    releasing.add_argument("id")
    releasing.add_argument(
        "--plain",
        action="store_true",
        help=_("one thing at a time, as questions and answers, for screen readers and braille"),
    )
    releasing.set_defaults(run=_release)
    discarding = parts.add_parser(
        "discard",
        help=_("drop an act; its words are erased"),
        description=_("Drop an act for good: its words are erased, that it was held stays in the journal."),
        epilog=_("example:  outtray outbox discard ID, with an ID that `outtray outbox list` gives"),
        formatter_class=formatter,
    )
    discarding.add_argument("id")
    discarding.set_defaults(run=_discard)
    for part in (listing, showing, releasing, discarding, *moving.add_parts(parts, formatter)):
        part.add_argument("--practice", action="store_true", help=_("the practice out-tray"))


def _workspace(options: argparse.Namespace) -> Workspace:
    return Workspace(locations(os.environ, practice=options.practice), SystemClock())


def _list(options: argparse.Namespace) -> int:
    workspace = _workspace(options)
    # Raises UsageError for a name nobody is logged in as: a list of nothing would say that nothing is held.
    account = chosen_account(workspace.places, options.account) if options.account else None
    try:
        items = asyncio.run(workspace.tray.waiting())
        hidden = asyncio.run(workspace.tray.unreadable())
    finally:
        workspace.close_files()
    if account is not None:
        own = (account.host, account.account_id)
        items = tuple(item for item in items if (item.act.account.host, item.act.account.id) == own)
    for sentence in hidden:
        print(sentence, file=sys.stderr)
    if options.json:
        print_json({"acts": [_summary(item, workspace.tray) for item in items]})
        return CLEAN
    if not items:
        print(_("Nothing is held."))
    for item in items:
        words = " ".join(sanitise(item.act.reviewed_text).split())
        print(f"{item.id}  {state_words(item, workspace.tray):<22}  {item.act.kind:<9}  {words[:60]}")
    return CLEAN


def _show(options: argparse.Namespace) -> int:
    workspace = _workspace(options)
    try:
        item = asyncio.run(workspace.tray.item(options.id))
        if options.json:
            print_json(_summary(item, workspace.tray, whole=True))
        else:
            _print_look(workspace, item)
    finally:
        workspace.close_files()
    return CLEAN


def _discard(options: argparse.Namespace) -> int:
    workspace = _workspace(options)
    try:
        asyncio.run(workspace.tray.discard(options.id))
    finally:
        workspace.close_files()
    print(_("Discarded."))
    return CLEAN


def _release(options: argparse.Namespace) -> int:
    """A look, two words of the post, and then the gate decides."""
    if not at_terminal():
        raise UsageError(
            _("A release is a look, so it needs a terminal to look at."),
            _("Run it in a terminal, or release in the client."),
        )
    if options.practice:
        raise UsageError(
            _("The practice server only runs while the client is open."),
            _("Open it and release there: outtray practice"),
        )
    workspace = _workspace(options)
    try:
        return asyncio.run(_release_item(workspace, options))
    finally:
        workspace.close_files()


async def _release_item(workspace: Workspace, options: argparse.Namespace) -> int:
    item = await workspace.tray.item(options.id)
    name = options.account or item.act.account.handle
    account = chosen_account(workspace.places, name)
    if account is None:
        raise UsageError(_("Nobody is logged in."), _("Log in first: outtray login SERVER"))
    await workspace.connect(login_for(workspace.places, account))
    try:
        server_now = await workspace.server_time(item.act.account)
        _check_time(item, server_now)
        waits = workspace.tray.standing(item).waits_for_look(workspace.clock.now())
        if waits or _is_expired(item, server_now):
            item = await workspace.tray.look(item, workspace.review.review(item.act))
        _print_look(workspace, item)
        answered = await _answered(workspace, item, plain=options.plain)
        if answered is None or not _asked(answered):
            print(_("Not sent; it stays held."))
            return FAILED
        item = answered
        sent = await workspace.tray.release(item)
    finally:
        await workspace.connections.close()
    if sent.state is State.SENT:
        print(_("Sent: {url}").format(url=sanitise(sent.sent_url)))
        if sent.note is not None:
            print(sanitise(sent.note.sentence), file=sys.stderr)
        return CLEAN
    note = sent.note.sentence if sent.note is not None else ""
    if not note and sent.state in {State.SENDING, State.UNSURE}:
        note = _(
            "The server has not answered clearly, so this may or may not have been sent. Outtray looks for it"
            " when it is open; it is never sent twice."
        )
    print(
        sanitise(note) or _("Not sent; it is {state}.").format(state=state_word(sent.state)), file=sys.stderr
    )
    return FAILED


async def _answered(workspace: Workspace, item: Item, *, plain: bool) -> Item | None:
    """Ask about what still needs an answer; None when the user leaves it so.

    Without ``plain`` the findings stand above in full already, and the gate says which of them are open.
    """
    if not plain or not item.open_findings:
        return item
    answers = answer_held(item.open_findings)
    if answers is None:
        return None
    for key in answers.acknowledged:
        item = await workspace.tray.acknowledge(item.id, key)
    for key, reason in answers.overrides.items():
        item = await workspace.tray.override(item.id, key, reason)
    return item


def _check_time(item: Item, server_now: datetime | None) -> None:
    """Refuse at once what the gate would refuse for its time, before anybody types words in vain."""
    if item.state is not State.HELD or item.hold is None:
        raise NotHeld(item.state)
    waits = item.hold.wait > timedelta(0) or item.hold.not_before is not None
    if server_now is not None and waits and server_now < item.hold.due(by_server=True):
        raise StillCooling(item.hold.due(by_server=True) - server_now)


def _is_expired(item: Item, server_now: datetime | None) -> bool:
    """Whether the gate would call it expired: by the clock of its server alone."""
    hold = item.hold
    return hold is not None and server_now is not None and server_now >= hold.expires(by_server=True)


def _asked(item: Item) -> bool:
    """Ask for two words of the post; reading them is the point."""
    wanted = two_words(item.act.reviewed_text)
    if not wanted:
        return ask(_("Type the word send: ")).strip().casefold() == "send"
    first, second = wanted
    question = _("To send it, type words {first} and {second} of the text: ").format(
        first=first.place, second=second.place
    )
    typed = ask(question).split()
    return [word.casefold() for word in typed] == [first.word.casefold(), second.word.casefold()]


def _print_look(workspace: Workspace, item: Item) -> None:
    page = None if item.review is None else workspace.review.front_page(item.act, item.review)
    for text_line in item_lines(item, item.review, page, workspace.tray):
        print(text_line)


def _summary(item: Item, tray: OutTray, *, whole: bool = False) -> dict[str, object]:
    view = tray.view(item)
    hold = item.hold
    summary: dict[str, object] = {
        "id": item.id,
        "act": str(item.act.kind),
        "account": item.act.account.handle,
        "state": str(item.state),
        "view": None if view is None else str(view),
        "due": None if hold is None else hold.due().isoformat(),
        "remaining_seconds": int(tray.remaining(item).total_seconds()),
        "wait": tray.worked(item),
        "text": item.act.reviewed_text,
        "findings": _findings(item),
    }
    if whole:
        summary["visibility"] = str(item.act.visibility)
        summary["content_warning"] = item.act.content_warning
        summary["reasons"] = [] if item.review is None else [r.text for r in item.review.cooling.reasons]
        summary["note"] = None if item.note is None else item.note.sentence
        summary["url"] = item.sent_url
    return summary


def _findings(item: Item) -> Sequence[dict[str, object]]:
    if item.review is None:
        return []
    return [
        {"rule": f.rule, "severity": str(f.severity), "message": f.message, "answered": item.is_answered(f)}
        for f in item.review.findings
    ]
