"""The store of held acts, the gate, and the one dispatcher."""
