"""Commands of the settings and of the cards that belong to them."""

from outtray.base.translation import gettext as _
from outtray.commands.command import Command

FIND = Command("settings.find", ("slash",), _("Find"), _("Look for a setting by any word."), show=True)
CHANGE = Command("settings.change", ("enter",), _("Change"), _("Change the setting under the cursor."))
RESET = Command(
    "settings.reset", ("z",), _("Built-in"), _("Go back to the built-in value of this setting."), show=True
)
TRY = Command(
    "settings.try-it",
    ("t",),
    _("Try it"),
    _("Review any text against the settings as they stand here, saved or not."),
    show=True,
)
REVIEW = Command(
    "settings.save", ("s",), _("Save"), _("See what would change in the file, and save it."), show=True
)
PARTS = Command("settings.parts", ("left", "h"), _("Sections"), _("Go to the sections."))
INTO = Command("settings.into", ("right", "l"), _("Settings"), _("Go to the settings of this section."))
BACK = Command(
    "settings.back", ("escape",), _("Back"), _("Go back a step; asks when something is not saved."), show=True
)

SETTINGS = (CHANGE, RESET, FIND, TRY, REVIEW, PARTS, INTO, BACK)

RULE_PAGE = Command(
    "rules.explain",
    ("enter",),
    _("Explain"),
    _("See what the rule finds, why, and on whose word."),
    show=True,
)
RULE_OFF = Command(
    "rules.switch", ("space",), _("On/off"), _("Switch this pack or rule on or off."), show=True
)
RULE_SEVERITY = Command(
    "rules.severity", ("v",), _("Severity"), _("Make the rule milder or graver."), show=True
)
RULE_MUTE = Command(
    "rules.mute", ("m",), _("Mute"), _("Silence the rule until a day, with a reason; or end that."), show=True
)
RULE_HEALTH = Command(
    "rules.health",
    ("e",),
    _("Health"),
    _("Which rules are always ignored, which mutes have ended or never mattered."),
    show=True,
)
RULE_FIND = Command("rules.find", ("slash",), _("Find"), _("Look for a rule by any word."), show=True)
RULE_BACK = Command("rules.back", ("escape",), _("Back"), _("Go back to the settings."), show=True)

RULES = (RULE_PAGE, RULE_OFF, RULE_SEVERITY, RULE_MUTE, RULE_HEALTH, RULE_FIND, RULE_BACK)

ENTRIES = (
    Command("entries.leave", ("escape",), _("Done"), _("Go back to the settings."), show=True),
    Command("entries.add", ("a",), _("Add"), _("Add one to the list."), show=True),
    Command("entries.discard", ("D",), _("Take out"), _("Take this one out of the list."), show=True),
)
FIELD = (
    Command("field.leave", ("escape",), _("Leave it"), _("Leave it as it was."), show=True, priority=True),
    Command(
        "field.take", ("ctrl+s",), _("Take it"), _("Take what stands on the card."), show=True, priority=True
    ),
)
TRYING = (
    Command("try.leave", ("escape",), _("Back"), _("Go back to the settings."), show=True, priority=True),
    Command(
        "try.act",
        ("f2",),
        _("Act"),
        _("Try it as a post, an answer, a boost, an edit."),
        show=True,
        priority=True,
    ),
    Command(
        "try.audience", ("f3",), _("Audience"), _("Try it for another audience."), show=True, priority=True
    ),
    Command("try.next", ("f8",), _("Next"), _("Go to the next finding."), show=True, priority=True),
)
CHANGES = (
    Command("changes.leave", ("escape",), _("Go on"), _("Save nothing yet."), show=True),
    Command("changes.save", ("s",), _("Save"), _("Write these lines."), show=True),
    Command("changes.drop", ("D",), _("Drop all"), _("Drop every change that is not saved."), show=True),
)
