"""Every setting in words: a title, and a sentence that says what it does."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from outtray.base.translation import gettext as _


class Words(NamedTuple):
    """A setting's title and what it does."""

    title: str
    meaning: str


SECTIONS: Mapping[str, str] = MappingProxyType(
    {
        "profile": _("Who you are"),
        "cooling": _("Cooling-off"),
        "modes": _("What is held"),
        "rules": _("Packs and rules"),
        "calendar": _("Calendar"),
        "interface": _("Interface"),
        "posting": _("Posting"),
        "journal": _("Journal"),
        "media": _("Media"),
        "cache": _("What is kept"),
        "network": _("Network"),
        "accounts": _("Accounts"),
        "keys": _("Keys"),
        "policy": _("Policy and files"),
    }
)
"""The sections in the order they stand in; the last three are made of something else than typed settings."""

SETTINGS: Mapping[str, Words] = MappingProxyType(
    {
        "profile.jurisdiction": Words(
            _("Jurisdiction"), _("Whose guidance applies; it chooses the packs unless you name some.")
        ),
        "profile.organisation": Words(_("Employer"), _("Its full name.")),
        "profile.organisation_names": Words(
            _("Its short names"), _("What people call it, with commas between.")
        ),
        "profile.grade": Words(_("Grade"), _("Your level: several rules grow stricter with it.")),
        "profile.role": Words(_("Role"), _("What you do, in your own words.")),
        "profile.topics": Words(_("Own files"), _("Your files and duties, as keywords with commas between.")),
        "profile.minister": Words(_("Minister"), _("The minister you serve.")),
        "profile.languages": Words(
            _("Languages"), _("The languages you post in, as two letters with commas between.")
        ),
        "profile.gender": Words(_("Gender"), _("Only for agreement in French headlines: f, m or nothing.")),
        "profile.work_hours": Words(_("Hours on duty"), _("From and to, such as 09:00–17:00.")),
        "profile.work_days": Words(_("Days on duty"), _("mon, tue, wed, thu, fri, sat, sun.")),
        "profile.official_accounts": Words(
            _("Official accounts"), _("Handles that speak for your employer, with commas between.")
        ),
        "cooling.base": Words(
            _("Every act"), _("What every held act waits, even a clean one; never under 10 seconds.")
        ),
        "cooling.warn": Words(_("With a warning"), _("What an act with at least one warning waits.")),
        "cooling.block": Words(_("With a block"), _("What an act with an overridden block waits.")),
        "cooling.reply": Words(_("An answer"), _("What an answer to somebody waits: heat is in answers.")),
        "cooling.boost": Words(_("A boost"), _("What passing on somebody's post waits.")),
        "cooling.edit": Words(_("An edit"), _("What changing a sent post waits.")),
        "cooling.quiet_hours": Words(
            _("Quiet hours"), _("Nothing becomes ready in these hours, such as 22:00–07:00. Empty is none.")
        ),
        "cooling.max": Words(_("Longest wait"), _("No wait is longer; never under 10 seconds.")),
        "cooling.ready_window": Words(
            _("Ready for"), _("A ready act that is not sent within this time must be looked at again.")
        ),
        "cooling.on_edit": Words(
            _("After an edit"),
            _("restart begins the wait anew; keep goes on after edits under 3 characters."),
        ),
        "modes.favourite": Words(_("Favourite"), _("Readers take a favourite for agreement.")),
        "modes.pin": Words(_("Pin"), _("Pinning a post to your profile.")),
        "modes.feature": Words(_("Featured hashtag"), _("Showing a hashtag on your profile.")),
        "modes.follow": Words(_("Follow"), _("Following an account.")),
        "modes.vote": Words(_("Vote"), _("Voting in a poll.")),
        "modes.report": Words(_("Report"), _("A report, with its free text.")),
        "rules.packs": Words(
            _("Packs in use"), _("Which packs review a post; empty means those of your jurisdiction.")
        ),
        "rules.off": Words(_("Rules switched off"), _("Rules that say nothing, for good.")),
        "rules.severity": Words(_("Other severities"), _("Rules you made milder or graver.")),
        "rules.mute": Words(
            _("Muted rules"), _("Rules that say nothing until a day, each with your reason.")
        ),
        "rules.words": Words(
            _("Own words"), _("Words to be told about: a code name, a colleague, a topic to keep quiet on.")
        ),
        "rules.watch": Words(
            _("Watched texts"),
            _("Texts that must not be repeated: an embargoed release, a briefing's title."),
        ),
        "calendar.election": Words(
            _("Elections"), _("Periods in which stricter rules hold; both days count.")
        ),
        "calendar.holiday": Words(_("Days off"), _("Periods in which you are not on duty; both days count.")),
        "interface.theme": Words(_("Theme"), _("One that ships, or one of your own in the themes folder.")),
        "interface.icons": Words(_("Signs"), _("ascii where the terminal draws nothing else.")),
        "interface.reduced_motion": Words(_("Less motion"), _("No ticking seconds and no animation.")),
        "interface.mouse": Words(
            _("Mouse"), _("Off leaves the mouse to the terminal, for selecting text. From the next start.")
        ),
        "interface.keys": Words(
            _("Letters move"),
            _("vi: j, k and other letters move, too; arrows: only arrows and page keys do."),
        ),
        "interface.language": Words(_("Language"), _("Empty follows the system. From the next start.")),
        "interface.bell": Words(_("Bell"), _("Ring when a held act becomes ready.")),
        "interface.notify": Words(
            _("Notification"), _("Let the terminal notify you when an act is ready; auto where it can.")
        ),
        "posting.visibility": Words(
            _("Audience"), _("What a fresh draft starts with; empty takes the account's own.")
        ),
        "posting.language": Words(_("Language of posts"), _("Two letters; empty takes the account's own.")),
        "posting.complete": Words(
            _("Completion"),
            _("server asks your server for names from two letters on; cache knows only whom you have read."),
        ),
        "journal.enabled": Words(
            _("Journal"), _("Off drops what was recorded as soon as nothing waits that needs it.")
        ),
        "journal.keep_drafts": Words(
            _("Keep drafts, too"), _("Also keep texts that were never sent; they may become records.")
        ),
        "journal.keep": Words(_("Keep rows for"), _("How long, such as 90d or 7y; empty for ever.")),
        "journal.keep_words": Words(
            _("Keep words for"), _("How long the words of sent posts stay; empty as long as the rows.")
        ),
        "media.image": Words(
            _("Opens pictures"),
            _("A program and its words with commas between, such as feh, {file}. Empty is the browser."),
        ),
        "media.video": Words(
            _("Opens films"), _("Such as mpv, {url}: with {url} the program fetches the file itself.")
        ),
        "media.audio": Words(_("Opens sounds"), _("Such as mpv, --no-video, {file}. Empty is the browser.")),
        "media.in_terminal": Words(
            _("In this terminal"), _("image, video, audio: what takes the terminal until it ends.")
        ),
        "media.previews": Words(
            _("Pictures here"),
            _("Draw small pictures, from the next start. best: in the viewer as well as the terminal can."),
        ),
        "media.emoji": Words(
            _("Emoji as pictures"),
            _("With pictures at their best, in kitty and Ghostty: a server's own emoji instead of :names:."),
        ),
        "media.largest": Words(_("Largest file"), _("Megabytes; a larger file is not fetched.")),
        "media.megabytes": Words(
            _("Room for files"), _("Megabytes of fetched files; what was not looked at for longest goes.")
        ),
        "cache.megabytes": Words(
            _("Room for posts"), _("Megabytes of what was read; the oldest makes room for the newest.")
        ),
        "network.proxy": Words(
            _("Proxy"), _("Such as http://proxy.example:3128; system follows the system, empty is none.")
        ),
    }
)
"""Every setting that has a line of its own."""

PARTS: Mapping[str, str] = MappingProxyType(
    {
        "any": _("Words and phrases, with commas between"),
        "severity": _("How grave: note, warn or block"),
        "why": _("What the finding says (may be empty)"),
        "text": _("The text, or its telling part"),
        "likeness": _("From how many percent alike (50 to 100)"),
        "rule": _("The rule"),
        "until": _("Until which day, such as 2026-12-31"),
        "reason": _("Why, for whoever reads this later"),
        "from": _("First day, such as 2026-08-07"),
        "to": _("Last day, such as 2026-11-07"),
    }
)
"""The lines of one thing in a list."""

_VALUES: Mapping[str, str] = MappingProxyType(
    {
        "": _("not set"),
        "True": _("on"),
        "False": _("off"),
        "hold": _("hold: it waits in the out-tray"),
        "check": _("check: at once when no rule hits, else held"),
        "immediate": _("immediate: at once, unreviewed"),
        "any": _("any: outside of those named here"),
        "ca": _("ca: Canada, federal"),
        "uk": _("uk: United Kingdom, Civil Service"),
        "us": _("us: United States, federal"),
        "au": _("au: Australia, APS"),
        "nz": _("nz: New Zealand, public service"),
        "eu": _("eu: European Union, institutions"),
        "ie": _("ie: Ireland, Civil Service"),
        "everyone": _("everyone: nobody's servant"),
        "vi": _("vi: letters move, too"),
        "arrows": _("arrows: only arrows and page keys"),
        "restart": _("restart: wait anew"),
        "keep": _("keep: go on waiting"),
        "public": _("public: anyone, for ever"),
        "unlisted": _("unlisted: quiet public"),
        "private": _("private: followers only"),
        "direct": _("direct: only who is mentioned"),
        "auto": _("auto: where the terminal is known to show one"),
        "blocks": _("blocks: in coloured halves of cells"),
        "best": _("best: as well as the terminal can"),
    }
)


def value_words(value: str) -> str:
    """A value as a person reads it."""
    return _VALUES.get(value, value)
