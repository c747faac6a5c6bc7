"""Counting and rendering text, reading parameters, drawing pictures: the parts that take wild input."""

from __future__ import annotations

import contextlib
import html
import json
import re
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outtray.practice.clock import Snowflakes, iso
from outtray.practice.errors import ApiError
from outtray.practice.graphemes import grapheme_length
from outtray.practice.params import Upload, parse
from outtray.practice.pictures import blurhash, identicon, landscape, size_of
from outtray.practice.text import Mentioned, length, plain, render, shortcodes


def nobody(_user: str, _domain: str | None) -> Mentioned | None:
    return None


def anybody(user: str, domain: str | None) -> Mentioned | None:
    acct = f"{user}@{domain}" if domain else user
    return Mentioned(1, user, acct, f"https://x.example/@{user}")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("abc", 3),
        ("a\r\nb", 3),
        ("e\u0301", 1),
        ("👩‍💻", 1),
        ("👨‍👩‍👧‍👦!", 2),
        ("🇨🇦🇫🇷", 2),
        ("👍🏽", 1),
        ("❤️", 1),
        ("\uac01", 1),
        ("\u1100\u1161\u11a8", 1),
        ("ديوان", 5),
        ("猫と文房具", 5),
    ],
)
def test_readers_characters_are_counted(text: str, count: int) -> None:
    assert grapheme_length(text) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("https://example.org/a/very/long/path", 23),
        ("see http://a.example, or not", 4 + 23 + len(", or not")),
        ("@bram@evening-bell.example hi", len("@bram hi")),
        ("@clerk hi", 9),
        ("mail sam@practice.example", 25),
    ],
)
def test_links_and_remote_mentions_have_their_own_weight(text: str, count: int) -> None:
    assert length(text) == count


def test_the_warning_counts_too() -> None:
    assert length("abc", "de") == 5


@given(st.text())
def test_a_text_never_counts_more_than_its_code_points(text: str) -> None:
    assert 0 <= grapheme_length(text) <= len(text)


@given(st.text(), st.text())
def test_counting_two_texts_apart_never_gives_less_than_together(one: str, other: str) -> None:
    assert grapheme_length(one + other) <= grapheme_length(one) + grapheme_length(other)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes.update(name for name, _ in attrs)


wild = st.text(alphabet=st.sampled_from("ab <>&\"'@#:/.\n\thtps=[]()é\u202e\u0000")) | st.text()


@given(wild)
def test_rendering_lets_no_markup_through(text: str) -> None:
    tags = _Tags()
    tags.feed(render(text, anybody).content)
    assert tags.seen <= {"p", "br", "a", "span"}
    assert tags.attributes <= {"href", "target", "rel", "translate", "class"}


@given(st.text(alphabet=st.characters(exclude_characters="\r\n@#", exclude_categories=["Cs"])))
def test_plain_words_come_back_from_their_html(text: str) -> None:
    if "://" in text:
        return
    content = render(text, nobody).content
    assert html.unescape(re.sub(r"</?p>", "", content)) == text.strip()


def test_paragraphs_mentions_tags_and_links_are_linked() -> None:
    found = render("Hi @anouk\nsee https://www.example.org/x.\n\n#OneForm", anybody)
    assert found.content.count("<p>") == 2
    assert found.content.count("<br />") == 1
    assert [m.username for m in found.mentions] == ["anouk"]
    assert found.tags == ("oneform",)
    assert found.links == ("https://www.example.org/x",)
    assert plain(found.content).split() == [
        "Hi",
        "@",
        "anouk",
        "see",
        "https://www.",
        "example.org/x",
        ".",
        "#",
        "OneForm",
    ]


def test_unknown_people_and_addresses_are_left_as_words() -> None:
    found = render("@nobody and me@example.org and a/#b", nobody)
    assert found.content == "<p>@nobody and me@example.org and a/#b</p>"


def test_shortcodes_are_found_once_each() -> None:
    assert shortcodes("a :kettle: and :kettle: :lift:", "at 10:30:20") == ["kettle", "lift"]


def test_forms_nest_as_rails_does() -> None:
    pairs = [
        ("media_ids[]", "1"),
        ("media_ids[]", "2"),
        ("poll[options][]", "a"),
        ("poll[options][]", "b"),
        ("fields_attributes[1][name]", "second"),
        ("fields_attributes[0][name]", "first"),
        ("keywords_attributes[][keyword]", "x"),
        ("keywords_attributes[][keyword]", "y"),
        ("sensitive", "1"),
    ]
    params = parse("limit=3", "application/x-www-form-urlencoded", urlencode(pairs).encode())
    assert params.texts("media_ids") == ["1", "2"]
    poll = params.branch("poll")
    assert poll is not None
    assert poll.texts("options") == ["a", "b"]
    assert [f.text("name") for f in params.branches("fields_attributes")] == ["first", "second"]
    assert [k.text("keyword") for k in params.branches("keywords_attributes")] == ["x", "y"]
    assert params.flag("sensitive") is True
    assert params.number("limit") == 3


@given(st.binary(max_size=300))
def test_a_multipart_body_keeps_every_byte_of_its_file(data: bytes) -> None:
    boundary = b"----7MA4YWxk"
    if b"\r\n--" + boundary in data:
        return
    body = (
        b"--"
        + boundary
        + b'\r\nContent-Disposition: form-data; name="description"\r\n\r\nd\xc3\xa9j\xc3\xa0\r\n'
        b"--" + boundary + b'\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n'
        b"Content-Type: image/png\r\n\r\n" + data + b"\r\n--" + boundary + b"--\r\n"
    )
    params = parse("", f"multipart/form-data; boundary={boundary.decode()}", body)
    assert params.file("file") == Upload("a.png", "image/png", data)
    assert params.text("description") == "déjà"


@given(
    st.sampled_from(
        ["application/json", "multipart/form-data; boundary=x", "multipart/form-data", "text/plain"]
    ),
    st.binary(max_size=200) | st.text(alphabet='[]{}=&"x-\r\n:', max_size=200).map(str.encode),
)
def test_any_body_is_read_or_refused(content_type: str, body: bytes) -> None:
    with contextlib.suppress(ApiError):
        assert isinstance(parse("", content_type, body).tree(), dict)


def test_json_that_is_no_object_is_refused() -> None:
    for body in (b"[1]", b"nul", b"[" * 100_000):
        with pytest.raises(ApiError):
            parse("", "application/json", body)
    assert parse("", "application/json", json.dumps({"a": [1, "b"]}).encode()).texts("a") == ["1", "b"]


def test_pictures_are_what_they_say() -> None:
    assert size_of(landscape("#336699", 64, 36)) == ("image/png", 64, 36)
    assert size_of(identicon("anouk", "#c05746", 40)) == ("image/png", 40, 40)
    assert landscape("#336699") != landscape("#996633")
    assert size_of(b"GIF89a\x10\x00\x20\x00" + b"\0" * 8) == ("image/gif", 16, 32)
    assert size_of(b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08\x00\x20\x00\x10\x03") == (
        "image/jpeg",
        16,
        32,
    )
    assert size_of(b"plain words") is None
    assert len(blurhash("#336699")) == 6


@given(st.binary(max_size=64))
def test_any_bytes_are_measured_without_a_fault(data: bytes) -> None:
    for start in (b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8", b"GIF89a", b"RIFF\0\0\0\0WEBPVP8 "):
        found = size_of(start + data)
        assert found is None or found[0].startswith("image/")


@given(st.lists(st.integers(min_value=0, max_value=2**41), min_size=1, max_size=50))
def test_ids_grow_whatever_the_clock_does(moments: list[int]) -> None:
    ids = Snowflakes()
    given_out = [ids.at(moment) for moment in moments]
    assert given_out == sorted(set(given_out))


def test_times_are_written_as_mastodon_does() -> None:
    assert iso(1_785_592_196_578) == "2026-08-01T13:49:56.578Z"
