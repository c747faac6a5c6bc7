"""What a server says of itself, brought into one form from both versions of the answer."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from outtray.mastodon.decode import decode_one
from outtray.mastodon.entity import Entity, Key, Line, Text
from outtray.mastodon.models import Instance


class _Urls(Entity, frozen=True, omit_defaults=True, gc=False):
    streaming: Key | None = None
    streaming_api: Key | None = None


class _StatusLimits(Entity, frozen=True, omit_defaults=True, gc=False):
    max_characters: int = 0
    max_media_attachments: int = 4
    characters_reserved_per_url: int = 23


class _MediaLimits(Entity, frozen=True, omit_defaults=True, gc=False):
    description_limit: int = 1_500


class _PollLimits(Entity, frozen=True, omit_defaults=True, gc=False):
    max_options: int = 4
    max_characters_per_option: int = 50


class _Translation(Entity, frozen=True, omit_defaults=True, gc=False):
    enabled: bool = False


class _Configuration(Entity, frozen=True, omit_defaults=True, gc=False):
    urls: _Urls = _Urls()
    statuses: _StatusLimits = _StatusLimits()
    media_attachments: _MediaLimits = _MediaLimits()
    polls: _PollLimits = _PollLimits()
    translation: _Translation = _Translation()


class _ApiVersions(Entity, frozen=True, omit_defaults=True, gc=False):
    mastodon: int = 0


class _Answer(Entity, frozen=True, omit_defaults=True, gc=False):
    """Both versions at once: version 2 has `domain`, version 1 `uri`, `urls` and on some `max_toot_chars`."""

    domain: Line = ""
    uri: Key = ""
    title: Line = ""
    version: Line = ""
    source_url: Key = ""
    description: Text = ""
    short_description: Text = ""
    urls: _Urls = _Urls()
    configuration: _Configuration = _Configuration()
    max_toot_chars: int = 0
    api_versions: _ApiVersions = _ApiVersions()
    languages: tuple[Line, ...] = ()


class NodeSoftware(Entity, frozen=True, omit_defaults=True, gc=False):
    """The program a server says it runs, in lower case as the standard has it."""

    name: Line = ""
    version: Line = ""


class NodeInfo(Entity, frozen=True, omit_defaults=True, gc=False):
    """What every server of this network says of itself, whatever it speaks (https://nodeinfo.diaspora.software)."""

    software: NodeSoftware = NodeSoftware()


class NodeInfoLink(Entity, frozen=True, omit_defaults=True, gc=False):
    """Where one version of that is kept."""

    rel: Key = ""
    href: Key = ""


class NodeInfoLinks(Entity, frozen=True, omit_defaults=True, gc=False):
    """Where it is kept."""

    links: tuple[NodeInfoLink, ...] = ()


_COMPATIBLE = re.compile(r"compatible;\s*([A-Za-z][\w.-]*)")

_DEFAULT_CHARACTERS: Final = 500


def read_instance(payload: bytes, *, host: str) -> Instance:
    """Read either version of a server's description; raises NotMastodon when it is neither."""
    answer = decode_one(payload, _Answer, host=host)
    limits = answer.configuration.statuses
    most = limits.max_characters or answer.max_toot_chars or _DEFAULT_CHARACTERS
    return Instance(
        domain=answer.domain or answer.uri.removeprefix("https://").rstrip("/") or host,
        title=answer.title,
        version=answer.version,
        source_url=answer.source_url,
        description=answer.description or answer.short_description,
        streaming_url=answer.configuration.urls.streaming or answer.urls.streaming_api,
        max_characters=_sensible(most, _DEFAULT_CHARACTERS),
        characters_per_url=_sensible(limits.characters_reserved_per_url, 23),
        max_media=_sensible(limits.max_media_attachments, 4),
        max_description=_sensible(answer.configuration.media_attachments.description_limit, 1_500),
        max_poll_options=_sensible(answer.configuration.polls.max_options, 4),
        max_poll_option_characters=_sensible(answer.configuration.polls.max_characters_per_option, 50),
        api_version=max(answer.api_versions.mastodon, 0),
        translation=answer.configuration.translation.enabled,
        languages=answer.languages,
    )


def software(instance: Instance) -> str:
    """The program a server runs, in lower case; "" when nothing tells.

    Most others say "(compatible; Akkoma 3.13)". Forks of Mastodon count as Mastodon. GoToSocial gives its own
    version, below 1, and is known by its source.
    """
    named = _COMPATIBLE.search(instance.version)
    if named:
        return named.group(1).lower()
    if "gotosocial" in f"{instance.source_url} {instance.version}".lower():
        return "gotosocial"
    # A version alone tells nothing: whoever imitates Mastodon gives one of the same shape. So Mastodon before
    # 4.0, which names no source, is not told from the others.
    return "mastodon" if instance.api_version > 0 or "mastodon" in instance.source_url.lower() else ""


def _sensible(number: int, default: int) -> int:
    return number if 0 < number <= 1_000_000 else default


def streaming_address(instance: Instance, server: str) -> str:
    """Where event streams are asked for, as http(s); the server itself when it named no place.

    Mastodon names a WebSocket address (wss://streaming.…); the same host answers event streams over https.
    """
    named = instance.streaming_url or ""
    scheme, separator, rest = named.partition("://")
    spelt = {"wss": "https", "ws": "http", "https": "https", "http": "http"}.get(scheme.lower())
    if not separator or spelt is None or not rest.strip("/"):
        return server
    host = rest.partition("/")[0]
    # A server reached safely is never asked for its stream in the clear.
    return server if server.startswith("https://") and spelt == "http" else f"{spelt}://{host}"


def placeholder(host: str) -> Instance:
    """What is assumed of a server that describes itself nowhere: Mastodon's own limits."""
    return msgspec.structs.replace(Instance(), domain=host, title=host)
