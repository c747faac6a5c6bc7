"""The journal for people: found by what they remember, exported so that nothing in it can do harm."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from hold_kit import ACCOUNT, START, finding
from journal_kit import Past
from outtray.acts.act import AccountKey, Target
from outtray.journal.chain import append, row_hash
from outtray.journal.errors import BrokenChain
from outtray.journal.events import Event, EventName
from outtray.journal.masking import MASK
from outtray.services.register import Format, Query, Register, format_of
from outtray_rules.draft import ActKind, Visibility
from outtray_rules.finding import Severity

EVIL = "<script>alert(1)</script>\"'>&\u202e \x1b]52;c;aGk=\x07 =cmd|' /C calc'!A0"
SECRET = finding(Severity.BLOCK, match="046 454 286", sensitive=True, rule="sin-number")


@pytest.fixture
def past(tmp_path: Path) -> Iterator[Past]:
    made = Past(tmp_path)
    yield made
    made.tray.close()


@pytest.fixture
def register(past: Past) -> Register:
    return Register(past.tray.journal, past.clock)


def written(register: Register, kind: Format, query: Query | None = None, *, masked: bool = True) -> str:
    out = io.StringIO(newline="")
    register.write(out, kind, query, masked=masked)
    return out.getvalue()


async def test_an_act_is_told_whole_from_its_first_hold_to_its_end(past: Past, register: Register) -> None:
    item = past.hold("The ferrry.", finding(), visibility=Visibility.UNLISTED)
    item = past.rewrite(item, "The ferry runs again.")
    status = past.send(item)
    past.take_back(status, after=timedelta(hours=2))
    past.drop(past.hold("better unsaid"))
    dropped, sent = await register.find()
    assert (sent.act_id, sent.account, sent.kind) == (item.id, "@clerk@harbour.example", "post")
    assert (sent.state, sent.words, sent.status_id) == ("taken-back", "The ferry runs again.", status)
    assert sent.url == f"https://harbour.example/{status}"
    assert sent.visibility == "public"
    assert sent.started_at == START + timedelta(minutes=1)
    assert sent.taken_back_at == sent.records[-1].event.at
    assert sent.findings == ()
    assert [str(record.event.name) for record in sent.records] == [
        *("held", "edited", "held", "released", "attempted", "sent", "taken-back")
    ]
    assert (dropped.state, dropped.words) == ("discarded", "")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["b", "a"]),
        ("ÉTÉ", ["a"]),
        ("ete arrive", ["a"]),
        ("ete missing", []),
        ("counsel", ["b"]),
        ("sin-number", ["b"]),
        ("harbour.example/52", ["b"]),
        ("post sent", ["b", "a"]),
        ("046", []),
    ],
)
async def test_acts_are_found_by_what_a_person_remembers(
    past: Past, register: Register, text: str, found: list[str]
) -> None:
    names = {
        past.send(past.hold("L'été arrive")): "a",
        past.send(past.hold("My number is 046 454 286", SECRET)): "b",
    }
    assert [names[history.status_id] for history in await register.find(Query(text))] == found


async def test_acts_are_found_by_day_and_by_account(past: Past, register: Register) -> None:
    past.send(past.hold("first day"))
    late = past.hold("held on the first day, sent on the third")
    other = AccountKey("elsewhere.example", "9", "deputy")
    past.clock.pass_time(timedelta(days=1))
    past.send(past.hold("second day", account=other))
    past.clock.pass_time(timedelta(days=1))
    past.send(late)

    async def found(**query: object) -> list[str]:
        histories = await register.find(Query(**query))  # type: ignore[arg-type]  # the test's own keywords
        return [history.words.partition(",")[0] for history in histories]

    one, two = START + timedelta(hours=12), START + timedelta(hours=36)
    assert await found(until=one) == ["held on the first day", "first day"]
    assert await found(since=one, until=two) == ["second day"]
    assert await found(since=one) == ["second day", "held on the first day"]
    for name in ("@deputy@elsewhere.example", "Deputy@elsewhere.example", "elsewhere.example/9"):
        assert await found(account=name) == ["second day"]
    assert await found(account="nobody@nowhere.example") == []


def test_json_lines_repeat_every_row_so_that_anybody_can_check_the_chain(
    past: Past, register: Register
) -> None:
    past.send(past.hold(EVIL, SECRET))
    lines = [json.loads(line) for line in written(register, Format.JSON_LINES).splitlines()]
    assert [line["name"] for line in lines] == ["held", "released", "attempted", "sent"]
    previous = "0" * 64
    for line in lines:
        assert line["previous"] == previous
        previous = row_hash(line["number"], previous, line["body"])
        assert line["hash"] == previous
    assert lines[-1]["words"] == EVIL
    assert "words" not in lines[0]
    assert lines[0]["findings"][0]["reason"] == "asked to by counsel"


def test_a_csv_opens_in_a_spreadsheet_and_runs_nothing(past: Past, register: Register) -> None:
    for text in ("=1+1", "+1", "-1", "@minister hello", "\tx", EVIL, 'one\ntwo;three,"four"'):
        past.send(past.hold(text, SECRET))
    rows = list(csv.DictReader(io.StringIO(written(register, Format.CSV), newline="")))
    words = [row["words"] for row in rows if row["event"] == "sent"]
    assert words == ["'=1+1", "'+1", "'-1", "'@minister hello", "'\tx", EVIL, 'one\ntwo;three,"four"']
    assert {row["handle"] for row in rows} == {"'@clerk@harbour.example"}
    assert rows[0]["findings"] == "sin-number (block, overridden): asked to by counsel"
    assert (rows[0]["cooling_seconds"], rows[0]["cooling_reasons"]) == ("120", "base")
    for row in rows:
        assert not any(str(cell).startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row.values())


class Page(HTMLParser):
    """What a browser would make of a report."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        names = dict(attributes)
        assert not any(name.startswith("on") for name in names)
        assert "src" not in names
        self.links.extend(value or "" for name, value in attributes if name == "href")

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_tells_an_officer_everything_and_can_do_nothing(past: Past, register: Register) -> None:
    about = Target("9", url="javascript:alert(1)", acct="<b>mayor</b>")
    item = past.hold(EVIL, SECRET, finding(rule="tone"), kind=ActKind.REPLY, reply_to=about)
    status = past.send(item)
    past.take_back(status)
    past.drop(past.hold("better unsaid"))
    page = Page(written(register, Format.HTML, Query(since=START - timedelta(days=1))))
    assert not {"script", "img", "iframe", "object", "form", "link", "b"} & set(page.tags)
    assert page.links == [f"https://harbour.example/{status}"]
    assert "\x1b" not in page.text
    assert "\u202e" not in page.text
    for told in (
        "Reply by @clerk@harbour.example, sent, then taken back",
        "<script>alert(1)</script>",
        "public: anyone, for ever",
        "javascript:alert(1)",
        "2m (every held act waits)",
        "sin-number",
        "asked to by counsel",
        "acknowledged",
        "2026-03-02 09:31:00 +0000",
        "released by a second look",
        "The chain is whole: rows 1 to 7, ending in",
        "from 2026-03-01 09:30 +0000 on",
        "2 acts (discarded: 1, sent, then taken back: 1)",
        "No words are kept.",
    ):
        assert told in page.text, told
    assert "better unsaid" not in page.text
    assert page.tags.count("article") == 2


def test_the_page_shows_every_wording_where_the_owner_keeps_drafts(tmp_path: Path) -> None:
    past = Past(tmp_path, keep_drafts=True)
    past.send(past.rewrite(past.hold("reckless"), "unwise"))
    page = written(Register(past.tray.journal, past.clock), Format.HTML)
    assert "Earlier words, 2026-03-02 09:31:00 +0000</p>\n<blockquote>reckless</blockquote>" in page
    assert page.count("unwise") == 1
    assert past.tray.journal.verify().rows == 6
    past.tray.close()


def test_the_page_says_that_the_chain_is_broken(past: Past, register: Register) -> None:
    past.send(past.hold("ferry"))
    past.tray.database.execute("UPDATE journal SET at = '2020' WHERE number = 2")
    page = written(register, Format.HTML)
    assert '<span class="broken">The journal is not whole: row 2 was changed.</span>' in page


@pytest.mark.parametrize("kind", Format)
def test_secrets_are_masked_unless_asked_for(past: Past, register: Register, kind: Format) -> None:
    past.send(past.hold("My number is 046 454 286!", SECRET))
    masked = written(register, kind)
    assert "046 454 286" not in masked
    assert f"My number is {MASK}!" in masked
    assert "My number is 046 454 286!" in written(register, kind, masked=False)


async def test_a_file_is_written_privately_and_whole_or_not_at_all(
    past: Past, register: Register, tmp_path: Path
) -> None:
    past.send(past.hold("ferry"))
    path = tmp_path / "out" / "report.csv"
    assert await register.export(path, format_of(path)) == 4
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_text("utf-8-sig").startswith("number,")
    before = path.read_bytes()

    def stop(_count: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        await register.export(path, Format.HTML, each=stop)
    assert path.read_bytes() == before
    assert [entry.name for entry in path.parent.iterdir()] == ["report.csv"]


async def test_verifying_names_what_is_wrong(past: Past, register: Register) -> None:
    past.hold("ferry")
    assert (await register.verify()).rows == 1
    past.tray.database.execute("DELETE FROM journal")
    with pytest.raises(BrokenChain):
        await register.verify()


async def test_a_row_without_a_handle_is_still_of_its_account(past: Past, register: Register) -> None:
    event = Event(EventName.HELD, "old", f"{ACCOUNT.host}/{ACCOUNT.id}", "post", START)
    with past.tray.database.transaction() as connection:
        append(connection, past.tray.journal_key, event)
    [history] = await register.find(Query(account="harbour.example/7"))
    assert history.account == "harbour.example/7"
    assert (await register.verify()).rows == 1


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.CSV", Format.CSV),
        ("a.html", Format.HTML),
        ("a.jsonl", Format.JSON_LINES),
        ("a", Format.JSON_LINES),
    ],
)
def test_the_ending_of_a_file_says_its_format(name: str, kind: Format) -> None:
    assert format_of(name) is kind
