"""Durable things on disk: databases with migrations, atomic files, locks between processes."""
