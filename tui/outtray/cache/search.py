"""Searching what was seen: the words of every stored status, found without a network.

Full-text search of SQLite (https://www.sqlite.org/fts5.html). Scripts written without spaces are indexed
letter by letter, so that any run of letters in them is found.
"""

from __future__ import annotations

import re
import sqlite3
from typing import Final

from outtray.base.sanitise import sanitise
from outtray.mastodon.models import Status

_LONGEST: Final = 20_000
_MOST_TERMS: Final = 16

# Kana, ideographs, Thai, Lao, Khmer and Burmese letters.
_UNSPACED = re.compile(
    "([\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u1000-\u109f\u1780-\u17d3\u3041-\u30ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff])"
)
_TERM = re.compile(r'(?P<field>from:|has:)?(?P<words>"[^"]*"?|\S+)')
_MARKED: Final = {"media": "hasmedia", "poll": "haspoll", "link": "haslink", "quote": "hasquote"}


def index(connection: sqlite3.Connection, number: int, status: Status) -> None:
    """Note the words of a status under its row number, in place of those noted before."""
    connection.execute("DELETE FROM words WHERE rowid = ?", (number,))
    body, author, marks = _words(status)
    if body or marks:
        connection.execute(
            "INSERT INTO words (rowid, body, author, marks) VALUES (?, ?, ?, ?)",
            (number, body, author, marks),
        )


def find(connection: sqlite3.Connection, account: int, typed: str, limit: int) -> list[sqlite3.Row]:
    """Rows of statuses that hold every word typed, the newest first; none where nothing was asked."""
    asked = expression(typed)
    if not asked:
        return []
    return connection.execute(
        """
        SELECT statuses.json AS own, NULL AS boosted FROM words
        JOIN statuses ON statuses.number = words.rowid
        WHERE words MATCH ? AND statuses.account = ?
        ORDER BY statuses.created_at DESC, statuses.number DESC LIMIT ?
        """,
        (asked, account, limit),
    ).fetchall()


def expression(typed: str) -> str:
    """What a person typed as a question to the index; "" when there is nothing to look for.

    Every word must be there; "quoted words" must stand together; the last word may be only begun;
    `from:name` looks at the author; `has:media`, `has:poll`, `has:link` and `has:quote` at what is attached.
    Nothing typed can be read as an operator.
    """
    terms: list[str] = []
    asked = list(_TERM.finditer(sanitise(typed, single_line=True)))[:_MOST_TERMS]
    last = asked[-1] if asked else None
    for found in asked:
        words = found["words"]
        quoted = words.startswith('"')
        text = _spaced(words.strip('"')).strip()
        if not re.search(r"\w", text):
            continue
        field = found["field"]
        if field == "has:" and text in _MARKED:
            terms.append(f'marks : "{_MARKED[text]}"')
            continue
        phrase = '"{}"'.format(text.replace('"', " "))
        if field == "from:":
            terms.append(f"author : {phrase} *")
        elif field:
            terms.append(f'{{body author}} : "has {text}"')
        elif quoted or found is not last:
            terms.append(f"{{body author}} : {phrase}")
        else:
            terms.append(f"{{body author}} : {phrase} *")
    return " AND ".join(terms)


def _words(status: Status) -> tuple[str, str, str]:
    # Reading HTML is not needed for the first frame.
    from outtray.mastodon.content import parse, plain_text

    marks = []
    if status.media_attachments:
        marks.append(_MARKED["media"])
    if status.poll is not None:
        marks.append(_MARKED["poll"])
    if status.card is not None:
        marks.append(_MARKED["link"])
    if status.quote is not None:
        marks.append(_MARKED["quote"])
    texts = [
        status.spoiler_text,
        plain_text(parse(status.content)),
        *[medium.description or "" for medium in status.media_attachments],
        *([option.title for option in status.poll.options] if status.poll is not None else []),
        status.card.title if status.card is not None else "",
    ]
    body = _spaced("\n".join([text for text in texts if text])[:_LONGEST])
    return body, _spaced(f"{status.account.acct} {status.account.display_name}"), " ".join(marks)


def _spaced(text: str) -> str:
    return text if text.isascii() else _UNSPACED.sub(r" \1 ", text)
