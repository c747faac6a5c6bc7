"""The colour themes that ship, as data."""
