"""``outtray outbox``: the out-tray on a plain line interface."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta

from outtray.acts.item import HeldView, Item
from outtray.acts.states import State
from outtray.base.clock import SystemClock
from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.cli import moving
from outtray.cli.client import chosen_account, login_for
from outtray.cli.exits import CLEAN, FAILED, UsageError, at_terminal
from outtray.cli.terms import Formatter, Subcommands, ask, print_json
from outtray.cli.two_words import two_words
from outtray.config.locations import locations
from outtray.outbox.refusals import NotHeld, StillCooling
from outtray.services.workspace import Workspace
from outtray_rules.durations import format_duration
from outtray_rules.finding import Severity

_SIGNS = {Severity.BLOCK: "■", Severity.WARN: "▲", Severity.NOTE: "•"}


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
    try:
        items = asyncio.run(workspace.tray.waiting())
        hidden = asyncio.run(workspace.tray.unreadable())
    finally:
        workspace.close_files()
    for sentence in hidden:
        print(sentence, file=sys.stderr)
    now = workspace.clock.now()
    if options.json:
        print_json({"acts": [_summary(item, now) for item in items]})
        return CLEAN
    if not items:
        print(_("Nothing is held."))
    for item in items:
        words = " ".join(sanitise(item.act.reviewed_text).split())
        print(f"{item.id}  {_state_words(item, now):<22}  {item.act.kind:<9}  {words[:60]}")
    return CLEAN


def _show(options: argparse.Namespace) -> int:
    workspace = _workspace(options)
    try:
        item = asyncio.run(workspace.tray.item(options.id))
        if options.json:
            print_json(_summary(item, workspace.clock.now(), whole=True))
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
        _check_time(item, await workspace.server_time(item.act.account))
        if item.waits_for_look(workspace.clock.now()):
            item = await workspace.tray.look(item, workspace.review.review(item.act))
        _print_look(workspace, item)
        if not _asked(item):
            print(_("Not sent; it stays held."))
            return FAILED
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
    print(sanitise(note) or _("Not sent; it is {state}.").format(state=sent.state), file=sys.stderr)
    return FAILED


def _check_time(item: Item, server_now: datetime | None) -> None:
    """Refuse at once what the gate would refuse for its time, before anybody types words in vain."""
    if item.state is not State.HELD or item.hold is None:
        raise NotHeld(item.state)
    waits = item.hold.wait > timedelta(0) or item.hold.not_before is not None
    if server_now is not None and waits and server_now < item.hold.due(by_server=True):
        raise StillCooling(item.hold.due(by_server=True) - server_now)


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
    act = item.act
    print(_("{kind} as {account}, {visibility}").format(
        kind=act.kind, account=act.account.handle, visibility=act.visibility
    ))  # fmt: skip
    if act.reply_to is not None:
        words = sanitise(act.reply_to.text, single_line=True)
        print(_("  answering @{acct}: {words}").format(acct=sanitise(act.reply_to.acct), words=words))
    if act.language:
        print(_("  language: {code}").format(code=sanitise(act.language, single_line=True)))
    if act.sensitive:
        print(_("  pictures are hidden until asked for"))
    if act.reviewed_warning:
        print(_("  content warning: {words}").format(words=sanitise(act.reviewed_warning)))
    print()
    for text_line in sanitise(act.reviewed_text).splitlines():
        print(f"    {text_line}")
    for option in act.reviewed_poll_options:
        print(_("  poll option: {words}").format(words=sanitise(option, single_line=True)))
    for medium in act.reviewed_media:
        described = sanitise(medium.description, single_line=True) or _("no description")
        print(_("  {kind}: {words}").format(kind=sanitise(medium.mime, single_line=True), words=described))
    print()
    if item.review is not None:
        for finding in item.review.findings:
            answered = "" if not item.is_answered(finding) else _(" (answered)")
            print(f"{_SIGNS[finding.severity]} {sanitise(finding.message)}{answered}")
            print(f"    {sanitise(finding.advice)}")
        page = workspace.review.front_page(act, item.review)
        if page.headlines:
            print(_("How this could read:  {headline}").format(headline=sanitise(page.headlines[0].text)))
        for loss in page.lost:
            print(_("  not seen by a reader: {loss}").format(loss=sanitise(loss)))
    print(_("State: {state}").format(state=_state_words(item, workspace.clock.now())))
    if item.note is not None:
        print(f"  {sanitise(item.note.sentence)}")


def _state_words(item: Item, now: datetime) -> str:
    view = item.view(now)
    if view is HeldView.COOLING:
        return _("cooling, {time} left").format(time=format_duration(item.remaining(now)))
    return str(view or item.state)


def _summary(item: Item, now: datetime, *, whole: bool = False) -> dict[str, object]:
    view = item.view(now)
    hold = item.hold
    summary: dict[str, object] = {
        "id": item.id,
        "act": str(item.act.kind),
        "account": item.act.account.handle,
        "state": str(item.state),
        "view": None if view is None else str(view),
        "due": None if hold is None else hold.due().isoformat(),
        "remaining_seconds": int(item.remaining(now).total_seconds()),
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
