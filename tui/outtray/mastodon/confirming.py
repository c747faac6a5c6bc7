"""Whether a server's answer shows that exactly this act was done."""

from __future__ import annotations

from collections.abc import Mapping

from outtray.acts.act import Act
from outtray.acts.comparing import comparable, same_source, same_warning, words_of_html
from outtray.acts.outcome import Outcome, Sent, Unknown
from outtray.acts.request import References, reply_id, tag_of
from outtray.acts.words import audience_word
from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.mastodon.decode import decode_one
from outtray.mastodon.featured import FeaturedTag
from outtray.mastodon.models import Account, Poll, Relationship, Status
from outtray_rules.draft import ActKind, Visibility


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
            if account.id != act.account.id:
                return _wrong(host)
            return Sent(account.id, account.url or "", profile_remark(act, account))
        case ActKind.FEATURE:
            featured = decode_one(payload, FeaturedTag, host=host)
            return Sent(featured.id, featured.url) if features(act, featured) else _wrong(host)
        case ActKind.REPORT:
            return Sent(decode_one(payload, Account, host=host).id)
    status = decode_one(payload, Status, host=host)
    if not status.id or status.unreadable or not _fits(act, references, status):
        return _wrong(host)
    return sent_as(act, references, status)


def sent_as(act: Act, references: References, status: Status) -> Sent:
    """An act as the status it has become, with a remark where the server made something else of it."""
    return Sent(status.id, status.url or status.uri, remark(act, references, status))


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
    """Whether a status has this act's author and place, whatever its words.

    What servers are known to change (audience, warning, attachments they drop) does not count: see
    ``remark``. Only an act without words is told by what it carries.
    """
    return (
        status.reblog is None
        and status.account.id == act.account.id
        and (status.in_reply_to_id or "") in {reply_id(act, references), ""}
        and (bool(act.text.strip()) or _carries_the_same(act, status))
    )


def has_words(act: Act, status: Status) -> bool:
    """Whether a status shows this act's words, as far as a server's HTML lets that be told."""
    shown = comparable(words_of_html(status.content))
    return any(shown == comparable(text) for text in _texts(act))


def has_source(act: Act, source: str) -> bool:
    """Whether this source of a status is the text of this act."""
    return any(same_source(text, source) for text in _texts(act))


def remark(act: Act, references: References, status: Status) -> str:
    """What a server made of an act otherwise than it was sent, in sentences; empty when nothing."""
    said = []
    if act.makes_status:
        said.append(_other_audience(act, status))
        if reply_id(act, references) and not status.in_reply_to_id:
            said.append(_("It stands alone there: the server does not show it as a reply."))
    if act.makes_status or act.kind is ActKind.EDIT:
        if not same_warning(act.content_warning, status.spoiler_text):
            said.append(_other_warning(act, status))
        if not _carries_the_same(act, status):
            said.append(_("It does not carry the attachments or the poll you sent."))
    return " ".join(sentence for sentence in said if sentence)


def features(act: Act, featured: FeaturedTag) -> bool:
    """Whether a featured hashtag is that of this act; case does not count."""
    return featured.name.removeprefix("#").casefold() == tag_of(act).casefold()


def profile_differs(act: Act, account: Account) -> tuple[str, ...]:
    """The changed parts of a profile, by the server's names, that the server shows otherwise than sent.

    Parts that a server does not show back, such as pictures, are not compared.
    """
    sent = dict(act.profile_changes)
    shown = {"display_name": account.display_name}
    if account.source is not None:
        shown["note"] = account.source.note
    differs = [name for name in shown if name in sent and not same_source(sent[name], shown[name])]
    if any(name.startswith("fields.") for name in sent) and _rows(sent) != [
        (_plain(row.name), _plain(words_of_html(row.value))) for row in account.fields
    ]:
        differs.append("fields")
    return tuple(differs)


def _rows(sent: Mapping[str, str]) -> list[tuple[str, str]]:
    """The rows of a profile as a server keeps them: in their order, without those that have no name."""
    numbers = sorted({int(name.split(".")[1]) for name in sent if name.startswith("fields.")})
    rows = [(sent.get(f"fields.{n}.name", ""), sent.get(f"fields.{n}.value", "")) for n in numbers]
    return [(_plain(name), _plain(value)) for name, value in rows if name.strip()]


def _plain(text: str) -> str:
    return " ".join(sanitise(text).split())


def profile_remark(act: Act, account: Account) -> str:
    """What a server made of a profile otherwise than it was sent, in a sentence; empty when nothing."""
    differs = profile_differs(act, account)
    if not differs:
        return ""
    return _("The server shows parts of the profile otherwise than you wrote them: {parts}.").format(
        parts=", ".join(differs)
    )


def _texts(act: Act) -> tuple[str, ...]:
    """The texts a status of this act can have: Mastodon makes the warning the text where there is none."""
    moved = not act.text.strip() and bool(act.content_warning)
    return (act.text, act.content_warning) if moved else (act.text,)


def _carries_the_same(act: Act, status: Status) -> bool:
    poll = act.kind is ActKind.EDIT or (status.poll is not None) == (act.poll is not None)
    return poll and len(status.media_attachments) == len(act.media)


def _other_audience(act: Act, status: Status) -> str:
    if status.visibility == act.visibility:
        return ""
    if status.visibility not in set(Visibility):
        return _("The server gave it an audience this program does not know; you chose {wanted}.").format(
            wanted=audience_word(act.visibility)
        )
    shown, wanted = audience_word(status.visibility), audience_word(act.visibility)
    if Visibility(status.visibility).width > act.visibility.width:
        return _(
            "CAREFUL: the server made it {shown}, though you chose {wanted}. Delete it if that is too wide."
        ).format(shown=shown, wanted=wanted)
    return _("The server made it {shown}; you chose {wanted}.").format(shown=shown, wanted=wanted)


def _other_warning(act: Act, status: Status) -> str:
    if not act.text.strip() and not status.spoiler_text:
        return _("The server made the content warning the text, because there was no text.")
    if not status.spoiler_text:
        return _("The server dropped the content warning.")
    return _("The content warning there is not the one you wrote.")


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
