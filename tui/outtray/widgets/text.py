"""How foreign words enter a widget: as content, never as markup, and never with a control in them."""

from __future__ import annotations

from textual.content import Content

from outtray.base.sanitise import sanitise
from outtray.widgets.icons import Icons

_TYPEWRITER = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-", "…": "...", "·": "-"}
    | {"\u00a0": " ", "\u202f": " ", "•": "*", "→": ">", "×": "x"}
)


def printable(text: str, icons: Icons) -> str:
    """Our own typography as the terminal can print it: a typewriter's quotes and dashes in ASCII.

    For headlines and the texts of rules; what a person wrote is never changed.
    """
    return text.translate(_TYPEWRITER) if icons.ascii_only else text


def line(text: str, style: str = "") -> Content:
    """One line of somebody's words. Models are sanitised already; a widget does not rely on it."""
    return Content.styled(sanitise(text, single_line=True), style)


def block(text: str, style: str = "") -> Content:
    """Somebody's words with their line breaks."""
    return Content.styled(sanitise(text), style)


def cut(text: str, width: int, ellipsis: str) -> Content:
    """One line of somebody's words, no wider than ``width`` cells."""
    content = line(text)
    if content.cell_length <= width:
        return content
    room = max(width - len(ellipsis), 0)
    return content.truncate(room).append(ellipsis) if room else content.truncate(max(width, 0))


def short_address(url: str, ellipsis: str, longest: int = 40) -> str:
    """A web address as a person names it: its host, always whole, and where in it the page is.

    A long path is left out from its middle; the host is never cut, because it says whose page this is.
    """
    address = url.removeprefix("https://").removeprefix("www.")
    if len(address) <= longest:
        return address
    host, _, path = address.partition("/")
    last = path.rstrip("/").rpartition("/")[2]
    room = max(longest - len(host) - 4, 0)
    return f"{host}/{ellipsis}/{last}" if len(last) <= room else f"{host}/{ellipsis}/{last[:room]}{ellipsis}"


def below(words: Content, indent: int, width: int) -> Content:
    """These words from the next line on, each of their lines so far in, in this many columns altogether."""
    lines = words.wrap(max(width - indent, 8))
    return Content("").join([Content.assemble("\n" + " " * indent, piece) for piece in lines])
