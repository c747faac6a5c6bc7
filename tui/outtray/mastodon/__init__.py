"""Everything that speaks with servers, through one door."""
