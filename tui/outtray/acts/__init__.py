"""The canonical act, its digest, its states and its approval."""
