"""A newspaper cutting as lines of content, for any width from 20 cells up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from textual.content import Content

from outtray.base.sanitise import sanitise
from outtray.widgets.desk.disclaimer import disclaimers
from outtray.widgets.desk.mastheads import masthead, printed_date
from outtray.widgets.desk.values import ProfileLine
from outtray.widgets.icons import Icons
from outtray.widgets.text import printable
from outtray_rules.headline.model import Headline

PAPER = "$ot-paper-ink on $ot-paper"
QUIET = "$ot-paper-muted on $ot-paper"
RULE = "$ot-paper-rule on $ot-paper"

_TWO_COLUMNS_FROM = 62
_HEADLINE_WIDEST = 44
_QUOTE_LONGEST = 140


@dataclass(frozen=True, slots=True)
class Story:
    """What is printed: a headline, the words it lifts from the draft, the author's profile, the day."""

    headline: Headline
    text: str
    profile: ProfileLine
    day: date

    @property
    def lifted(self) -> tuple[str, ...]:
        """The words of the draft that the headline quotes, each once, in order."""
        words = (
            sanitise(self.text[start:end], single_line=True).strip() for start, end in self.headline.quotes
        )
        return tuple(dict.fromkeys(word for word in words if word))


def clipping(story: Story, width: int, icons: Icons) -> list[Content]:
    """The cutting, each line exactly ``width`` cells wide: masthead, date, headline, deck, profile."""
    inner = max(width - 4, 8)
    lines = [_centred(_masthead(story, inner), inner, f"bold {PAPER}")]
    lines.append(Content.styled(icons.double_rule * inner, RULE))
    lines += _dateline(story, inner)
    lines.append(Content.styled(icons.light_rule * inner, RULE))
    lines += _columns(story, inner, icons) if width >= _TWO_COLUMNS_FROM else _one_column(story, inner, icons)
    sheet = [_on_paper(line, inner, width) for line in lines]
    if not icons.ascii_only:
        sheet.append(_torn_edge(width, icons))
    return sheet


def _masthead(story: Story, inner: int) -> str:
    name = masthead(story.headline.outlet, story.headline.lang).upper()
    spaced = "   ".join(" ".join(word) for word in name.split())
    return spaced if len(spaced) <= inner else name


def _dateline(story: Story, inner: int) -> list[Content]:
    return [_centred(printed_date(story.day, story.headline.lang), inner, QUIET)]


def _one_column(story: Story, inner: int, icons: Icons) -> list[Content]:
    lines = _headline(story, inner, icons)
    lines += _deck(story, inner, icons)
    profile = _profile(story, inner, icons)
    if profile:
        lines.append(Content.styled(icons.light_rule * inner, RULE))
        lines += profile
    return lines


def _columns(story: Story, inner: int, icons: Icons) -> list[Content]:
    """The headline as the wide column of a page, the profile beside it as the narrow one."""
    left_width = min(_HEADLINE_WIDEST, (inner - 3) * 3 // 5)
    right_width = inner - 3 - left_width
    left = _headline(story, left_width, icons) + _deck(story, left_width, icons)
    right = _profile(story, right_width, icons)
    if not right:
        return _headline(story, inner, icons) + _deck(story, inner, icons)
    rows: list[Content] = []
    for row in range(max(len(left), len(right))):
        first = left[row] if row < len(left) else Content("")
        second = right[row] if row < len(right) else Content("")
        gap = " " * (left_width - first.cell_length)
        rows.append(Content.assemble(first, (gap, PAPER), (f" {icons.bar} ", RULE), second))
    return rows


def _headline(story: Story, width: int, icons: Icons) -> list[Content]:
    text = printable(sanitise(story.headline.text, single_line=True), icons)
    return Content.styled(text, f"bold {PAPER}").wrap(width)


def _deck(story: Story, width: int, icons: Icons) -> list[Content]:
    if not story.lifted:
        return []
    if story.headline.lang == "fr" and not icons.ascii_only:
        quoted = [f"« {words} »" for words in story.lifted]
    else:
        quoted = [f"{icons.open_quote}{words}{icons.close_quote}" for words in story.lifted]
    deck = sanitise(f" {icons.dot} ".join(quoted), single_line=True, limit=_QUOTE_LONGEST)
    return [Content(""), *Content.styled(deck, f"italic {QUIET}").wrap(width)]


def _profile(story: Story, width: int, icons: Icons) -> list[Content]:
    acct = sanitise(story.profile.acct, single_line=True)
    bio = sanitise(story.profile.bio, single_line=True, limit=160)
    lines: list[Content] = []
    if acct:
        lines += Content.styled(f"@{acct}", f"bold {QUIET}").wrap(width)
    if bio:
        lines += _with_disclaimer_struck(bio, icons).wrap(width)
    return lines


def _with_disclaimer_struck(bio: str, icons: Icons) -> Content:
    parts: list[tuple[str, str]] = []
    position = 0
    for start, end in disclaimers(bio):
        struck = bio[start:end]
        # Strike-through is lost in plain ASCII terminals; dashes there say the same.
        parts += [
            (bio[position:start], QUIET),
            (f"--{struck}--" if icons.ascii_only else struck, f"strike {QUIET}"),
        ]
        position = end
    parts.append((bio[position:], QUIET))
    return Content.assemble(*(part for part in parts if part[0]))


def _centred(text: str, width: int, style: str) -> Content:
    content = Content.styled(text, style)
    if content.cell_length > width:
        return content.truncate(width)
    return Content.assemble((" " * ((width - content.cell_length) // 2), PAPER), content)


def _on_paper(line: Content, inner: int, width: int) -> Content:
    left = (width - inner) // 2
    right = width - left - line.cell_length
    return Content.assemble((" " * left, PAPER), line, (" " * max(right, 0), PAPER))


# How far each strip of the lower edge was torn: the pattern repeats, and no two neighbours are alike.
_TEAR: Sequence[int] = (7, 1, 4, 2, 9, 1, 3, 1, 6, 2, 5, 1)


def _torn_edge(width: int, icons: Icons) -> Content:
    edge = ""
    turn = 0
    while len(edge) < width:
        length = _TEAR[turn % len(_TEAR)]
        edge += (icons.torn if turn % 2 == 0 else " ") * length
        turn += 1
    return Content.styled(edge[:width], "$ot-paper")
