"""The embedded practice server: a real Mastodon-speaking server in its own process."""
