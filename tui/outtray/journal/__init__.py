"""The append-only, hash-chained record of what was held, released and sent."""
