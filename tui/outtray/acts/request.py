"""The exact request an act becomes: method, path and body bytes, from the act and the known references."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from outtray.acts.act import Act, Attachment, Target
from outtray.acts.errors import MalformedAct, UnresolvedReference
from outtray.acts.multipart import FilePart, multipart
from outtray.base.translation import gettext as _
from outtray_rules.draft import ActKind


@dataclass(frozen=True, slots=True)
class References:
    """What local references have become on the server: uploads by ``upload_key``, earlier thread parts by
    act id. ``files`` are the bytes, by SHA-256, of what goes along in the request itself."""

    media: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    acts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    files: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class ActRequest:
    """A request ready to send; ``path`` is percent-encoded, ``body`` of the type said."""

    method: str
    path: str
    body: bytes
    content_type: str = "application/json"


def upload_key(item: Attachment) -> str:
    """Names one upload: the same bytes with another alt text or focal point are another upload."""
    described = json.dumps([item.sha256, item.description, item.focus]).encode("ascii")
    return sha256(described).hexdigest()


_VERBS = {ActKind.BOOST: "reblog", ActKind.FAVOURITE: "favourite", ActKind.PIN: "pin"}


def request_for(act: Act, references: References) -> ActRequest:
    """The one request that performs ``act``.

    Raises ``UnresolvedReference`` while a thread's earlier part or an upload is not on the server.
    """
    match act.kind:
        case ActKind.BOOST | ActKind.FAVOURITE | ActKind.PIN:
            return ActRequest("POST", f"/api/v1/statuses/{_id(act)}/{_VERBS[act.kind]}", b"{}")
        case ActKind.EDIT:
            return ActRequest("PUT", f"/api/v1/statuses/{_id(act)}", _body(_edit_fields(act, references)))
        case ActKind.FOLLOW:
            return ActRequest(
                "POST", f"/api/v1/accounts/{_id(act)}/follow", _body({"notify": True} if act.notify else {})
            )
        case ActKind.FEATURE:
            return ActRequest("POST", "/api/v1/featured_tags", _body({"name": tag_of(act)}))
        case ActKind.VOTE:
            return ActRequest(
                "POST", f"/api/v1/polls/{_id(act)}/votes", _body({"choices": list(act.choices)})
            )
        case ActKind.REPORT:
            return ActRequest("POST", "/api/v1/reports", _body(_report_fields(act)))
        case ActKind.PROFILE:
            return _profile_request(act, references)
        case _:
            return ActRequest("POST", "/api/v1/statuses", _body(_status_fields(act, references)))


def reply_id(act: Act, references: References) -> str:
    """The id of the status this act answers on the server; empty when it answers none."""
    if act.after:
        try:
            return references.acts[act.after]
        except KeyError:
            raise UnresolvedReference(
                _("This part of the thread waits for the part before it."), _("Send the earlier part first.")
            ) from None
    return act.reply_to.id if act.reply_to is not None else ""


def _status_fields(act: Act, references: References) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "status": act.text,
        "visibility": str(act.visibility),
        "sensitive": act.sensitive,
    }
    if act.content_warning:
        fields["spoiler_text"] = act.content_warning
    if act.language:
        fields["language"] = act.language
    if act.quote_policy:
        fields["quote_approval_policy"] = act.quote_policy
    if act.kind is ActKind.QUOTE:
        fields["quoted_status_id"] = _target(act).id
    answered = reply_id(act, references)
    if answered:
        fields["in_reply_to_id"] = answered
    if act.media:
        fields["media_ids"] = [_media_id(item, references) for item in act.media]
    if act.poll is not None:
        fields["poll"] = _poll(act)
    return fields


def _edit_fields(act: Act, references: References) -> dict[str, Any]:
    """An edit sends the full state: what it leaves out, the server clears."""
    fields: dict[str, Any] = {
        "status": act.text,
        "spoiler_text": act.content_warning,
        "sensitive": act.sensitive,
        "media_ids": [_media_id(item, references) for item in act.media],
        "media_attributes": [_attributes(item, references) for item in act.media],
    }
    if act.language:
        fields["language"] = act.language
    if act.quote_policy:
        fields["quote_approval_policy"] = act.quote_policy
    if act.poll is not None:
        fields["poll"] = _poll(act)
    return fields


def _poll(act: Act) -> dict[str, Any]:
    assert act.poll is not None
    return {
        "options": list(act.poll.options),
        "expires_in": act.poll.expires_in,
        "multiple": act.poll.multiple,
        "hide_totals": act.poll.hide_totals,
    }


def _profile_fields(act: Act) -> dict[str, Any]:
    """``fields.N.name`` and ``fields.N.value`` become the nested form the server reads."""
    plain: dict[str, Any] = {}
    nested: dict[str, dict[str, str]] = {}
    for name, value in act.profile_changes:
        if name.startswith("fields."):
            _prefix, index, part = name.split(".", 2)
            nested.setdefault(index, {})[part] = value
        else:
            plain[name] = value
    if nested:
        plain["fields_attributes"] = nested
    return plain


def _profile_request(act: Act, references: References) -> ActRequest:
    """Words alone as JSON; with pictures, which are sent along, as a form."""
    path = "/api/v1/accounts/update_credentials"
    if not act.media:
        return ActRequest("PATCH", path, _body(_profile_fields(act)))
    files = [
        FilePart(item.name, item.name, item.mime, _content(item, references))
        for item in sorted(act.media, key=lambda item: item.name)
    ]
    fields = [(_form_name(name), value) for name, value in act.profile_changes]
    body, content_type = multipart(fields, files)
    return ActRequest("PATCH", path, body, content_type)


def _form_name(name: str) -> str:
    """``fields.0.name`` as a form spells it."""
    if not name.startswith("fields."):
        return name
    _prefix, index, part = name.split(".", 2)
    return f"fields_attributes[{index}][{part}]"


def _content(item: Attachment, references: References) -> bytes:
    content = references.files.get(item.sha256)
    if content is None or sha256(content).hexdigest() != item.sha256:
        raise UnresolvedReference(_("A picture is missing or was changed since."), _("Choose it again."))
    return content


def _report_fields(act: Act) -> dict[str, Any]:
    fields: dict[str, Any] = {"account_id": _target(act).id, "comment": act.comment}
    if act.status_ids:
        fields["status_ids"] = list(act.status_ids)
    if act.category:
        fields["category"] = act.category
    if act.rule_ids:
        fields["rule_ids"] = list(act.rule_ids)
    if act.forward:
        fields["forward"] = True
    return fields


def tag_of(act: Act) -> str:
    """The hashtag an act features, without its #."""
    return act.text.strip().removeprefix("#")


def _attributes(item: Attachment, references: References) -> dict[str, Any]:
    attributes: dict[str, Any] = {"id": _media_id(item, references), "description": item.description}
    if item.focus is not None:
        attributes["focus"] = f"{item.focus[0]},{item.focus[1]}"
    return attributes


def _media_id(item: Attachment, references: References) -> str:
    if item.id:
        return item.id
    try:
        return references.media[upload_key(item)]
    except KeyError:
        raise UnresolvedReference(_("An attachment is not on the server yet."), _("Send again.")) from None


def _target(act: Act) -> Target:
    if act.target is None or not act.target.id:
        raise MalformedAct(_("The act does not say what it is about."), _("Start it again."))
    return act.target


def _id(act: Act) -> str:
    return quote(_target(act).id, safe="")


def _body(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
