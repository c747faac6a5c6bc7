"""The out-tray: held acts as a table."""
