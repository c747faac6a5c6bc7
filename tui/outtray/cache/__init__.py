"""Timelines on disk."""
