"""``outtray post``: write a post and hold it, from the command line."""

from __future__ import annotations

import argparse
import asyncio
import mimetypes
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TextIO

from outtray.acts.act import Act, Attachment
from outtray.base.clock import SystemClock
from outtray.base.errors import OuttrayError
from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.cli.client import chosen_account
from outtray.cli.exits import CLEAN, FOUND, UsageError, at_terminal
from outtray.cli.plain import Judges, Left, read_text_typed, talk_over
from outtray.cli.terms import Formatter, Subcommands, print_json, read_text
from outtray.config.locations import locations
from outtray.journal.wording import visibility_words
from outtray.mastodon.counting import counted_length
from outtray.mastodon.errors import ServerError
from outtray.services import acting
from outtray.services.switching import login_for
from outtray.services.workspace import Workspace
from outtray.widgets.words import clock_time, followers, language_name
from outtray_rules.cooling import worked_wait
from outtray_rules.draft import Visibility


def add(commands: Subcommands, formatter: Formatter) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "post",
        help=_("write a post and hold it"),
        description=_(
            "Write a post, go through its review, and hold it in the out-tray. Nothing is sent: that is"
            " `outtray outbox release`, after the cooling-off. Without a terminal what was found stays"
            " unanswered, and the exit code is 1 when something was."
        ),
        epilog=_("examples:  outtray post --plain\n           echo 'The ferry runs again.' | outtray post -"),
        formatter_class=formatter,
    )
    parser.add_argument("text", nargs="?", help=_("the words; - reads them from standard input"))
    parser.add_argument(
        "--plain",
        action="store_true",
        help=_("the whole review as questions and answers, for screen readers, braille and pipes"),
    )
    parser.add_argument("--visibility", choices=[str(each) for each in Visibility], help=_("who may read it"))
    parser.add_argument("--warning", metavar="WORDS", default="", help=_("a content warning"))
    parser.add_argument("--language", metavar="CODE", help=_("the language of the words, such as en"))
    parser.add_argument("--reply-to", metavar="URL", help=_("the address of the post it answers"))
    parser.add_argument(
        "--media", metavar="FILE", action="append", default=[], help=_("attach a file; may be repeated")
    )
    parser.add_argument(
        "--alt",
        metavar="WORDS",
        action="append",
        default=[],
        help=_("what the file shows, for those who cannot see it; one for each --media, in their order"),
    )
    parser.add_argument("--json", action="store_true", help=_("print JSON for machines"))
    parser.set_defaults(run=_post)


def _post(options: argparse.Namespace) -> int:
    if options.json and options.plain:
        raise UsageError(
            _("A conversation cannot be JSON."), _("Give the words and leave --plain out, or --json.")
        )
    if len(options.alt) > len(options.media):
        raise UsageError(
            _("There are more descriptions than files."),
            _("Give one --alt for each --media, in their order."),
        )
    places = locations(os.environ)
    account = chosen_account(places, options.account)
    if account is None:
        raise UsageError(_("Nobody is logged in."), _("Log in first: outtray login SERVER"))
    text = _words(options)
    workspace = Workspace(places, SystemClock(), login=login_for(places, account))
    try:
        return asyncio.run(_write(workspace, text, options))
    finally:
        workspace.close_files()


def _words(options: argparse.Namespace) -> str:
    """The text asked for; typed when none is given and somebody is there to type it."""
    if options.text == "-":
        if options.plain:
            raise UsageError(
                _("Standard input cannot be both the text and the answers."),
                _("Leave the - out; the text is asked for first."),
            )
        return read_text("-")
    if options.text is not None:
        return str(options.text)
    if options.plain or at_terminal():
        return read_text_typed(_("Type the post."))
    raise UsageError(
        _("There are no words to hold."), _("Give them as an argument, or - for standard input.")
    )


async def _write(workspace: Workspace, text: str, options: argparse.Namespace) -> int:
    written: list[Act] = []  # each wording there has been, the latest last
    try:
        await _connect(workspace, needed=bool(options.reply_to))
        written.append(await _begin(workspace, text, options))
        written.append(replace(written[-1], media=await _attach(workspace, options.media, options.alt)))
        if options.plain or at_terminal():
            return await _agree(workspace, written)
        return await _hold_unasked(workspace, written[-1], json=options.json)
    except (OuttrayError, KeyboardInterrupt):
        _keep(workspace, written[-1] if written else _bare(workspace, text, options), text, sys.stderr)
        raise
    finally:
        await workspace.connections.close()


def _bare(workspace: Workspace, text: str, options: argparse.Namespace) -> Act | None:
    """The words alone, when they could not be made what was asked for; None when nobody is known to write."""
    author = workspace.author
    return None if author is None else _as_wished(replace(acting.new_post(author), text=text), options)


async def _connect(workspace: Workspace, *, needed: bool) -> None:
    """Ask the server for what it allows; without it a post can be held all the same."""
    assert workspace.login is not None
    try:
        await workspace.connect(workspace.login)
    except ServerError as error:
        if needed:
            raise
        print(_("Going on without the server: {why}").format(why=sanitise(error.sentence)), file=sys.stderr)


async def _begin(workspace: Workspace, text: str, options: argparse.Namespace) -> Act:
    author = workspace.author
    if author is None:
        raise UsageError(
            _("It is not known yet who would be writing."), _("Open the client once with a network: outtray")
        )
    if options.reply_to:
        connection = workspace.connection
        assert connection is not None
        found = await connection.reader.search(options.reply_to, kind="statuses", resolve=True, limit=1)
        if not found.statuses:
            raise UsageError(
                _("The server finds no post at {url}.").format(url=options.reply_to),
                _("Give the address as a browser shows it."),
            )
        begun = acting.reply(author, found.statuses[0])
        act = replace(begun, text=begun.text + text)
    else:
        act = replace(acting.new_post(author), text=text)
    return _as_wished(act, options)


def _as_wished(act: Act, options: argparse.Namespace) -> Act:
    """The act with the warning, language and audience asked for."""
    if options.warning:
        act = replace(act, content_warning=options.warning)
    if options.language:
        act = replace(act, language=options.language)
    if options.visibility:
        wished = Visibility(options.visibility)
        # An answer never goes wider than what it answers.
        act = replace(act, visibility=acting.narrowest(wished, act.visibility) if act.reply_to else wished)
    return act


async def _attach(
    workspace: Workspace, names: Sequence[str], descriptions: Sequence[str]
) -> tuple[Attachment, ...]:
    media = []
    for number, name in enumerate(names):
        path = Path(name)
        mime = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        described = descriptions[number] if number < len(descriptions) else ""
        media.append(await workspace.attach(path, mime, described))
    return tuple(media)


async def _agree(workspace: Workspace, written: list[Act]) -> int:
    judges = _judges(workspace)
    # It asks on the terminal and blocks; nothing else runs here that would mind. An interrupt has to end the
    # question that is being asked, which the event loop's own way with it would not.
    handled = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        outcome = talk_over(written[-1], judges, written.append)
    finally:
        signal.signal(signal.SIGINT, handled)
    if isinstance(outcome, Left):
        _keep(workspace, outcome.act, outcome.act.text, sys.stdout)
        return FOUND
    item = await workspace.tray.hold(outcome.act, outcome.review, outcome.answers)
    print(_held_words(workspace, item.id, workspace.tray.remaining(item)))
    return CLEAN


async def _hold_unasked(workspace: Workspace, act: Act, *, json: bool) -> int:
    """Hold without a question: every finding keeps waiting for its answer."""
    over = _judges(workspace).over_limit(act)
    if over > 0:
        raise UsageError(
            _("The text is {count} characters over this server's limit.").format(count=over),
            _("Shorten it and try again."),
        )
    review = workspace.review.review(act)
    item = await workspace.tray.hold(act, review)
    left = workspace.tray.remaining(item)
    if json:
        print_json(
            {
                "id": item.id,
                "remaining_seconds": int(left.total_seconds()),
                "findings": [
                    {"rule": found.rule, "severity": str(found.severity), "message": found.message}
                    for found in review.findings
                ],
            }
        )
    else:
        print(_held_words(workspace, item.id, left))
        if review.serious:
            print(_("What was found still needs your answer; it is asked for at the release."))
    return FOUND if review.serious else CLEAN


def _keep(workspace: Workspace, act: Act | None, text: str, out: TextIO) -> None:
    """Lose nothing: what was written becomes a draft, or, where nothing can be kept, stays on the terminal.

    Waits for nobody, because an interrupt may have ended what this runs in.
    """
    if not text.strip() and (act is None or not act.text.strip()):
        return
    try:
        if act is not None:
            workspace.prepare().outbox.store.save_draft(act)
            print(_("Not held. It is kept among the drafts of the client."), file=out)
            return
    except OuttrayError as error:
        print(sanitise(str(error)), file=sys.stderr)
    print(_("Not held, and it could not be kept. These were the words:"), file=sys.stderr)
    print(sanitise(text if act is None else act.text), file=sys.stderr)


def _judges(workspace: Workspace) -> Judges:
    limits = workspace.instance

    def over_limit(act: Act) -> int:
        length = counted_length(act.text, act.content_warning, limits.characters_per_url)
        return length - limits.max_characters

    def audience(act: Act) -> str:
        parts = [visibility_words(act.visibility)]
        if workspace.followers is not None:
            parts.append(followers(workspace.followers))
        if act.language:
            parts.append(language_name(act.language))
        return "; ".join(parts)

    return Judges(
        review=workspace.review.review,
        page=workspace.review.front_page,
        over_limit=over_limit,
        wait=lambda review: worked_wait(review.cooling, _("en"), answered=True),
        audience=audience,
    )


def _held_words(workspace: Workspace, item_id: str, left: timedelta) -> str:
    clock = workspace.clock
    due = clock_time(clock.now() + left, clock.now(), clock.local_zone())
    return _("Held as {id}: ready at {due}. Then:  outtray outbox release {id}").format(id=item_id, due=due)
