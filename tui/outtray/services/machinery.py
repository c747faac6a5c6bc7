"""What only acting needs: the rules, the out-tray, the gate, the dispatcher, put together for one account."""

from __future__ import annotations

from dataclasses import dataclass

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
from outtray.services.review import RECALLED, ReviewService, recent_acts
from outtray.services.rules import Rules
from outtray_rules.cooling import quiet_until


@dataclass(frozen=True, slots=True)
class Machinery:
    """Everything between a draft and a server. Importing this module costs more than the first frame does."""

    connections: Connections
    outbox: Outbox
    rules: Rules
    review: ReviewService
    tray: OutTray


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
    review = ReviewService(
        rules,
        clock,
        profile=lambda bio: rules_profile(config.settings.profile, bio=bio),
        cooling=lambda: cooling_of(config.governed),
        windows=lambda: own_windows(config.settings, clock.local_zone()),
    )
    # A look again or a release counts earlier posts, too, in a run in which no draft is begun.
    review.recent = recent_acts(outbox.store.sent(), clock.now() - RECALLED)
    gate = Gate(
        outbox.sending,
        connections,
        review.review,
        clock,
        quiet_until=lambda moment: quiet_until(
            moment.astimezone(clock.local_zone()), cooling_of(config.governed).quiet_hours
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
    )
    return Machinery(connections, outbox, rules, review, tray)
