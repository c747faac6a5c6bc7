"""One file for each kind of matcher."""
