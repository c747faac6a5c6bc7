"""How a post would read as a headline: the worst fair reading, deterministic and offline."""
