"""The publisher sends exactly what was approved, as exactly whom, and reads answers with suspicion."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from hold_kit import ACCOUNT, START, HandClock, no_wait, post
from outtray.acts.act import Act, Attachment, Target
from outtray.acts.approval import Approval, Release
from outtray.acts.canonical import digest
from outtray.acts.errors import ForgedApproval, UnresolvedReference
from outtray.acts.outcome import NeverLeft, RefusedForCertain, Sent, Unknown
from outtray.acts.request import References
from outtray.acts.seal import stamp
from outtray.mastodon.client import make_client
from outtray.mastodon.errors import NotMastodon, ServerFault
from outtray.mastodon.publisher import Publisher
from outtray.mastodon.transport import EgressTransport
from outtray.mastodon.wire import Wire
from outtray_rules.draft import ActKind, Visibility


@dataclass
class Scripted(httpx.AsyncBaseTransport):
    """Answers in a given order, and notes each request."""

    answers: list[httpx.Response | httpx.HTTPError] = field(default_factory=list)
    seen: list[httpx.Request] = field(default_factory=list)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        self.seen.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, httpx.HTTPError):
            raise answer
        return answer


def says(content: Any, code: int = 200, **headers: str) -> httpx.Response:
    return httpx.Response(code, stream=httpx.ByteStream(json.dumps(content).encode()), headers=headers)


def status(act: Act, **changes: Any) -> dict[str, Any]:
    """The answer of an honest server."""
    return {
        "id": "99",
        "url": "https://harbour.example/99",
        "account": {"id": ACCOUNT.id, "acct": "clerk"},
        "content": f"<p>{act.text}</p>",
        "visibility": str(act.visibility),
        "spoiler_text": "",
        "in_reply_to_id": None,
        "created_at": START.isoformat(),
        "media_attachments": [],
        **changes,
    }


@pytest.fixture
def network() -> Scripted:
    return Scripted()


def publisher(network: Scripted) -> Publisher:
    wire = Wire(make_client("https://harbour.example", EgressTransport(network)), clock=HandClock())
    return Publisher(wire, ACCOUNT, sleep=no_wait)


def approved(act: Act) -> Approval:
    release = Release("item", act.account, digest(act), "key-1", START, START)
    return Approval(release, stamp(release.content()))


async def test_an_approved_act_leaves_with_its_key_and_is_recognised(network: Scripted) -> None:
    act = post("Hello", visibility=Visibility.UNLISTED)
    network.answers = [says(status(act))]
    assert await publisher(network).publish(approved(act), act, References()) == Sent(
        "99", "https://harbour.example/99"
    )
    [request] = network.seen
    assert request.headers["Idempotency-Key"] == "key-1"
    assert request.headers["Content-Type"] == "application/json"


async def test_an_approval_of_other_words_or_another_account_sends_nothing(network: Scripted) -> None:
    act = post("approved")
    stranger = replace(act, account=replace(ACCOUNT, id="8"))
    for approval, sent in [
        (approved(act), post("other")),
        (approved(act), replace(act, visibility=Visibility.DIRECT)),
        (approved(stranger), stranger),
        (approved(stranger), act),
    ]:
        with pytest.raises(ForgedApproval):
            await publisher(network).publish(approval, sent, References())
        with pytest.raises(ForgedApproval):
            await publisher(network).upload(approval, sent, Attachment(sha256="a" * 64), b"x")
    with pytest.raises(ForgedApproval):
        await publisher(network).upload(approved(act), act, Attachment(sha256="a" * 64), b"x")
    assert network.seen == []


async def test_an_unresolved_reference_sends_nothing(network: Scripted) -> None:
    act = post(after="part-1")
    with pytest.raises(UnresolvedReference):
        await publisher(network).publish(approved(act), act, References())
    assert network.seen == []


LIES: dict[str, dict[str, Any]] = {
    "no id": {"id": ""},
    "somebody else's": {"account": {"id": "8", "acct": "other"}},
    "other words": {"content": "<p>Something else</p>"},
    "an answer to somebody": {"in_reply_to_id": "5"},
    "a boost": {"reblog": {"id": "1"}},
}


@pytest.mark.parametrize("lie", LIES)
async def test_a_status_that_is_not_this_act_is_not_believed(network: Scripted, lie: str) -> None:
    act = post("Hello")
    source = {"id": "99", "text": "Something else"}
    network.answers = [says(status(act, **LIES[lie])), says(source)]
    assert isinstance(await publisher(network).publish(approved(act), act, References()), Unknown)


CHANGES: dict[str, dict[str, Any]] = {
    "narrower": {"visibility": "private"},
    "for an unknown audience": {"visibility": "local"},
    "with a warning nobody wrote": {"spoiler_text": "politics"},
    "with media": {"media_attachments": [{"id": "1", "type": "image"}]},
    "with a poll": {"poll": {"id": "1"}},
}


@pytest.mark.parametrize("change", CHANGES)
async def test_what_a_server_changes_about_an_act_is_remarked(network: Scripted, change: str) -> None:
    act = post("Hello")
    network.answers = [says(status(act, **CHANGES[change]))]
    outcome = await publisher(network).publish(approved(act), act, References())
    assert isinstance(outcome, Sent)
    assert outcome.remark


HONEST = {
    "mentions are shortened": ("Hi @mayor@town.example", '<p>Hi <span>@<a href="x">mayor</a></span></p>'),
    "links are cut for the eye": (
        "See https://www.harbour.example/timetable/summer",
        '<p>See <a href="x"><span class="invisible">https://www.</span><span>harbour.example/timetable</span>'
        '<span class="invisible">/summer</span></a></p>',
    ),
    "paragraphs": ("One\n\nTwo\nthree", "<p>One</p><p>Two<br>three</p>"),
    "escapes": ("a < b & c", "<p>a &lt; b &amp; c</p>"),
    "hashtags": ("#ferry news", '<p><a href="x" class="hashtag">#<span>ferry</span></a> news</p>'),
}


@pytest.mark.parametrize("how", HONEST)
async def test_what_servers_do_to_words_is_recognised(network: Scripted, how: str) -> None:
    words, content = HONEST[how]
    act = post(words)
    network.answers = [says(status(act, content=content))]
    assert isinstance(await publisher(network).publish(approved(act), act, References()), Sent)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (says({"error": "no"}, 401), RefusedForCertain),
        (says({"error": "no"}, 403), RefusedForCertain),
        (says({"error": "no"}, 404), RefusedForCertain),
        (says({"error": "no"}, 410), RefusedForCertain),
        (says({"error": "no"}, 413), RefusedForCertain),
        (says({"error": "no"}, 422), RefusedForCertain),
        (says({"error": "no"}, 429), RefusedForCertain),
        (says({"error": "no"}, 408), Unknown),
        (says({"error": "no"}, 409), Unknown),
        (says({"error": "no"}, 500), Unknown),
        (says({"error": "no"}, 503), Unknown),
        (says({}, 307, Location="https://elsewhere.example/api/v1/statuses"), Unknown),
        (says({}, 303, Location="/"), Unknown),
        (says([]), Unknown),
        (says("text"), Unknown),
        (httpx.ConnectError("refused"), NeverLeft),
        (httpx.ConnectTimeout("slow"), NeverLeft),
        (httpx.ReadTimeout("slow"), Unknown),
        (httpx.ReadError("reset"), Unknown),
        (httpx.RemoteProtocolError("cut"), Unknown),
        (httpx.WriteError("reset"), Unknown),
    ],
)
async def test_each_answer_means_refused_never_left_or_unknown(
    network: Scripted, answer: httpx.Response | httpx.HTTPError, kind: type
) -> None:
    network.answers = [answer]
    act = post("Hello")
    outcome = await publisher(network).publish(approved(act), act, References())
    assert isinstance(outcome, kind)
    assert len(network.seen) == 1


async def test_a_redirect_is_not_an_answer_whatever_it_says(network: Scripted) -> None:
    act = post("Hello")
    network.answers = [says(status(act), 307, Location="/api/v1/statuses")]
    assert isinstance(await publisher(network).publish(approved(act), act, References()), Unknown)
    assert len(network.seen) == 1


async def test_a_rate_limit_carries_its_end(network: Scripted) -> None:
    network.answers = [says({"error": "slow down"}, 429, **{"Retry-After": "30"})]
    act = post("Hello")
    outcome = await publisher(network).publish(approved(act), act, References())
    assert isinstance(outcome, RefusedForCertain)
    assert outcome.until == START + timedelta(seconds=30)


def medium() -> tuple[Act, Attachment]:
    attachment = Attachment(sha256="a" * 64, mime="image/png", name="a.png", description="é")
    return post("x", media=(attachment,)), attachment


async def test_an_upload_waits_until_the_server_has_prepared_it(network: Scripted) -> None:
    act, attachment = medium()
    network.answers = [says({"id": "5"}, 202), says({"id": "5"}, 206), says({"id": "5"})]
    assert await publisher(network).upload(approved(act), act, attachment, b"PNG") == "5"
    upload, *looks = network.seen
    assert b'name="description"\r\n\r\n\xc3\xa9\r\n' in upload.content
    assert [look.url.path for look in looks] == ["/api/v1/media/5"] * 2


async def test_an_upload_that_is_never_ready_or_has_no_identity_fails(network: Scripted) -> None:
    act, attachment = medium()
    network.answers = [says({"id": "5"}, 202), *[says({"id": "5"}, 206) for _look in range(200)]]
    with pytest.raises(ServerFault):
        await publisher(network).upload(approved(act), act, attachment, b"PNG")
    network.answers = [says({"type": "image"})]
    with pytest.raises(NotMastodon):
        await publisher(network).upload(approved(act), act, attachment, b"PNG")


async def test_a_boost_is_recognised_by_what_it_boosts(network: Scripted) -> None:
    act = post("", kind=ActKind.BOOST, target=Target("41"))
    for inner, kind in [("41", Sent), ("42", Unknown)]:
        network.answers = [says(status(act, reblog={"id": inner, "content": "x"}))]
        outcome = await publisher(network).publish(approved(act), act, References())
        assert isinstance(outcome, kind)
