"""What only acting needs: the rules, the out-tray, the gate, the dispatcher, put together for one account."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from outtray.acts.act import AccountKey
from outtray.base.clock import Clock
from outtray.config.configuration import Configuration
from outtray.config.locations import Locations
from outtray.outbox.dispatcher import Dispatcher, DispatchSettings
from outtray.outbox.gate import Gate
from outtray.outbox.opening import Outbox, open_outbox
from outtray.services.connection import Connections
from outtray.services.governance import cooling_of, demands_of, modes_of
from outtray.services.outtray import OutTray, ServerClock
from outtray.services.profile import own_windows, rules_profile
from outtray.services.review import RECALLED, Own, ReviewService, recent_acts
from outtray.services.rules import Rules, RulesNews
from outtray_rules.cooling import CoolingSettings, quiet_until
from outtray_rules.engine import Reviewer


@dataclass(frozen=True, slots=True)
class Machinery:
    """Everything between a draft and a server. Importing this module costs more than the first frame does."""

    connections: Connections
    outbox: Outbox
    rules: Rules
    review: ReviewService
    tray: OutTray


class Owned:
    """What each account has for itself: asked for every review, so that changed settings count at once."""

    def __init__(self, config: Configuration, places: Locations, rules: Rules) -> None:
        """``rules`` are those of every account that names no packs of its own."""
        self._config = config
        self._places = places
        self._rules = rules
        self._own_rules: dict[str, Rules] = {}

    def __call__(self, account: AccountKey) -> Own | None:
        """What an account has instead of what holds for all; None when nothing."""
        name = account.handle
        if not self._config.has_own(name):
            return None
        return Own(
            reviewer=partial(self._reviewer, name),
            ready=lambda: self._rules_of(name).ready,
            profile=lambda bio: rules_profile(self._config.governed_for(name).settings.profile, bio=bio),
            cooling=lambda: self.cooling_of(account),
        )

    def cooling_of(self, account: AccountKey) -> CoolingSettings:
        """The cooling-off terms of an account, every quiet hour included."""
        return cooling_of(self._config.governed_for(account.handle))

    def _reviewer(self, name: str) -> Reviewer:
        return self._rules_of(name)()

    def _tell(self, news: RulesNews) -> None:
        """Say of an account's own rules what would be said of everybody's, wherever that is said by then."""
        self._rules.on_news(news)

    def _rules_of(self, name: str) -> Rules:
        wanted, common = self._config.governed_for(name).settings, self._config.settings
        chosen = (wanted.rules, wanted.profile.jurisdiction)
        if chosen == (common.rules, common.profile.jurisdiction):
            return self._rules
        if name not in self._own_rules:
            own = Rules(lambda: self._config.governed_for(name).settings, self._places)
            own.on_news = self._tell
            self._own_rules[name] = own
        return self._own_rules[name]


def build(
    config: Configuration,
    places: Locations,
    clock: Clock,
    *,
    server_clock: ServerClock,
    dispatch: DispatchSettings | None = None,
) -> Machinery:
    """Open the out-tray and put the rest around it; raises ``StorageError``."""
    connections = Connections()
    journal = config.settings.journal
    outbox = open_outbox(
        places.outbox,
        clock,
        keep_drafts=journal.enabled and journal.keep_drafts,
        modes=lambda: modes_of(config.governed),
    )
    rules = Rules(lambda: config.settings, places)
    own = Owned(config, places, rules)
    review = ReviewService(
        rules,
        clock,
        profile=lambda bio: rules_profile(config.settings.profile, bio=bio),
        cooling=lambda: cooling_of(config.governed),
        windows=lambda: own_windows(config.settings, clock.local_zone()),
        own=own,
        ready=lambda: rules.ready,
    )
    # A look again or a release counts earlier posts, too, in a run in which no draft is begun.
    review.recent = recent_acts(outbox.store.sent(), clock.now() - RECALLED)
    gate = Gate(
        outbox.sending,
        connections,
        review.review,
        clock,
        quiet_until=lambda moment, account: quiet_until(
            moment.astimezone(clock.local_zone()), own.cooling_of(account).quiet_hours
        ),
        demands=lambda: demands_of(config.ruling(), practice=places.practice),
    )
    tray = OutTray(
        outbox,
        gate,
        Dispatcher(outbox, gate, connections, clock, settings=dispatch),
        server_clock=server_clock,
        clock=clock,
        cooling=lambda: cooling_of(config.governed),
        modes=lambda: modes_of(config.governed),
        overrides=lambda: config.governed.overrides,
        cooling_of=own.cooling_of,
        skew=connections.skew,
    )
    return Machinery(connections, outbox, rules, review, tray)
