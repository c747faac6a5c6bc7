"""Times, durations and counts as people read them, in the language of the interface."""

from __future__ import annotations

from datetime import datetime, tzinfo

from outtray.base.translation import gettext as _
from outtray.base.translation import ngettext


def counted(number: int) -> str:
    """A whole number with the language's own thousands separator: 1,204."""
    # The translator writes one thousand; what stands between its digits is the separator.
    separator = _("1,000")[1:-3]
    return f"{number:,}".replace(",", separator)


def duration(seconds: int) -> str:
    """A length of time in at most two units: 45 s, 15 min, 2 h 30 min, 1 d 4 h."""
    seconds = max(seconds, 0)
    days, rest = divmod(seconds, 86_400)
    hours, rest = divmod(rest, 3_600)
    minutes, left = divmod(rest, 60)
    units = [
        (days, _("{n} d")), (hours, _("{n} h")), (minutes, _("{n} min")), (left, _("{n} s"))
    ]  # fmt: skip
    first = next((index for index, (amount, _unit) in enumerate(units) if amount), len(units) - 1)
    shown = [unit.format(n=amount) for amount, unit in units[first : first + 2] if amount]
    return " ".join(shown) or _("{n} s").format(n=0)


def countdown(seconds: int) -> str:
    """Time left as a clock shows it: 4:10, 1:02:03; hours go past 24."""
    minutes, left = divmod(max(seconds, 0), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def minutes_left(seconds: int) -> str:
    """Time left without anything that moves each second."""
    if seconds < 60:
        return _("under a minute")
    minutes = -(-seconds // 60)
    if minutes < 60:
        return ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)
    return _("about {duration}").format(duration=duration(minutes * 60))


def clock_time(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """A moment as the user's wall clock shows it, with the day when it is not today."""
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    time = f"{local:%H:%M}"
    days = (local.date() - today).days
    if days == 0:
        return time
    if days == 1:
        return _("tomorrow {time}").format(time=time)
    return _("{date} {time}").format(date=f"{local:%Y-%m-%d}", time=time)


def size_words(size: int) -> str:
    """The size of a file as a person says it: 812 bytes, 45 kB, 3.2 MB."""
    if size < 1_000:
        return ngettext("{count} byte", "{count} bytes", size).format(count=size)
    if size < 1_000_000:
        return _("{count} kB").format(count=-(-size // 1_000))
    return _("{count} MB").format(count=f"{size / 1_000_000:.1f}")


def followers(number: int) -> str:
    """A follower count with its noun."""
    return ngettext("{count} follower", "{count} followers", number).format(count=counted(number))


def language_name(code: str) -> str:
    """The name of a language by its ISO 639 code, in the language of the interface; else the code itself."""
    names = {
        "ar": _("Arabic"), "bn": _("Bengali"), "cs": _("Czech"), "cy": _("Welsh"), "da": _("Danish"),
        "de": _("German"), "el": _("Greek"), "en": _("English"), "es": _("Spanish"), "fi": _("Finnish"),
        "fr": _("French"), "ga": _("Irish"), "gd": _("Scottish Gaelic"), "he": _("Hebrew"), "hi": _("Hindi"),
        "hu": _("Hungarian"), "id": _("Indonesian"), "it": _("Italian"), "iu": _("Inuktitut"),
        "ja": _("Japanese"), "ko": _("Korean"), "mi": _("Māori"), "nl": _("Dutch"), "no": _("Norwegian"),
        "pa": _("Punjabi"), "pl": _("Polish"), "pt": _("Portuguese"), "ro": _("Romanian"),
        "ru": _("Russian"), "sv": _("Swedish"), "ta": _("Tamil"), "tr": _("Turkish"), "uk": _("Ukrainian"),
        "ur": _("Urdu"), "vi": _("Vietnamese"), "zh": _("Chinese"),
    }  # fmt: skip
    return names.get(code.partition("-")[0].lower(), code)


def focus_words(x: float, y: float) -> str:
    """Where in a picture a focal point lies; both from -1 to 1, y upwards."""
    across, up = _third(x), _third(y)
    return {
        (0, 0): _("the middle"),
        (0, 1): _("the top"),
        (0, -1): _("the bottom"),
        (-1, 0): _("the left"),
        (1, 0): _("the right"),
        (-1, 1): _("the top left"),
        (1, 1): _("the top right"),
        (-1, -1): _("the bottom left"),
        (1, -1): _("the bottom right"),
    }[across, up]


def _third(share: float) -> int:
    return (share > 1 / 3) - (share < -1 / 3)
