"""Commands for reading: the timeline and the thread."""

from outtray.base.translation import gettext as _
from outtray.commands.command import Command

OPEN = Command("reading.open", ("enter",), _("Open"), _("Open the thread of the selected post."))
BACK = Command("reading.back", ("escape",), _("Back"), _("Go back to where you came from."), show=True)
COMPOSE = Command("reading.compose", ("c",), _("Compose"), _("Write a new post; it will be held."), show=True)
REPLY = Command(
    "reading.reply", ("r",), _("Reply"), _("Answer the selected post; it will be held."), show=True
)
BOOST = Command(
    "reading.boost",
    ("b",),
    _("Boost"),
    _("Pass the selected post on; reviewed as your own words, and held. On your own boost: take it back."),
)
FAVOURITE = Command(
    "reading.favourite",
    ("f",),
    _("Favourite"),
    _("Favourite the selected post; reviewed first. On a favourite: take it back."),
)
EDIT = Command("reading.edit", ("e",), _("Edit"), _("Change a post of your own; the change is held."))
QUOTE = Command(
    "reading.quote", ("Q",), _("Quote"), _("Write a post that shows the selected one below your own words.")
)
REDRAFT = Command(
    "reading.redraft",
    ("E",),
    _("Redraft"),
    _("Write a post of your own anew; the old one is deleted once the other is sent."),
)
OWN_PROFILE = Command(
    "reading.own-profile",
    ("M",),
    _("Own profile"),
    _("Change your name, bio, fields and pictures; it is held."),
)
DELETE = Command("reading.delete", ("D",), _("Delete"), _("Delete a post of your own; asks first."))
BOOKMARK = Command("reading.bookmark", ("m",), _("Bookmark"), _("Keep the selected post for yourself."))
EXPAND = Command(
    "reading.expand",
    ("x",),
    _("Show"),
    _("Show or hide what is behind a content warning or sensitive media."),
)
LINKS = Command(
    "reading.open-link", ("o",), _("Links"), _("Open a link, a person or a hashtag of the selected post.")
)
NEW = Command("reading.newest", ("g", "home"), _("Newest"), _("Go to the newest post and show what came in."))
OLDEST = Command(
    "reading.oldest", ("G", "end"), _("Oldest"), _("Go to the oldest post loaded; more will load.")
)
REFRESH = Command("reading.refresh", ("f5", "ctrl+r"), _("Refresh"), _("Ask the server for newer posts."))
HOME = Command("reading.home", ("1",), _("Home"), _("Home timeline: whom you follow."))
LOCAL = Command("reading.local", ("2",), _("Local"), _("Public posts of this server."))
FEDERATED = Command("reading.federated", ("3",), _("Federated"), _("Public posts this server knows of."))
BOOKMARKS = Command("reading.bookmarks", ("4",), _("Bookmarks"), _("Posts you keep for yourself."))
FAVOURITES = Command("reading.favourites", ("5",), _("Favourites"), _("Posts you favourited."))
TRENDING = Command("reading.trending", ("6",), _("Trending"), _("Posts many read at the moment."))
LEFT = Command("reading.left", ("h", "left"), _("Left"), _("Go to the column at the left."))
RIGHT = Command(
    "reading.right", ("l", "right"), _("Right"), _("Go to the column at the right, or to what is opened.")
)
COLUMN = Command(
    "reading.column",
    ("C",),
    _("Column"),
    _("Open another timeline beside this one, close it, or leave out boosts or replies."),
)
OUT_TRAY = Command(
    "reading.out-tray", ("O",), _("Out-tray"), _("See what is held and how long it still cools."), show=True
)
NEXT_READY = Command(
    "reading.next-ready",
    ("full_stop",),
    _("Look"),
    _("Take the second look at the next act that is ready."),
    show=True,
)
REGISTER = Command(
    "reading.register", ("R",), _("Register"), _("See all that was held, sent, changed and dropped.")
)
LESSONS = Command("reading.lessons", ("L",), _("Lessons"), _("See what review did for your posts."))
SETTINGS = Command(
    "reading.settings",
    ("comma",),
    _("Settings"),
    _("Change how the program works, and try it before you save."),
)
DRAFTS = Command("reading.drafts", ("d",), _("Drafts"), _("Go on with a parked draft."))

PROFILE = Command(
    "reading.profile", ("p",), _("Profile"), _("See who wrote the selected post, and what else they wrote.")
)
NEXT_PART = Command(
    "reading.next-part",
    ("right_square_bracket",),
    _("Next part"),
    _("In a profile or a search: turn to its next part."),
)
PREVIOUS_PART = Command(
    "reading.previous-part",
    ("left_square_bracket",),
    _("Previous part"),
    _("In a profile or a search: turn to the part before."),
)
ACTIONS = Command(
    "reading.actions",
    ("a",),
    _("Actions"),
    _("Everything that can be done with the selected post or person."),
)
FOLLOW = Command(
    "reading.follow", ("F",), _("Follow"), _("Follow who is selected; reviewed first. Or follow no longer.")
)

SEARCH = Command(
    "reading.search",
    ("slash",),
    _("Search"),
    _("Find people, hashtags and posts, here and on the server; or open an address here."),
    # Before the keys that follow are handed to anything: they are letters of the search already.
    priority=True,
)

MEDIA = Command(
    "reading.media",
    ("v",),
    _("Media"),
    _("Look at the media of the selected post: their alt texts, and the files outside."),
)
VOTE = Command("reading.vote", ("V",), _("Vote"), _("Vote in the poll of the selected post."))
TRANSLATE = Command(
    "reading.translate", ("T",), _("Translate"), _("Have the server translate the selected post.")
)
COPY_LINK = Command(
    "reading.copy-link", ("y",), _("Copy address"), _("Copy the address of the selected post.")
)
COPY_TEXT = Command("reading.copy-text", ("Y",), _("Copy text"), _("Copy the words of the selected post."))
FOLD = Command(
    "reading.fold",
    ("z",),
    _("Fold"),
    _("In a thread: fold the answers to the selected post away, or show them."),
)
PARENT = Command("reading.parent", ("P",), _("Parent"), _("Go to the post the selected one answers."))
CAME_FROM = Command(
    "reading.came-from",
    ("backspace",),
    _("Came from"),
    _("In a thread: go back to the answer you jumped to the parent from; it is marked."),
)

NOTIFICATIONS = Command(
    "reading.notifications",
    ("n",),
    _("Notifications"),
    _("See what happened to you: answers, mentions, boosts, followers, and who asks to follow."),
)
ACCOUNT = Command(
    "reading.accounts", ("u",), _("Accounts"), _("Let another account act, log in to one, or log out.")
)
LOG_IN_AGAIN = Command(
    "reading.log-in-again",
    ("U",),
    _("Log in again"),
    _("Log in to this account again, after its login has ended; what is held and drafted stays."),
)

GOING = (OPEN, BACK, NEXT_PART, PREVIOUS_PART)
MOVING = (NEW, OLDEST)
COLUMNS = (HOME, LOCAL, FEDERATED, BOOKMARKS, FAVOURITES, TRENDING, LEFT, RIGHT)
MARKS = (BOOKMARK, EXPAND, LINKS)
ACTS = (
    COMPOSE, REPLY, QUOTE, BOOST, FAVOURITE, EDIT, REDRAFT, DELETE, OWN_PROFILE,
    OUT_TRAY, NEXT_READY, DRAFTS,
)  # fmt: skip

DOCTOR = Command(
    "reading.doctor",
    (),
    _("Doctor"),
    _("Check terminal, files, keyring and servers; the report is safe to paste."),
)
MODERATION = Command(
    "reading.moderation",
    (),
    _("Muted and blocked"),
    _("See whom you muted or blocked, accounts and whole servers, and take it back."),
)
LISTS = Command(
    "reading.lists",
    (),
    _("Lists and hashtags"),
    _("Make, rename and delete lists, see who is on them, follow hashtags."),
)
FILTERS = Command(
    "reading.filters",
    (),
    _("Filters"),
    _("See and change what the server hides from you, or puts behind a warning."),
)
CLEAR_CACHE = Command(
    "reading.clear-cache",
    (),
    _("Clear the cache"),
    _("Forget what was read here: posts and their files, of every account; asks first."),
)
ANNOUNCEMENTS = Command(
    "reading.announcements",
    (),
    _("Announcements"),
    _("Read what the people who run the server tell everybody."),
)
NOTICE_POLICY = Command(
    "reading.notice-policy",
    (),
    _("Whose notifications"),
    _("Choose whose notifications are shown, set aside or dropped, and look at what was set aside."),
)
UPKEEP = (MODERATION, LISTS, FILTERS, CLEAR_CACHE)
NOTICES = (NOTIFICATIONS, NOTICE_POLICY)
ACCOUNTS = (ACCOUNT, LOG_IN_AGAIN)
PROFILES = (PROFILE,)
SEARCHING = (SEARCH,)
PEOPLE = (FOLLOW,)
VIEWING = (MEDIA,)
POSTS = (VOTE, TRANSLATE, COPY_LINK, COPY_TEXT)
THREADS = (FOLD, PARENT, CAME_FROM)

RECORDS = (REGISTER, LESSONS)
PREFERENCES = (SETTINGS,)
READING = (
    *GOING, ACTIONS, *SEARCHING, *ACTS, *RECORDS, *PREFERENCES, *MARKS, *MOVING, REFRESH,
    *COLUMNS, COLUMN, *PROFILES, *PEOPLE, *VIEWING, *POSTS, *THREADS,
    *NOTICES, ANNOUNCEMENTS, *ACCOUNTS, *UPKEEP, DOCTOR,
)  # fmt: skip
