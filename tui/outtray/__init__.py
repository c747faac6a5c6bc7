"""Outtray: a Mastodon client for the terminal in which nothing leaves unread."""

__version__ = "0.1.0"
