"""Weak signs: words and pairs of words that stand more often in posts of one category than in others."""
