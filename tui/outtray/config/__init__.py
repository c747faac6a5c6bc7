"""Settings, policy, places and credentials."""
