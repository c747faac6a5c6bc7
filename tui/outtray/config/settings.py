"""The user's settings as typed values: each is declared once, with its default and what it means."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal

from msgspec import Meta, Struct, field
from msgspec.structs import replace

from outtray.acts.mode import Mode
from outtray_rules.durations import COOLING_FLOOR

SeverityName = Literal["note", "warn", "block"]
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Jurisdiction = Literal["", "any", "ca", "uk", "us", "au", "nz", "eu", "ie", "everyone"]


class Hours(Struct, frozen=True, forbid_unknown_fields=True):
    """A stretch of the day in local time; it may cross midnight."""

    start: Annotated[time, Meta(description="first minute, e.g. 22:00")] = field(name="from")
    end: Annotated[time, Meta(description="first minute after it, e.g. 07:00")] = field(name="to")


class ProfileSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """Who the user is; rules and headlines read it, nobody else does."""

    jurisdiction: Annotated[Jurisdiction, Meta(description="whose guidance applies")] = ""
    organisation: Annotated[str, Meta(description="full name of the employer")] = ""
    organisation_names: Annotated[tuple[str, ...], Meta(description="its short names")] = ()
    grade: Annotated[
        Literal["", "junior", "officer", "manager", "executive", "deputy-head", "restricted", "intermediate"],
        Meta(description="level; several rules grow stricter with it"),
    ] = ""
    role: Annotated[str, Meta(description="own words, e.g. policy analyst")] = ""
    topics: Annotated[tuple[str, ...], Meta(description="own files and duties, as keywords")] = ()
    minister: Annotated[str, Meta(description="the minister served")] = ""
    languages: Annotated[tuple[str, ...], Meta(description="languages posts are written in")] = ()
    gender: Annotated[Literal["", "f", "m"], Meta(description="only for agreement in French headlines")] = ""
    work_hours: Annotated[Hours | None, Meta(description="hours on duty")] = None
    work_days: Annotated[tuple[Day, ...], Meta(description="days on duty")] = (
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
    )
    official_accounts: Annotated[
        tuple[str, ...], Meta(description="handles that speak for the employer")
    ] = ()


class CoolingTerms(Struct, frozen=True, forbid_unknown_fields=True):
    """How long acts wait between hold and release; the longest term that applies wins."""

    base: Annotated[timedelta, Meta(description="every held act, even a clean one; never under 10 s")] = (
        timedelta(minutes=2)
    )
    warn: Annotated[timedelta, Meta(description="at least one warning")] = timedelta(minutes=15)
    block: Annotated[timedelta, Meta(description="an overridden block")] = timedelta(hours=12)
    reply: Annotated[timedelta, Meta(description="answering somebody")] = timedelta(minutes=5)
    boost: Annotated[timedelta, Meta(description="passing on somebody's post")] = timedelta(minutes=1)
    edit: Annotated[timedelta, Meta(description="changing what was sent")] = timedelta(minutes=1)
    quiet_hours: Annotated[Hours | None, Meta(description="nothing is ready in these hours")] = None
    max: Annotated[timedelta, Meta(description="no wait is longer; never under 10 s")] = timedelta(hours=48)
    ready_window: Annotated[
        timedelta,
        Meta(description="a ready act not sent within this, 5 min at least, must be looked at again"),
    ] = timedelta(hours=72)
    on_edit: Annotated[
        Literal["restart", "keep"], Meta(description="keep the wait for edits under 3 characters")
    ] = "restart"


class ModeSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """How much each checked act is held back; posts, boosts, edits and profile changes are always held."""

    favourite: Annotated[Mode, Meta(description="a favourite, which readers take for agreement")] = Mode.CHECK
    pin: Annotated[Mode, Meta(description="a post pinned to the profile")] = Mode.CHECK
    feature: Annotated[Mode, Meta(description="a hashtag shown on the profile")] = Mode.CHECK
    follow: Annotated[Mode, Meta(description="following an account")] = Mode.CHECK
    vote: Annotated[Mode, Meta(description="a vote in a poll")] = Mode.CHECK
    report: Annotated[Mode, Meta(description="a report, with its free text")] = Mode.CHECK


class Mute(Struct, frozen=True, forbid_unknown_fields=True):
    """One rule silenced until a date, with a reason."""

    rule: Annotated[str, Meta(description="the rule's id")]
    until: Annotated[datetime, Meta(description="the day from which it speaks again")]
    reason: Annotated[str, Meta(description="why, for whoever reads this later")]


class OwnWords(Struct, frozen=True, forbid_unknown_fields=True):
    """Words of the user's own to be told about: a code name, a colleague, a topic to keep quiet on."""

    any: Annotated[tuple[str, ...], Meta(description="words and phrases; any of them is found")]
    severity: Annotated[SeverityName, Meta(description="how grave it is")] = "warn"
    why: Annotated[str, Meta(description="what the finding says")] = ""


class Watched(Struct, frozen=True, forbid_unknown_fields=True):
    """A text that must not be repeated: an embargoed release, the title of a briefing."""

    text: Annotated[str, Meta(description="the text itself, or its telling part")]
    severity: Annotated[SeverityName, Meta(description="how grave it is")] = "block"
    why: Annotated[str, Meta(description="what the finding says")] = ""
    likeness: Annotated[int, Meta(ge=50, le=100, description="percent from which a text is like it")] = 85


class RuleSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """Which packs review a post, and what of them is changed."""

    packs: Annotated[
        tuple[str, ...], Meta(description="pack ids; empty means the ones of the jurisdiction")
    ] = ()
    off: Annotated[tuple[str, ...], Meta(description="ids of rules switched off for good")] = ()
    severity: Annotated[
        dict[str, SeverityName], Meta(description="rule ids with the severity they have instead of their own")
    ] = field(default_factory=dict)
    mute: Annotated[tuple[Mute, ...], Meta(description="rules silenced for a while")] = ()
    words: Annotated[tuple[OwnWords, ...], Meta(description="own words to be told about")] = ()
    watch: Annotated[tuple[Watched, ...], Meta(description="texts that must not be repeated")] = ()


class CalendarSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """The user's own dated windows, as pairs of first and last day."""

    election: Annotated[
        tuple[tuple[date, date], ...], Meta(description='e.g. [["2026-08-07", "2026-11-07"]]')
    ] = ()
    holiday: Annotated[
        tuple[tuple[date, date], ...], Meta(description="days off, like the election windows")
    ] = ()


class InterfaceSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """How the program looks and behaves."""

    theme: Annotated[str, Meta(description="a shipped theme or one of your own")] = "registry"
    icons: Annotated[Literal["unicode", "ascii"], Meta(description="signs to draw with")] = "unicode"
    reduced_motion: Annotated[bool, Meta(description="no ticking seconds, no animation")] = False
    mouse: Annotated[
        bool, Meta(description="listen to the mouse; false leaves selecting text to the terminal")
    ] = True
    keys: Annotated[
        Literal["vi", "arrows"], Meta(description="vi: letters such as j and k move, too; arrows: none does")
    ] = "vi"
    language: Annotated[Literal["", "en", "fr"], Meta(description="empty follows the system")] = ""
    bell: Annotated[bool, Meta(description="ring when a held act becomes ready")] = True
    notify: Annotated[
        Literal["off", "auto", "osc9", "osc777"],
        Meta(description="desktop notification by the terminal; auto where it is known to understand one"),
    ] = "auto"


class PostingSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """What a fresh draft starts with."""

    visibility: Annotated[
        Literal["", "public", "unlisted", "private", "direct"],
        Meta(description="empty takes the account's own default"),
    ] = ""
    language: Annotated[str, Meta(description="two-letter code; empty takes the account's own")] = ""
    complete: Annotated[
        Literal["server", "cache"],
        Meta(description="server asks it with what stands after @ or #, from two letters; cache asks nobody"),
    ] = "server"


class JournalSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """What the journal keeps."""

    enabled: Annotated[
        bool, Meta(description="false drops what was recorded as soon as nothing waits that needs it")
    ] = True
    keep_drafts: Annotated[bool, Meta(description="also keep texts that were never sent")] = False
    keep: Annotated[
        timedelta | None,
        Meta(description='how long rows stay, e.g. "90d" or "7y"; empty for ever'),
    ] = None
    keep_words: Annotated[
        timedelta | None,
        Meta(description="how long the words of sent posts stay beside them; empty as long as the rows"),
    ] = None


class NetworkSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """How servers are reached."""

    proxy: Annotated[
        str,
        Meta(description='e.g. "http://proxy.example:3128"; "system" follows the system, empty is none'),
    ] = "system"


class MediaSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """How pictures, films and sounds of posts are looked at; files are fetched when you ask for one."""

    image: Annotated[
        tuple[str, ...],
        Meta(description='what opens pictures, word by word, e.g. ["feh", "{file}"]; empty is the browser'),
    ] = ()
    video: Annotated[
        tuple[str, ...],
        Meta(description='what opens films, e.g. ["mpv", "{url}"], which fetches the address itself'),
    ] = ()
    audio: Annotated[tuple[str, ...], Meta(description="what opens sounds")] = ()
    in_terminal: Annotated[
        tuple[Literal["image", "video", "audio"], ...],
        Meta(description="which of them take this terminal until they end"),
    ] = ()
    previews: Annotated[
        Literal["off", "blocks", "best"],
        Meta(description="draw small pictures: as coloured blocks, or as well as the terminal can at best"),
    ] = "off"
    emoji: Annotated[
        bool,
        Meta(
            description="draw the emoji of a server in the text, where previews are best and the terminal can"
            " (kitty, Ghostty); elsewhere their shortcodes stand there"
        ),
    ] = True
    largest: Annotated[int, Meta(ge=1, le=1024, description="megabytes; larger files are not fetched")] = 40
    megabytes: Annotated[int, Meta(ge=1, le=4096, description="of fetched files that are kept")] = 128


class CacheSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """What is kept on disk of what was read."""

    megabytes: Annotated[
        int, Meta(ge=4, le=4096, description="of posts, the oldest of which make room for new ones")
    ] = 64


class AccountSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """What one account has instead of the settings above; what is left out is as it is for all."""

    colour: Annotated[
        int, Meta(ge=0, le=6, description="which of the theme's six account colours; 0 takes the next one")
    ] = 0
    visibility: Annotated[
        Literal["", "public", "unlisted", "private", "direct"],
        Meta(description="what a fresh draft of this account starts with"),
    ] = ""
    language: Annotated[str, Meta(description="two-letter code of what this account writes in")] = ""
    quiet_hours: Annotated[
        Hours | None, Meta(description="nothing of this account is ready in these hours")
    ] = None
    packs: Annotated[tuple[str, ...], Meta(description="pack ids that review what this account says")] = ()
    profile: Annotated[
        ProfileSettings | None,
        Meta(description="who the user is as this account, as a whole: nothing of [profile] is taken over"),
    ] = None


Keys = Annotated[
    str | tuple[str, ...],
    Meta(
        description='a key as it is typed or named, such as "R", "f5" or "ctrl+r"; several in a list; "none"'
    ),
]
"""What a command is given in ``[keys]``."""


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything a user can set, by section."""

    profile: ProfileSettings = ProfileSettings()
    cooling: CoolingTerms = CoolingTerms()
    modes: ModeSettings = ModeSettings()
    rules: RuleSettings = RuleSettings()
    calendar: CalendarSettings = CalendarSettings()
    interface: InterfaceSettings = InterfaceSettings()
    posting: PostingSettings = PostingSettings()
    journal: JournalSettings = JournalSettings()
    network: NetworkSettings = NetworkSettings()
    media: MediaSettings = MediaSettings()
    cache: CacheSettings = CacheSettings()
    accounts: Annotated[
        dict[str, AccountSettings],
        Meta(description='what one account has for itself, by its name: [accounts."name@server.example"]'),
    ] = field(default_factory=dict)
    keys: Annotated[
        dict[str, Keys],
        Meta(description='other keys for commands, by the name in the list of keys: "reading.reply" = "R"'),
    ] = field(default_factory=dict)


def as_account(settings: Settings, account: str) -> Settings:
    """The settings as they are for one account (``acct@host``, in any case): its own over those for all."""
    wanted = named(account)
    own = next((one for name, one in settings.accounts.items() if named(name) == wanted), None)
    if own is None:
        return settings
    posting = replace(
        settings.posting,
        visibility=own.visibility or settings.posting.visibility,
        language=own.language or settings.posting.language,
    )
    cooling = settings.cooling
    if own.quiet_hours is not None:
        cooling = replace(cooling, quiet_hours=own.quiet_hours)
    rules = replace(settings.rules, packs=own.packs) if own.packs else settings.rules
    profile = settings.profile if own.profile is None else own.profile
    return replace(settings, posting=posting, cooling=cooling, rules=rules, profile=profile)


def named(account: str) -> str:
    """The name of an account as it is compared: without the @ in front, in small letters."""
    return account.removeprefix("@").casefold()


BASE_FLOOR = COOLING_FLOOR
"""The least ``cooling.base`` and ``cooling.max``."""

READY_FLOOR = timedelta(minutes=5)
"""The least ``cooling.ready_window``: shorter, an act would expire while it is read once more."""

PRACTICE_COOLING = CoolingTerms(
    base=timedelta(seconds=12),
    warn=timedelta(seconds=25),
    block=timedelta(seconds=45),
    reply=timedelta(seconds=18),
    boost=timedelta(seconds=10),
    edit=timedelta(seconds=10),
)
"""Waits short enough that a newcomer sees the whole path in about a minute; the interface says so."""

PRACTICE_SETTINGS = Settings(
    profile=ProfileSettings(
        jurisdiction="ca",
        organisation="Department of Everyday Affairs",
        organisation_names=("Everyday Affairs",),
        minister="Beatrix Holloway",
        topics=("OneForm",),
        role="policy analyst",
        languages=("en", "fr"),
    ),
    cooling=PRACTICE_COOLING,
)
"""What practice starts from; a settings file in the practice directory changes it like any other."""
