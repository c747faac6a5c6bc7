"""What every other package may use: clock, sanitising, translation, errors."""
