"""The HTML of a post becomes blocks and runs, whatever it is."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import recordings
from outtray.mastodon.content import Block, Document, Run, parse, plain_text, safe_link

TAGS = [
    *(
        "<p>",
        "</p>",
        "<br>",
        "<ul>",
        "<ol>",
        "<li>",
        "</li>",
        "</ul>",
        "</ol>",
        "<blockquote>",
        "</blockquote>",
    ),
    *(
        "<pre>",
        "</pre>",
        "<code>",
        "</code>",
        "<a>",
        "</a>",
        "<b>",
        "</i>",
        "<span>",
        "</span>",
        "<ruby>",
        "<rt>",
    ),
    *("</rt>", "<script>", "</script>", "<", ">", "&", "&#27;", "&#8238;", "&lt"),
]


def shape(html: str) -> list[tuple[str, int, str, str]]:
    return [
        (block.kind, block.depth, block.marker, "".join(run.text for run in block.runs))
        for block in parse(html).blocks
    ]


def only_run(html: str) -> Run:
    (block,) = parse(html).blocks
    (run,) = block.runs
    return run


def test_paragraphs_and_line_breaks() -> None:
    assert shape("<p>One<br>two<br />three</p><p>four</p>") == [
        ("paragraph", 0, "", "One\ntwo\nthree"),
        ("paragraph", 0, "", "four"),
    ]


def test_spaces_and_line_ends_of_the_source_are_one_space() -> None:
    assert shape("<p>\n  a \n b<br>\n c </p>\n\n") == [("paragraph", 0, "", "a b\nc")]


def test_lists_keep_their_nesting_numbers_and_following_paragraphs() -> None:
    html = "<ul><li>a<ol start='3'><li>b</li><li>c</li></ol></li><li><p>d</p><p>e</p></li></ul><p>f</p>"
    assert shape(html) == [
        ("item", 1, "•", "a"),
        ("item", 2, "3.", "b"),
        ("item", 2, "4.", "c"),
        ("item", 1, "•", "d"),
        ("item", 1, "", "e"),
        ("paragraph", 0, "", "f"),
    ]


def test_quotes_nest() -> None:
    html = "<blockquote>a<blockquote><p>b</p></blockquote>c</blockquote>d"
    assert shape(html) == [
        ("quote", 1, "", "a"),
        ("quote", 2, "", "b"),
        ("quote", 1, "", "c"),
        ("paragraph", 0, "", "d"),
    ]


def test_code_blocks_keep_spaces_and_lines_and_inline_code_is_a_run() -> None:
    assert shape("<pre><code>if x:\n    y &lt; 1\n</code></pre>") == [("code", 0, "", "if x:\n    y < 1")]
    assert parse("<p>run <code>make</code></p>").blocks[0].runs == (Run("run "), Run("make", "code"))


def test_strong_emphasis_and_headings() -> None:
    assert parse("<h2>T</h2><p><b>a</b><em>b</em><u>c</u></p>").blocks == (
        Block(runs=(Run("T", "strong"),)),
        Block(runs=(Run("a", "strong"), Run("b", "emphasis"), Run("c"))),
    )


def test_ruby_is_read_in_brackets_once() -> None:
    assert shape("<ruby>漢<rt>kan</rt></ruby>") == [("paragraph", 0, "", "漢(kan)")]
    assert shape("<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>") == [("paragraph", 0, "", "漢(kan)")]


def test_a_long_address_is_shown_short_and_read_in_full() -> None:
    html = (
        '<a href="https://www.harbour.example/tides/2026/march?full=1">'
        '<span class="invisible">https://www.</span><span class="ellipsis">harbour.example/tides/2026</span>'
        '<span class="invisible">/march?full=1</span></a>'
    )
    run = only_run(html)
    assert run.text == "harbour.example/tides/2026…"
    assert run.href == "https://www.harbour.example/tides/2026/march?full=1"
    assert (run.kind, run.host, run.disguised) == ("link", "www.harbour.example", False)
    assert plain_text(parse(html)) == "https://www.harbour.example/tides/2026/march?full=1"


def test_mentions_and_hashtags_of_each_kind_of_server() -> None:
    mastodon = '<a href="https://h.example/@odile" class="u-url mention">@<span>odile</span></a>'
    tag = '<a href="https://h.example/tags/Tide" class="mention hashtag" rel="tag">#<span>Tide</span></a>'
    akkoma = '<a class="hashtag" data-tag="tide" href="https://s.example/tag/tide">#tide</a>'
    assert only_run(mastodon) == Run("@odile", "mention", "https://h.example/@odile", "h.example")
    assert only_run(tag) == Run("#Tide", "hashtag", "https://h.example/tags/Tide", "h.example")
    assert only_run(akkoma).kind == "hashtag"


def test_a_link_that_only_claims_to_be_a_mention_is_a_link() -> None:
    assert only_run('<a class="mention" href="https://evil.example">your bank</a>').kind == "link"


@pytest.mark.parametrize(
    ("href", "text", "host"),
    [
        ("https://evil.example/", "https://bank.example", "evil.example"),
        ("https://bank.example@evil.example/", "bank.example", "evil.example"),
        ("https://bank.example.evil.example/", "bank.example", "bank.example.evil.example"),
        ("https://bаnk.example/", "bаnk.example", "xn--bnk-6cd.example"),
        ("https://evil.example/", "click", "evil.example"),
    ],
)
def test_a_link_whose_words_show_another_place_is_marked(href: str, text: str, host: str) -> None:
    run = only_run(f'<a href="{href}">{text}</a>')
    assert (run.host, run.disguised) == (host, True)
    assert run.href in plain_text(Document((Block(runs=(run,)),)))


def test_hidden_words_cannot_pretend_another_host() -> None:
    run = only_run(
        '<a href="https://evil.example"><span class="invisible">https://evil.example/</span>bank.example</a>'
    )
    assert run.host == "evil.example"
    assert run.text == "bank.example"
    assert run.disguised


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//evil.example",
        "/local",
        "https://",
        "https:///x",
        "https://[::1",
        "https://host:port/",
        "http:\\\\evil.example",
        "ftp://h.example",
        "https://h.example/" + "x" * 2_048,
        "",
    ],
)
def test_only_web_addresses_are_links(href: str) -> None:
    assert only_run(f'<a href="{href}">words</a>') == Run("words")


def test_control_characters_in_an_address_are_removed() -> None:
    assert safe_link("https://h.example/\x1b[2J\u202e") == ("https://h.example/[2J", "h.example")


def test_entities_are_read_and_what_they_spell_is_cleaned() -> None:
    assert shape("&lt;p&gt; &amp;amp; &eacute; &#x1F389;&#27;[31m&#x9b;2J&#8238;") == [
        ("paragraph", 0, "", "<p> &amp; é 🎉[31m›2J")
    ]


def test_scripts_styles_and_frames_are_left_out() -> None:
    assert shape("a<script>alert(1)</script><style>p{}</style><iframe src='x'>b</iframe>c") == [
        ("paragraph", 0, "", "ac")
    ]


def test_a_picture_is_read_by_its_words() -> None:
    assert shape('hi <img src="x" alt=":anchor:" class="emoji">!') == [("paragraph", 0, "", "hi :anchor:!")]


def test_shortcodes_stay_text() -> None:
    assert only_run("<p>:anchor: :x:</p>") == Run(":anchor: :x:")


def test_the_line_written_for_clients_without_quotes_can_be_left_out() -> None:
    html = '<p class="quote-inline">RE: <a href="https://h.example/1">https://h.example/1</a></p><p>mine</p>'
    assert plain_text(parse(html, hide_quote_fallback=True)) == "mine"
    assert plain_text(parse(html)) == "RE: https://h.example/1\n\nmine"


@pytest.mark.parametrize(
    "html",
    ["", " ", "<p></p>", "<p> <br> </p>", "<!-- x -->", "<p>\u200b</p>", "<a href='https://h.example'></a>"],
)
def test_an_empty_post_has_no_blocks(html: str) -> None:
    assert parse(html) == Document()


def test_text_that_is_no_html_is_kept() -> None:
    assert shape("3 < 4 > 2 & so on <3") == [("paragraph", 0, "", "3 < 4 > 2 & so on <3")]


def test_plain_text_of_everything() -> None:
    html = "<p>a</p><ul><li>b<ul><li>c</li></ul></li></ul><blockquote>d<br>e</blockquote><pre>f</pre>"
    assert plain_text(parse(html)) == "a\n\n• b\n  • c\n\n> d\n> e\n\nf"


def test_every_link_is_listed_in_reading_order() -> None:
    document = parse('<a href="https://b.example">b</a><p><a href="https://a.example">a</a></p>')
    assert [run.host for run in document.links] == ["b.example", "a.example"]


@recordings.needs_recordings
def test_every_recorded_post_is_read() -> None:
    posts = [status["content"] for status in recordings.statuses() if status.get("content")]
    assert len(posts) > 200
    for html in posts:
        document = parse(html)
        assert document.blocks
        assert "<p>" not in plain_text(document)


@settings(max_examples=500, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(TAGS),
            st.just('<a href="https://h.example" class="mention">'),
            st.just('<span class="invisible">'),
            st.text(max_size=4),
        ),
        max_size=30,
    )
)
def test_any_soup_of_tags_is_read_and_clean(parts: list[str]) -> None:
    document = parse("".join(parts))
    for block in document.blocks:
        assert block.runs
        for run in block.runs:
            assert run.text
            assert not set(run.text) & set("\x1b\x9b\u202e\r")
            assert not run.href or run.href.startswith("https://h.example")
    plain_text(document).encode("utf-8")


@pytest.mark.parametrize(
    "html",
    [
        "<b>" * 60_000 + "</i>" * 60_000,
        "<ul><li>" * 25_000 + "x",
        "<blockquote>" * 20_000 + "x",
        '<a href="' * 20_000,
        "<" * 200_000,
        "<!--" * 50_000,
        "&" * 200_000,
        "<p>a" * 50_000,
        "<a class='" * 20_000 + ">",
        "x" * 10_000_000,
        "<span class=ellipsis>a" * 9_000,
    ],
    ids=lambda html: html[:12],
)
def test_hostile_length_and_depth_cost_time_in_proportion_only(html: str) -> None:
    started = time.perf_counter()
    parse(html)
    assert time.perf_counter() - started < 3  # each takes under 0.3 s; a square would take minutes
