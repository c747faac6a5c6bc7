"""A small box of emoji by the names people know them by; what a server draws itself comes beside them."""

from __future__ import annotations

_BOX = """
😀 grinning|😂 joy|🙂 slight_smile|😉 wink|😊 blush|😍 heart_eyes|🤔 thinking|😐 neutral_face|🙄 rolling_eyes
😏 smirk|😴 sleeping|😅 sweat_smile|😇 innocent|🤗 hugging|🤫 shushing|😬 grimacing|😢 cry|😭 sob|😡 rage
😱 scream|🥳 partying|😎 sunglasses|🤓 nerd|🥺 pleading|🤯 exploding_head|🤷 shrug|🤦 facepalm|🙏 pray
👍 thumbs_up +1|👎 thumbs_down -1|👏 clap|👋 wave|🙌 raised_hands|🤝 handshake|💪 muscle|✌️ victory|👌 ok_hand
👀 eyes|🧠 brain|❤️ heart|💔 broken_heart|💙 blue_heart|💚 green_heart|💛 yellow_heart|💜 purple_heart
🖤 black_heart|✨ sparkles|⭐ star|🔥 fire|💥 boom|🎉 tada party_popper|🎂 birthday_cake|🎁 gift|🏆 trophy
☀️ sun|🌧️ rain|❄️ snow|🌈 rainbow|⚡ lightning|🌊 wave_of_water|🌍 earth|🌱 seedling|🌳 tree|🍁 maple_leaf
🌷 tulip|🐈 cat|🐕 dog|🐦 bird|🐟 fish|🐝 bee|🦆 duck|🦫 beaver|🫎 moose|🍎 apple|🍞 bread|🍕 pizza
🍰 cake|☕ coffee|🍵 tea|🍺 beer|🚲 bicycle|🚂 train|🚌 bus|🚢 ship|⛴️ ferry|✈️ plane|🚗 car|🏠 house
🏢 office|🏥 hospital|🏫 school|🏛️ government|🗳️ ballot_box vote|📣 megaphone|📢 loudspeaker|📰 newspaper
📄 page document|📎 paperclip|📌 pin|📅 calendar|📈 chart_up|📉 chart_down|📊 bar_chart|📷 camera|📚 books
✏️ pencil|🔒 lock|🔑 key|🔗 link|💡 idea light_bulb|⏰ alarm_clock|⏳ hourglass|✅ check|❌ cross|⚠️ warning
❓ question|❗ exclamation|💬 speech|🧵 thread|👇 point_down|👉 point_right|☝️ point_up|🇨🇦 canada|🇬🇧 uk
🇪🇺 eu|🇫🇷 france|🇺🇸 usa|🇦🇺 australia|🇳🇿 new_zealand|🇮🇪 ireland|💻 laptop|📱 phone|📧 email|🎓 graduation
"""

EMOJI: tuple[tuple[str, tuple[str, ...]], ...] = tuple(
    (sign, tuple(names.split()))
    for entry in _BOX.replace("\n", "|").split("|")
    if entry
    for sign, _space, names in [entry.partition(" ")]
)
"""Each emoji with its names."""


def emoji_named(beginning: str) -> list[tuple[str, str]]:
    """Emoji and the name by which each was found: names that begin so first, then those with it inside."""
    wanted = beginning.casefold()
    first: list[tuple[str, str]] = []
    inside: list[tuple[str, str]] = []
    for sign, names in EMOJI:
        begins = next((name for name in names if name.startswith(wanted)), None)
        holds = next((name for name in names if wanted in name), None)
        if begins is not None:
            first.append((sign, begins))
        elif holds is not None:
            inside.append((sign, holds))
    return first + inside
