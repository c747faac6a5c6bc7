"""The colour themes that ship, as data: TOML files, their loader and their contrast check.

Knows nothing of a terminal toolkit; ``outtray.widgets.theming`` turns a ``Theme`` into one.
"""
