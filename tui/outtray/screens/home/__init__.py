"""What the main screen does, a file for each part of it; ``home`` is what the parts share."""
