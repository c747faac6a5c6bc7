"""SQLite opening, migrations and atomic files."""
