"""The append-only, hash-chained record of what was held, changed, released, sent and discarded."""
