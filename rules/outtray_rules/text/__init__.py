"""Reading text the way people cheat: folding with an index map, sentences, tokens."""
