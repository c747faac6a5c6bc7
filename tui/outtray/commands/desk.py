"""Commands of the desk, where a draft is written and reviewed."""

from outtray.base.translation import gettext as _
from outtray.commands.command import Command

HOLD = Command(
    "desk.hold",
    ("f5", "ctrl+enter"),
    _("Hold"),
    _("Put this in the out-tray: it cools, then you look again and send it."),
    show=True,
    priority=True,
)
ACKNOWLEDGE = Command(
    "desk.acknowledge",
    ("f6",),
    _("Answer"),
    _("Say of the finding in view: I have read it and mean to go on. A block asks for a reason."),
    show=True,
    priority=True,
)
PREVIOUS_FINDING = Command(
    "desk.previous-finding", ("f7",), _("Previous"), _("Go to the finding before this one."), priority=True
)
NEXT_FINDING = Command(
    "desk.next-finding",
    ("f8",),
    _("Next"),
    _("Go to the finding after this one."),
    priority=True,
)
REWRITE = Command(
    "desk.rewrite",
    ("f3",),
    _("Reword"),
    _("Put the words suggested for the finding in view into the text; ^Z takes that back."),
    priority=True,
)
HEADLINES = Command(
    "desk.headlines",
    ("f9",),
    _("Headline"),
    _("See the post in the next newspaper."),
    show=True,
    priority=True,
)
THREAD = Command(
    "desk.thread",
    ("ctrl+t",),
    _("Thread"),
    _("Cut the text into the posts of a thread and see them before they are held; a line --- ends a part."),
    priority=True,
)
OPTIONS = Command(
    "desk.options",
    ("ctrl+o",),
    _("Options"),
    _("Audience, language, content warning and media."),
    show=True,
    priority=True,
)
MEDIA = Command(
    "desk.media",
    ("ctrl+g",),
    _("Media"),
    _("Attach pictures, films or sounds; describe them, put them in order, take them off."),
    priority=True,
)
POLL = Command(
    "desk.poll", ("ctrl+b",), _("Poll"), _("Ask the readers: a poll with this post."), priority=True
)
EMOJI = Command(
    "desk.emoji",
    ("ctrl+s",),
    _("Emoji"),
    _("Choose an emoji; while typing, a colon and the beginning of its name do the same."),
    priority=True,
)
EDITOR = Command(
    "desk.editor", ("f4",), _("Editor"), _("Write this text in your own editor ($EDITOR)."), priority=True
)
COPY = Command(
    "desk.copy", ("f2",), _("Copy"), _("Copy the whole text, to keep it somewhere else."), priority=True
)
PARK = Command(
    "desk.park",
    ("escape",),
    _("Park"),
    _("Leave the desk; what is written is kept among the drafts."),
    show=True,
    priority=True,
)

REVIEWING = (ACKNOWLEDGE, PREVIOUS_FINDING, NEXT_FINDING, REWRITE, HEADLINES)
KEEPING = (COPY, PARK)
CHOOSING = (OPTIONS, MEDIA, POLL, EDITOR)
COMPLETING = (EMOJI,)
HOLDING = (HOLD, THREAD)

DESK = (
    HOLD, ACKNOWLEDGE, PREVIOUS_FINDING, NEXT_FINDING, REWRITE, HEADLINES,
    THREAD, OPTIONS, MEDIA, POLL, EMOJI, EDITOR, COPY, PARK,
)  # fmt: skip
