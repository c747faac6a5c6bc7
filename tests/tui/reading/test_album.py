"""Small pictures among the posts: drawn where they may be, asked for once, never moving what is read."""

from __future__ import annotations

import pytest

from outtray.base.drawing import Small
from outtray.mastodon.models import MediaAttachment
from outtray.widgets.timeline import messages
from outtray.widgets.timeline.album import Album, to_draw
from outtray.widgets.timeline.attachments import draw_picture
from outtray.widgets.timeline.pieces import Target, TargetKind, line_cells
from reading_town import ADA, BRUNO, ReadingApp, post

TARGET = Target(TargetKind.MEDIA, "0")


def picture(width: int, height: int) -> Small:
    """A picture in which no two pixels are alike."""
    return Small(width, height, bytes(number % 251 for number in range(width * height * 3)))


def medium(number: int, kind: str = "image") -> MediaAttachment:
    """A medium with a small version."""
    return MediaAttachment(id=f"m{number}", type=kind, preview_url=f"https://files.example/{number}")


@pytest.mark.parametrize(("width", "height"), [(1, 1), (36, 18), (36, 17), (200, 2)])
def test_two_pixels_share_a_cell_and_no_line_is_too_wide(width: int, height: int) -> None:
    lines = list(draw_picture(picture(width, height), 40, TARGET))
    assert len(lines) == (height + 1) // 2
    for line in lines:
        assert line_cells(line) == min(width, 38) + 2
        assert {piece.text.strip("▀") for piece in line[1:]} == {""}
        assert all(piece.target == TARGET for piece in line[1:])
    small = picture(2, 2)
    [line] = draw_picture(small, 40, TARGET)
    assert line[1].tint == ((0, 1, 2), (6, 7, 8))


def test_pixels_alike_are_one_piece() -> None:
    [line] = draw_picture(Small(30, 2, bytes(30 * 2 * 3)), 40, TARGET)
    assert len(line) == 2


def test_what_is_hidden_or_no_picture_is_not_drawn() -> None:
    shown = post(1, media_attachments=(medium(1), medium(2, "audio"), medium(3, "video")))
    assert [one.id for one in to_draw(shown, expanded=False, media_shown=False)] == ["m1", "m3"]
    hidden = post(2, sensitive=True, media_attachments=(medium(1),))
    assert to_draw(hidden, expanded=True, media_shown=False) == ()
    assert len(to_draw(hidden, expanded=False, media_shown=True)) == 1
    warned = post(3, spoiler_text="Spiders", media_attachments=(medium(1),))
    assert to_draw(warned, expanded=False, media_shown=True) == ()
    assert len(to_draw(warned, expanded=True, media_shown=False)) == 1


def test_an_album_asks_once_and_the_oldest_picture_makes_room() -> None:
    album = Album()
    media = (medium(1), medium(2))
    assert album.ask(media) == media
    assert album.ask(media) == ()
    album.forget(media[:1])
    assert album.ask(media) == media[:1]
    for number in range(300):
        album.put(f"m{number}", picture(1, 1))
    assert album.of("m1") is None
    assert album.of("m299") is not None
    assert album.ask(media) == media


async def test_a_picture_that_comes_leaves_the_chosen_post_on_its_row() -> None:
    app = ReadingApp()
    async with app.run_test(size=(80, 24)) as pilot:
        view = app.view
        view.album = Album()
        posts = [post(50, ADA, media_attachments=(medium(5),)), *(post(n, BRUNO) for n in range(49, 20, -1))]
        view.replace(posts, more=False)
        view.select("48")
        await pilot.pause()
        wanted = [said for said in app.said if isinstance(said, messages.PicturesWanted)]
        assert [(one.entry_id, one.media[0].id) for one in wanted] == [("50", "m5")]
        index = view.selected_index
        assert index is not None
        before, whole = view.row_of(index), view.virtual_size.height
        view.album.put("m5", picture(36, 18))
        view.show_picture("50")
        await pilot.pause()
        assert view.virtual_size.height == whole + 9
        assert view.row_of(index) == before
        view.scroll_by(-99)
        await pilot.pause()
        rows = [row.strip.text for row in map(view.row_at, range(24)) if row is not None]
        assert sum("▀" * 36 in row for row in rows) == 9
        view.show_picture("no-such-post")
        assert [said for said in app.said if isinstance(said, messages.PicturesWanted)] == wanted
