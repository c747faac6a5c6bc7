"""Whether a server's answer shows that exactly this act was done."""

from __future__ import annotations

from outtray.acts.act import Act
from outtray.acts.comparing import comparable, same_warning, words_of_html
from outtray.acts.outcome import Outcome, Sent, Unknown
from outtray.acts.request import References, reply_id
from outtray.base.translation import gettext as _
from outtray.mastodon.decode import decode_one
from outtray.mastodon.models import Account, Poll, Relationship, Status
from outtray_rules.draft import ActKind


def confirms(act: Act, references: References, payload: bytes, host: str) -> Outcome:
    """``Sent`` when the answer to the act's request fits the act, ``Unknown`` when it does not.

    Raises ``NotMastodon`` for an answer that cannot be read.
    """
    match act.kind:
        case ActKind.FOLLOW:
            relation = decode_one(payload, Relationship, host=host)
            done = relation.id == _target_id(act) and (relation.following or relation.requested)
            return Sent(relation.id) if done else _wrong(host)
        case ActKind.VOTE:
            poll = decode_one(payload, Poll, host=host)
            return Sent(poll.id) if poll.id == _target_id(act) else _wrong(host)
        case ActKind.PROFILE:
            account = decode_one(payload, Account, host=host)
            return Sent(account.id, account.url or "") if account.id == act.account.id else _wrong(host)
        case ActKind.REPORT:
            return Sent(decode_one(payload, Account, host=host).id)
    status = decode_one(payload, Status, host=host)
    if not status.id or status.unreadable or not _fits(act, references, status):
        return _wrong(host)
    return Sent(status.id, status.url or status.uri)


def but_for_words(act: Act, references: References, payload: bytes, host: str) -> Status | None:
    """The status in an answer that fits the act in all but the words it shows; None in any other.

    Where an account writes in Markdown by default, the words shown are not those sent; the source is.
    """
    if not act.makes_status and act.kind is not ActKind.EDIT:
        return None
    status = decode_one(payload, Status, host=host)
    if act.kind is ActKind.EDIT:
        fits = status.id == _target_id(act)
    else:
        fits = is_this_status(act, references, status)
    return status if fits and status.id and not status.unreadable else None


def is_this_status(act: Act, references: References, status: Status) -> bool:
    """Whether a status has this act's author, audience, warning and place, whatever its words."""
    return (
        status.reblog is None
        and status.account.id == act.account.id
        and status.visibility == act.visibility
        and (status.in_reply_to_id or "") == reply_id(act, references)
        and same_warning(act.content_warning, status.spoiler_text)
        and len(status.media_attachments) == len(act.media)
        and (status.poll is not None) == (act.poll is not None)
    )


def has_words(act: Act, status: Status) -> bool:
    """Whether a status shows this act's words, as far as a server's HTML lets that be told."""
    return comparable(words_of_html(status.content)) == comparable(act.text)


def _fits(act: Act, references: References, status: Status) -> bool:
    match act.kind:
        case ActKind.BOOST:
            inner = status.reblog if status.reblog is not None else status
            return inner.id == _target_id(act)
        case ActKind.FAVOURITE:
            return status.id == _target_id(act) and status.favourited
        case ActKind.PIN:
            return status.id == _target_id(act) and status.pinned
        case ActKind.EDIT:
            return status.id == _target_id(act) and has_words(act, status)
        case _:
            return is_this_status(act, references, status) and has_words(act, status)


def _target_id(act: Act) -> str:
    return act.target.id if act.target is not None else ""


def _wrong(host: str) -> Unknown:
    return Unknown(_("{host} answered with something other than what was sent.").format(host=host))
