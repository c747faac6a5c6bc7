"""The one spelling of an act in bytes, its digest, and the way back."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from typing import Any

import msgspec

from outtray.acts.act import Act
from outtray.acts.errors import MalformedAct, UnreadableAct
from outtray.base.translation import gettext as _
from outtray_rules.draft import ActKind

VERSION = 1
_DOMAIN = b"outtray act\n"

_ONLY_WHEN_THERE = ("media", "poll_options", "quoted")
"""Parts of a target that are not spelt while empty: an act about a post of words alone keeps its bytes."""

_PARTS_ONLY_WHEN_THERE = ("status_ids", "category", "forward", "notify", "rule_ids", "replaces")
"""Parts of an act that are not spelt while empty: acts without them keep their bytes over versions."""

_TAG = re.compile(r"#?\w*[^\W\d_]\w*")
_PICTURES = ({"avatar"}, {"header"}, {"avatar", "header"})

_NEEDS_TARGET = frozenset(
    {
        ActKind.QUOTE,
        ActKind.EDIT,
        ActKind.BOOST,
        ActKind.FAVOURITE,
        ActKind.PIN,
        ActKind.FOLLOW,
        ActKind.VOTE,
        ActKind.REPORT,
    }
)
_NEEDS_WORDS = frozenset({ActKind.POST, ActKind.REPLY, ActKind.THREAD, ActKind.DIRECT, ActKind.EDIT})


def canonical_bytes(act: Act) -> bytes:
    """The act as JSON with sorted keys, no spaces and ASCII escapes: the same bytes on every machine."""
    fields: dict[str, Any] = msgspec.to_builtins(act)
    for part in _PARTS_ONLY_WHEN_THERE:
        if not fields[part]:
            del fields[part]
    for about in (fields["reply_to"], fields["target"], fields.get("replaces")):
        if about is not None:
            for part in _ONLY_WHEN_THERE:
                if not about[part]:
                    del about[part]
    fields["v"] = VERSION
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("ascii")


def digest(act: Act) -> str:
    """SHA-256 in hex over the canonical bytes; changes with any field of the act."""
    return sha256(_DOMAIN + canonical_bytes(act)).hexdigest()


def to_json(act: Act) -> str:
    """The canonical bytes as text, for storing."""
    return canonical_bytes(act).decode("ascii")


def from_json(stored: str | bytes) -> Act:
    """Read back what ``to_json`` wrote; raises ``UnreadableAct`` for anything else."""
    try:
        fields = json.loads(stored)
        if not isinstance(fields, dict) or fields.pop("v", None) != VERSION:
            raise UnreadableAct(
                _("A stored act is of a version this program does not know."),
                _("Open it with the program that wrote it, or update Outtray."),
            )
        unknown = set(fields) - set(Act.__dataclass_fields__)
        if unknown:
            raise UnreadableAct(
                _("A stored act has parts this program does not know: {parts}.").format(
                    parts=", ".join(sorted(map(str, unknown)))
                ),
                _("Update Outtray, then open it again."),
            )
        return msgspec.convert(fields, Act, strict=True)
    except (ValueError, msgspec.ValidationError) as error:
        raise UnreadableAct(
            _("A stored act cannot be read."), _("Its file may be damaged; see `outtray doctor`.")
        ) from error


def check(act: Act) -> None:
    """Refuse an act that cannot be sent as it stands; raises ``MalformedAct`` with the reason."""
    if not act.account.host or not act.account.id:
        raise MalformedAct(_("The act names no account."), _("Choose the account it is for."))
    _check_text(act)
    if act.kind in _NEEDS_TARGET and (act.target is None or not act.target.id):
        raise MalformedAct(_("The act does not say which post or account it is about."), _("Start it again."))
    if act.kind is ActKind.REPLY and act.reply_to is None and not act.after:
        raise MalformedAct(_("The reply does not say what it answers."), _("Start the reply again."))
    if act.kind is ActKind.POLL and act.poll is None:
        raise MalformedAct(_("The poll has no options."), _("Add at least two."))
    check_keeps_poll(act)
    if act.poll is not None and len([option for option in act.poll.options if option.strip()]) < 2:
        raise MalformedAct(_("A poll needs at least two options."), _("Add another option."))
    if act.poll is not None and act.media:
        raise MalformedAct(_("A post cannot carry both a poll and media."), _("Remove one of them."))
    if act.kind in _NEEDS_WORDS and not act.text.strip() and not act.media and act.poll is None:
        raise MalformedAct(_("There is nothing to send yet."), _("Write something or attach media."))
    if act.kind is ActKind.PROFILE:
        _check_profile(act)
    if act.kind is ActKind.FEATURE and not _TAG.fullmatch(act.text.strip()):
        raise MalformedAct(
            _("A featured hashtag is one word of letters, digits and underscores."),
            _("Type the hashtag alone."),
        )
    if act.replaces is not None and not act.makes_status:
        raise MalformedAct(_("Only a post can take the place of another."), _("Start it again."))
    if act.kind is ActKind.VOTE and not act.choices:
        raise MalformedAct(_("No option is chosen."), _("Choose one before voting."))
    for attachment in act.media:
        if not attachment.sha256 and not (act.kind is ActKind.EDIT and attachment.id):
            raise MalformedAct(_("An attachment has no content."), _("Attach it again."))


def _check_profile(act: Act) -> None:
    if not act.profile_changes and not act.media:
        raise MalformedAct(_("The profile would not change."), _("Change a field first."))
    names = [attachment.name for attachment in act.media]
    if act.media and (set(names) not in _PICTURES or len(names) != len(set(names))):
        raise MalformedAct(_("A profile has one avatar and one header."), _("Choose the picture again."))


def check_keeps_poll(act: Act) -> None:
    """Refuse an edit of a post with a poll; raises ``MalformedAct``.

    An edit sends the full state. Without its poll the server ends the poll and drops the votes. With it, the
    server counts the time left from the moment the edit arrives, which is after an unknown wait: a poll that
    ended meanwhile would open again.
    """
    if act.kind is ActKind.EDIT and act.target is not None and act.target.poll_options and act.poll is None:
        raise MalformedAct(
            _("A post with a poll cannot be edited: the poll and its votes would be lost."),
            _("Answer it with a correction, or delete it and ask again."),
        )


def _check_text(act: Act) -> None:
    """Text must be real Unicode: half a surrogate pair cannot be written in UTF-8 and no server takes it."""
    try:
        json.dumps(msgspec.to_builtins(act), ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        raise MalformedAct(
            _("The text holds a broken character that no server accepts."),
            _("Retype the last character you pasted."),
        ) from error
